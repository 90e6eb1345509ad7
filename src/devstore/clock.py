"""The store's own time: the machine's time plus what tests and people have advanced it by."""

from datetime import UTC, datetime, timedelta


class Clock:
    """Tells aware UTC times; only ever moves forward of the machine's time."""

    def __init__(self, offset: timedelta = timedelta()) -> None:
        self.offset = offset

    def now(self) -> datetime:
        """The moment it is in the store, to the microsecond."""
        return datetime.now(UTC) + self.offset

    def advance(self, seconds: float) -> None:
        """Move the store's time forward; a negative number of seconds is refused by ValueError."""
        if seconds < 0:
            raise ValueError("The clock only moves forward.")
        self.offset += timedelta(seconds=seconds)
