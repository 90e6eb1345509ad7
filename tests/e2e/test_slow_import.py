"""A shop that answers slowly is imported while its merchant looks around, in a browser."""

from pathlib import Path

from e2e.browser import run_flows
from e2e.system import started_system

SLOW = {"http": {"slow": 1.0, "slow_seconds": 2.5}}


def test_locations_are_chosen_while_a_slow_shop_is_read(tmp_path: Path) -> None:
    with started_system(tmp_path, products=400, faults=SLOW) as system:
        run_flows(system, "alone/first-import")
