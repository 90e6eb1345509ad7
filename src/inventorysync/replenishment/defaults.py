"""What holds where no rule says anything. Pure."""

from typing import Any

DEFAULTS: dict[str, Any] = {
    "is_ordered": True,
    "goal": "cycle",
    "service_percent": "95.00",
    "lead_days": None,  # as it was measured, else as the supplier has said
    "review_days": 7,
    "minimum": None,  # the supplier's
    "pack": None,
    "holding_percent": "25.00",
}
LEAD_DAYS = 14
"""How long a delivery takes of which nobody knows anything."""
