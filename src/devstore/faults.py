"""Everything that can go wrong between the store and the app, switched on at run time (PLATFORM.md E 15)."""

import random
from dataclasses import dataclass, field

import msgspec

SECONDS = ("timeout_seconds", "slow_seconds")


class WebhookFaults(msgspec.Struct, forbid_unknown_fields=True):
    """Rates are shares of deliveries, 0 to 1; a delayed or reordered delivery waits a random time."""

    duplicate: float = 0.0
    drop: float = 0.0
    delay_seconds: float = 0.0
    reorder: float = 0.0
    fail: float = 0.0
    retry_scale: float = 1.0  # compresses the four hours of retries


class HttpFaults(msgspec.Struct, forbid_unknown_fields=True):
    """Rates are shares of Admin API calls, 0 to 1."""

    rate_429: float = 0.0
    rate_5xx: float = 0.0
    timeout: float = 0.0
    truncate: float = 0.0
    html: float = 0.0
    frozen: float = 0.0  # 402
    locked: float = 0.0  # 423
    lost_request: float = 0.0  # the connection ends before anything happened
    lost_reply: float = 0.0  # the connection ends after the commit
    slow: float = 0.0  # the work is done, but only after some seconds
    timeout_seconds: float = 12.0
    slow_seconds: float = 2.0


class BulkFaults(msgspec.Struct, forbid_unknown_fields=True):
    """Shares of bulk operations that fail after some rows, and of downloads of results that break off."""

    fail: float = 0.0
    cut: float = 0.0


class StaleReads(msgspec.Struct, forbid_unknown_fields=True):
    """A share of reads of levels answers what they were some seconds ago."""

    rate: float = 0.0
    lag_seconds: float = 1.0


class PartnerFaults(msgspec.Struct, forbid_unknown_fields=True):
    """A share of calls of the Partner API that are answered 503."""

    down: float = 0.0


class FaultSettings(msgspec.Struct, forbid_unknown_fields=True):
    """The body of PUT /_dev/faults; what is left out is switched off."""

    webhooks: WebhookFaults = msgspec.field(default_factory=WebhookFaults)
    http: HttpFaults = msgspec.field(default_factory=HttpFaults)
    bulk: BulkFaults = msgspec.field(default_factory=BulkFaults)
    stale_reads: StaleReads = msgspec.field(default_factory=StaleReads)
    partner: PartnerFaults = msgspec.field(default_factory=PartnerFaults)
    seed: int | None = None


@dataclass
class Faults:
    """The faults in force and the dice that decide; seeded, so that a run can be repeated."""

    settings: FaultSettings = field(default_factory=FaultSettings)
    dice: random.Random = field(default_factory=random.Random)

    def put(self, settings: FaultSettings) -> None:
        """Replace all switches; a seed starts the dice again."""
        self.settings = settings
        if settings.seed is not None:
            self.dice = random.Random(settings.seed)  # noqa: S311

    def strikes(self, rate: float) -> bool:
        """Whether a fault of this rate happens now."""
        return rate > 0 and self.dice.random() < rate

    def http_fault(self) -> str | None:
        """The fault that strikes this Admin API call, if one does."""
        rates = msgspec.structs.asdict(self.settings.http)
        return next((n for n, rate in rates.items() if n not in SECONDS and self.strikes(rate)), None)
