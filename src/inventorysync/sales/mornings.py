"""When what follows from forecasts is worked out anew. Pure."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

HOUR = 4  # of the shop's day: what arrived and was sold the day before is known, nobody works yet


def is_due(made: datetime | None, forecast: datetime | None, now: datetime, zone: str) -> bool:
    """Whether a morning has begun since it was made, or a forecast is newer, or it was never made."""
    if made is None:
        return True
    local = now.astimezone(ZoneInfo(zone))
    morning = local.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    if morning > local:
        morning -= timedelta(days=1)
    return (forecast is not None and forecast > made) or made < morning
