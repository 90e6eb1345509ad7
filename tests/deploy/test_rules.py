"""Every alert fires when it should and stays silent when it should, as promtool works out.

A case gives series as they are while the alert fires and while all is well: `a` is what a series begins with,
`+b` how much it gains a minute. Both last longer than any `for`.
"""

import re
import subprocess
from pathlib import Path
from shutil import which
from typing import Any, NamedTuple

import pytest
import yaml

FOLDER = Path(__file__).parents[2] / "monitoring" / "prometheus"
RULES = ("slo.yml", "sync.yml", "platform.yml", "ledger.yml")
MINUTES = 75
TOKEN_FILE = "/tmp/metrics_token"  # noqa: S108 - that of the container
HOLDS = pytest.mark.skipif(
    which("promtool") is None, reason="promtool is not installed: apt-get install prometheus"
)
Series = dict[str, str]


class Case(NamedTuple):
    """Series with which an alert fires, and with which it does not."""

    fires: Series
    silent: Series


def http(ok: float, bad: float) -> Series:
    name = "inventorysync_http_requests_total"
    return {
        f'{name}{{method="GET",route="/api/v1/levels",status="200"}}': f"0+{ok}",
        f'{name}{{method="GET",route="/api/v1/levels",status="500"}}': f"0+{bad}",
    }


def shares(name: str, labels: str, le: str, quick: float) -> Series:
    """A histogram that gains 100 a minute, `quick` of them within `le`."""
    bound = f'{labels},le="{le}"' if labels else f'le="{le}"'
    of_all = f"{{{labels}}}" if labels else ""
    return {f"{name}_bucket{{{bound}}}": f"0+{quick}", f"{name}_count{of_all}": "0+100"}


API = 'method="GET",route="/api/v1/levels"'
DOOR = 'method="POST",route="/webhooks/shopify"'
HTTP, AFTER = "inventorysync_http_request_seconds", "inventorysync_booked_after_seconds"
FIGURE = 'job="api",instance="a"'


def figure(name: str, fires: float | str, silent: float | str) -> Case:
    series = f"inventorysync_{name}{{{FIGURE}}}"
    return Case({series: str(fires)}, {series: str(silent)})


def share(name: str, label: str, bad: str, good: str, fires: float, silent: float) -> Case:
    def of(rate: float) -> Series:
        return {
            f'inventorysync_{name}{{{label}="{good}"}}': "0+100",
            f'inventorysync_{name}{{{label}="{bad}"}}': f"0+{rate}",
        }

    return Case(of(fires), of(silent))


def connections(quick: int) -> Series:
    name = "inventorysync_database_wait_seconds_bucket"
    return {
        f'{name}{{le="0.01"}}': f"0+{quick}",
        f'{name}{{le="5.0"}}': "0+100",
        f'{name}{{le="+Inf"}}': "0+100",
    }


def silence(lost: float) -> Series:
    return {
        f"inventorysync_webhook_silence_seconds{{{FIGURE}}}": "1000",
        'inventorysync_differences_total{cause="lost_webhook",job="worker"}': f"0+{lost}",
    }


def throttled(rate: float) -> Series:
    return {
        'inventorysync_shopify_throttled_total{job="worker"}': f"0+{rate}",
        'inventorysync_shopify_attempts_total{operation="LevelsRead",job="worker"}': "0+100",
    }


CASES = {
    "ApiErrorsBurnFast": Case(http(98, 2), http(99, 1)),
    "ApiErrorsBurnSlowly": Case(http(99.3, 0.7), http(99.5, 0.5)),
    "ApiIsSlow": Case(shares(HTTP, API, "0.2", 65), shares(HTTP, API, "0.2", 75)),
    "ApiIsVerySlow": Case(shares(HTTP, API, "0.2", 20), shares(HTTP, API, "0.2", 30)),
    "WebhookDoorIsSlow": Case(shares(HTTP, DOOR, "0.5", 85), shares(HTTP, DOOR, "0.5", 87)),
    "WebhookDoorIsSlowForHours": Case(shares(HTTP, DOOR, "0.5", 93), shares(HTTP, DOOR, "0.5", 95)),
    "BookingIsLate": Case(shares(AFTER, "", "5.0", 65), shares(AFTER, "", "5.0", 75)),
    "BookingIsVeryLate": Case(shares(AFTER, "", "30.0", 85), shares(AFTER, "", "30.0", 87)),
    "LedgerDrifts": figure("ledger_drift_units", 1, 0),
    "StockDrifts": figure("drift_units", 3, 0),
    "InboxLags": figure("inbox_oldest_seconds", 61, 59),
    "LevelsWaitToBeRead": figure("wakes_oldest_seconds", 301, 299),
    "IntentUnresolved": figure("intent_oldest_seconds", 601, 599),
    "WriteWaitsForAPerson": figure("intents_quarantined", 1, 0),
    "ReconciliationIsLate": figure("reconcile_oldest_seconds", 3601, 3599),
    "WebhooksAreSilent": Case(silence(1), silence(0)),
    "NoWebhookForADay": figure("webhook_silence_seconds", 86400, 80000),
    "WebhooksAreRefused": share("webhooks_total", "result", "not-signed-in", "stored", 10, 1),
    "StreamsFail": share("stream_failures_total", "error", "OSError", "KeyError", 2, 0.1)._replace(
        silent={'inventorysync_stream_failures_total{error="OSError"}': "0+0.5"}
    ),
    "JobsWait": figure("job_oldest_seconds", 301, 299),
    "ImportIsStuck": figure("import_oldest_seconds", 21601, 21599),
    "ShopifyThrottles": Case(throttled(2), throttled(0.5)),
    "ShopifyFails": share("shopify_calls_total", "outcome", "ShopifyUnavailable", "answered", 20, 5),
    "NothingIsMeasured": Case({'up{job="api",instance="a"}': "0"}, {'up{job="api",instance="a"}': "1"}),
    "NoWorkerIsMeasured": Case(
        {'up{job="worker",instance="w"}': "0"}, {'up{job="worker",instance="w"}': "1"}
    ),
    "ReplicaIsDown": Case(
        {'up{job="api",instance="a"}': "1", 'up{job="api",instance="b"}': "0"},
        {'up{job="api",instance="a"}': "1", 'up{job="api",instance="b"}': "1"},
    ),
    "DatabaseIsDown": figure("database_up", 0, 1),
    "RedisIsDown": figure("redis_up", 0, 1),
    "ConnectionsRunOut": Case(connections(90), connections(100)),
    "BackupIsOld": figure("backup_made_timestamp_seconds", -90000, "0+60"),
    "RestoreWaitsForAPerson": figure("shops_in_safe_mode", 1, 0),
    "CertificateExpiresSoon": figure("certificate_left_seconds", 1209599, 1209601),
    "CertificateExpires": figure("certificate_left_seconds", 259199, 259201),
    "TokenExpiresSoon": figure("token_left_seconds", 604799, 604801),
    "TokensAreNotRenewed": share("token_refreshes_total", "result", "refused", "renewed", 0.1, 0.01),
    "ShopIsDisconnected": Case(
        {f'inventorysync_shops{{state="needs_reauth",{FIGURE}}}': "1"},
        {f'inventorysync_shops{{state="active",{FIGURE}}}': "1"},
    ),
    "MemoryIsHigh": Case(
        {f"process_resident_memory_bytes{{{FIGURE}}}": "900000000"},
        {f"process_resident_memory_bytes{{{FIGURE}}}": "100000000"},
    ),
    "LedgerIsNotAsItWasWritten": figure("ledger_faults", 1, 0),
    "LedgerNotProvenForTwoDays": figure("ledger_proof_age_seconds", 172801, 172799),
}


def alerts() -> dict[str, dict[str, Any]]:
    groups = [group for name in RULES for group in yaml.safe_load((FOLDER / name).read_text())["groups"]]
    return {rule["alert"]: rule for group in groups for rule in group["rules"] if "alert" in rule}


def test_every_alert_says_how_grave_it_is_what_happened_and_what_to_do() -> None:
    for name, rule in alerts().items():
        assert rule["labels"]["severity"] in ("page", "ticket"), name
        assert set(rule["annotations"]) == {"summary", "remedy"}, name
        for command in re.findall(r"`inventorysync (\w+)`", rule["annotations"]["remedy"]):
            assert command in ("verify", "reconcile", "doctor", "preflight"), name


def test_every_alert_has_a_case() -> None:
    assert set(CASES) == set(alerts())


def test_prometheus_is_asked_the_same_on_railway_and_in_compose() -> None:
    here, railway = ((FOLDER / name).read_text() for name in ("prometheus.yml", "prometheus-railway.yml"))
    assert railway.replace(".railway.internal", "").splitlines()[1:] == here.splitlines()[1:]
    assert tuple(yaml.safe_load(here)["rule_files"]) == RULES


def series_of(given: Series) -> list[dict[str, str]]:
    def values(text: str) -> str:
        start, plus, step = text.partition("+")
        return f"{start}+{step}x{MINUTES}" if plus else f"{start}x{MINUTES}"

    return [{"series": name, "values": values(text)} for name, text in given.items()]


def promtool_case(name: str, given: Series, *, fires: bool) -> dict[str, Any]:
    """A case of promtool: the alert's own labels are looked up by it, so only whether it fires is said."""
    expression = f'count(ALERTS{{alertname="{name}",alertstate="firing"}}) > 0'
    expected = [{"labels": "{}", "value": 1}] if fires else []
    return {
        "name": f"{name} {'fires' if fires else 'is silent'}",
        "interval": "1m",
        "input_series": series_of(given),
        "promql_expr_test": [{"expr": expression, "eval_time": f"{MINUTES}m", "exp_samples": expected}],
    }


@HOLDS
def test_alerts_fire_and_stay_silent(tmp_path: Path) -> None:
    cases = [
        promtool_case(name, given, fires=fires)
        for name, case in CASES.items()
        for given, fires in ((case.fires, True), (case.silent, False))
    ]
    for name in RULES:  # every five minutes is enough, and takes seconds
        (tmp_path / name).write_text((FOLDER / name).read_text().replace("interval: 15s", "interval: 5m"))
    file = tmp_path / "tests.yml"
    content = {
        "rule_files": list(RULES),
        "evaluation_interval": "5m",
        "tests": cases,
    }
    file.write_text(yaml.safe_dump(content))
    ended = subprocess.run(["promtool", "test", "rules", file], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout[-4000:] + ended.stderr[-4000:]


@HOLDS
@pytest.mark.parametrize("name", ["prometheus.yml", "prometheus-railway.yml"])
def test_prometheus_accepts_its_configuration(name: str, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("a token")
    for file in FOLDER.glob("*.yml"):
        (tmp_path / file.name).write_text(file.read_text().replace(TOKEN_FILE, str(tmp_path / "token")))
    ended = subprocess.run(
        ["promtool", "check", "config", tmp_path / name], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
