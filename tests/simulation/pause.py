"""Where a simulated process can be interrupted: every wait of the core ends up here."""

from collections.abc import Awaitable, Coroutine, Generator, Sequence


class Pause(Awaitable[None]):
    """Gives the turn back to the scheduler once."""

    def __await__(self) -> Generator[None, None, None]:
        yield


async def one_by_one(coroutines: Sequence[Coroutine[None, None, None]]) -> None:
    """Runs what production runs side by side; the scheduler still interrupts at every wait."""
    try:
        for coroutine in coroutines:
            await coroutine
    finally:
        for coroutine in coroutines:
            coroutine.close()
