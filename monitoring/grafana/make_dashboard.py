"""Makes dashboards/inventorysync.json: run this file. A test says where the committed one is old."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

FILE = Path(__file__).parent / "dashboards" / "inventorysync.json"
SOURCE = {"type": "prometheus", "uid": "prometheus"}
WIDTH, HEIGHT = 24, 8
RATE = "$__rate_interval"
GREEN, AMBER, RED = "green", "orange", "red"
API = '{job="api"}'


class Query(NamedTuple):
    """An expression, and what its lines are called."""

    expr: str
    legend: str = ""


class Panel(NamedTuple):
    """A panel: its question as title, its queries, and from which values it is amber and red."""

    title: str
    queries: Sequence[Query]
    unit: str = "short"
    says: str = ""
    kind: str = "timeseries"
    width: int = 8
    steps: tuple[float, ...] = ()


def rate(metric: str, by: str = "", labels: str = "") -> str:
    """How fast a counter grows, over all replicas."""
    grouped = f" by ({by})" if by else ""
    return f"sum{grouped} (rate({metric}{labels}[{RATE}]))"


def quantile(share: float, metric: str, labels: str = "", by: str = "") -> str:
    """A quantile of a histogram, over all replicas."""
    grouped = f"le, {by}" if by else "le"
    return f"histogram_quantile({share}, sum by ({grouped}) (rate({metric}_bucket{labels}[{RATE}])))"


def quantiles(metric: str, labels: str = "") -> list[Query]:
    """Median, 95th and 99th hundredth."""
    return [Query(quantile(q, metric, labels), f"p{q * 100:.0f}") for q in (0.5, 0.95, 0.99)]


def stat(title: str, expr: str, unit: str, says: str, *steps: float) -> Panel:
    """One number, amber and red from these values on."""
    return Panel(title, [Query(expr)], unit, says, "stat", 4, steps)


def figure(name: str) -> str:
    """A figure of the whole system: each api says the same."""
    return f"max(inventorysync_{name}{API})"


ROUTES = '{route=~"/api/.*"}'
REFUSED, FAILED = '{result!="stored"}', '{status=~"5.."}'
DOOR = '{route="/webhooks/shopify"}'
HTTP, HTTP_SECONDS = "inventorysync_http_requests_total", "inventorysync_http_request_seconds"
SHOPIFY = "inventorysync_shopify"
ROWS: dict[str, list[Panel]] = {
    "The promises": [
        stat(
            "Requests that fail",
            "inventorysync:api_errors:ratio_rate1h",
            "percentunit",
            "Of the last hour; 0.1 % are allowed.",
            0.001,
            0.0144,
        ),
        stat(
            "Slower than 0.2 s",
            "inventorysync:api_slow:ratio_rate1h",
            "percentunit",
            "Requests of the api in the last hour; 5 % are allowed.",
            0.05,
            0.3,
        ),
        stat(
            "Webhooks later than 0.5 s",
            "inventorysync:webhook_slow:ratio_rate1h",
            "percentunit",
            "1 % are allowed.",
            0.01,
            0.06,
        ),
        stat(
            "Booked later than 5 s",
            "inventorysync:booked_late:ratio_rate1h",
            "percentunit",
            "From Shopify's hint to the ledger; 5 % are allowed.",
            0.05,
            0.3,
        ),
        stat(
            "Drift, units", figure("drift_units"), "none", "Differs from Shopify or waits for a person.", 1, 1
        ),
        stat(
            "Ledger drift, units",
            figure("ledger_drift_units"),
            "none",
            "Levels less the sum of their entries, by the latest proofs.",
            1,
            1,
        ),
    ],
    "Sync": [
        stat(
            "Oldest webhook", figure("inbox_oldest_seconds"), "s", "Not absorbed yet; 60 s at most.", 10, 60
        ),
        stat("Oldest level to read", figure("wakes_oldest_seconds"), "s", "Since it was hinted at.", 30, 300),
        stat(
            "Oldest intent", figure("intent_oldest_seconds"), "s", "Outcome unknown; 10 min at most.", 60, 600
        ),
        stat(
            "Last round",
            figure("reconcile_oldest_seconds"),
            "s",
            "Since all were known to be compared.",
            600,
            3600,
        ),
        stat(
            "Webhooks silent for",
            figure("webhook_silence_seconds"),
            "s",
            "The shop that is silent longest.",
            900,
            86400,
        ),
        stat("Writes for a person", figure("intents_quarantined"), "none", "Set aside after 20 hours.", 1, 1),
        Panel(
            "What waits",
            [
                Query(figure("inbox_waiting"), "webhooks"),
                Query(figure("wakes_waiting"), "levels to read"),
                Query(figure("intents_open"), "writes"),
            ],
        ),
        Panel(
            "Webhooks by topic",
            [Query(rate("inventorysync_webhooks_stored_total", "topic"), "{{topic}}")],
            "cps",
        ),
        Panel("From Shopify's hint to the ledger", quantiles("inventorysync_booked_after_seconds"), "s"),
        Panel("From the event to our door", quantiles("inventorysync_webhook_delay_seconds"), "s"),
        Panel("Levels booked", [Query(rate("inventorysync_levels_changed_total"), "levels")], "cps"),
        Panel(
            "Differences nothing had announced",
            [
                Query(
                    "sum by (cause) (increase(inventorysync_differences_total[1h])) or vector(0)",
                    "{{cause}}",
                ),
            ],
            says="In an hour.",
        ),
        Panel(
            "Turns of streams",
            [
                Query(rate("inventorysync_stream_things_total"), "things done"),
                Query(f"{rate('inventorysync_stream_failures_total')} or vector(0)", "failures"),
            ],
            "cps",
        ),
        Panel(
            "Imports",
            [
                Query(f"min(inventorysync_import_progress_ratio{API})", "the least far"),
                Query(figure("imports_running"), "running"),
            ],
        ),
        Panel(
            "Webhooks refused",
            [
                Query(
                    f"{rate('inventorysync_webhooks_total', 'result', REFUSED)} or vector(0)",
                    "{{result}}",
                ),
            ],
            "cps",
        ),
    ],
    "Requests": [
        Panel("Requests by status", [Query(rate(HTTP, "status"), "{{status}}")], "reqps"),
        Panel(
            "Errors by route",
            [
                Query(f"{rate(HTTP, 'route', FAILED)} or vector(0)", "{{route}}"),
            ],
            "reqps",
        ),
        Panel("Time to answer", quantiles(HTTP_SECONDS, ROUTES), "s"),
        Panel("Busiest routes", [Query(f"topk(10, {rate(HTTP, 'route')})", "{{route}}")], "reqps"),
        Panel(
            "Slowest routes, p95",
            [
                Query(f"topk(10, {quantile(0.95, HTTP_SECONDS, ROUTES, 'route')})", "{{route}}"),
            ],
            "s",
        ),
        Panel("Webhooks' door", quantiles(HTTP_SECONDS, DOOR), "s"),
        Panel(
            "Being answered",
            [Query("sum by (instance) (inventorysync_http_requests_running)", "{{instance}}")],
        ),
        Panel(
            "What browsers measure, p75",
            [
                Query(quantile(0.75, "inventorysync_web_vital_seconds", by="vital"), "{{vital}}"),
            ],
            "s",
        ),
        Panel("How far pages move, p75", [Query(quantile(0.75, "inventorysync_layout_shift"), "CLS")]),
    ],
    "Shopify": [
        Panel(
            "Calls by operation", [Query(rate(f"{SHOPIFY}_calls_total", "operation"), "{{operation}}")], "cps"
        ),
        Panel("Calls by outcome", [Query(rate(f"{SHOPIFY}_calls_total", "outcome"), "{{outcome}}")], "cps"),
        Panel(
            "Time of a call, p95",
            [
                Query(quantile(0.95, f"{SHOPIFY}_call_seconds", by="operation"), "{{operation}}"),
            ],
            "s",
        ),
        Panel(
            "Points",
            [Query(rate(f"{SHOPIFY}_cost_points_total", "operation"), "{{operation}}")],
            says="A second.",
        ),
        Panel(
            "Waits for the budget",
            [
                Query(f"{rate(f'{SHOPIFY}_wait_seconds_total', 'priority')} or vector(0)", "{{priority}}"),
                Query(rate(f"{SHOPIFY}_throttled_total"), "throttled"),
            ],
            says="Seconds waited in a second, and answers that said: too much.",
        ),
        Panel(
            "Tokens renewed",
            [
                Query(
                    "sum by (result) (increase(inventorysync_token_refreshes_total[1d])) or vector(0)",
                    "{{result}}",
                ),
            ],
            says="In a day.",
        ),
    ],
    "Jobs": [
        Panel(
            "Attempts",
            [Query(rate("inventorysync_jobs_ended_total", "kind, result"), "{{kind}} {{result}}")],
            "cps",
        ),
        Panel(
            "Time of an attempt, p95",
            [Query(quantile(0.95, "inventorysync_job_seconds", by="kind"), "{{kind}}")],
            "s",
        ),
        Panel(
            "Queue",
            [
                Query(f"max by (state) (inventorysync_jobs_waiting{API})", "{{state}}"),
                Query(figure("job_oldest_seconds"), "longest due, s"),
            ],
        ),
    ],
    "What it stands on": [
        stat("Apis", 'sum(up{job="api"})', "none", "That answer Prometheus."),
        stat("Workers", 'sum(up{job="worker"})', "none", "That answer Prometheus."),
        stat(
            "Backup, age",
            "time() - max(inventorysync_backup_made_timestamp_seconds)",
            "s",
            "Of the newest complete one.",
            93600,
            172800,
        ),
        stat(
            "Ledger proven",
            figure("ledger_proof_age_seconds"),
            "s",
            "The shop whose proof is oldest.",
            100000,
            172800,
        ),
        stat("Ledger, faults", figure("ledger_faults"), "none", "Found by the latest proofs.", 1, 1),
        stat("Shops", 'max(inventorysync_shops{job="api",state="active"})', "none", "That have the app."),
        Panel(
            "Days that are left",
            [
                Query(f"min(inventorysync_token_left_seconds{API}) / 86400", "refresh token"),
                Query(
                    "min by (host) (inventorysync_certificate_left_seconds) / 86400", "certificate {{host}}"
                ),
            ],
        ),
        Panel(
            "Database and Redis answer",
            [
                Query(f"min(inventorysync_database_up{API})", "PostgreSQL"),
                Query(f"min(inventorysync_redis_up{API})", "Redis"),
            ],
        ),
        Panel(
            "Connections lent",
            [
                Query(
                    'sum by (job, instance) (inventorysync_database_pool_connections{state="lent"})',
                    "{{job}} {{instance}}",
                ),
                Query('max(inventorysync_database_pool_connections{state="size"})', "size of a pool"),
            ],
        ),
        Panel("Wait for a connection", quantiles("inventorysync_database_wait_seconds"), "s"),
        Panel(
            "Memory",
            [Query('process_resident_memory_bytes{job=~"api|worker"}', "{{job}} {{instance}}")],
            "bytes",
        ),
        Panel(
            "Processor",
            [Query(f'rate(process_cpu_seconds_total{{job=~"api|worker"}}[{RATE}])', "{{job}} {{instance}}")],
            "percentunit",
        ),
        Panel("Files open", [Query('process_open_fds{job=~"api|worker"}', "{{job}} {{instance}}")]),
        Panel(
            "Releases", [Query("count by (part, release) (inventorysync_build_info)", "{{part}} {{release}}")]
        ),
        Panel("Shops by state", [Query(f"max by (state) (inventorysync_shops{API})", "{{state}}")]),
    ],
}


def dashboard() -> dict[str, Any]:
    """The dashboard as Grafana reads it."""
    panels: list[dict[str, Any]] = []
    top = 0
    for title, row in ROWS.items():
        panels.append(
            {
                "id": len(panels) + 1,
                "type": "row",
                "title": title,
                "collapsed": False,
                "panels": [],
                "gridPos": {"x": 0, "y": top, "w": WIDTH, "h": 1},
            }
        )
        top, left = top + 1, 0
        height = 0
        for panel in row:
            if left + panel.width > WIDTH or (left and height != _height(panel)):
                top, left = top + height, 0
            height = _height(panel)
            place = {"x": left, "y": top, "w": panel.width, "h": height}
            panels.append(_panel(panel, len(panels) + 1, place))
            left += panel.width
        top += height
    return {
        "uid": "inventorysync",
        "title": "InventorySync",
        "tags": ["inventorysync"],
        "timezone": "browser",
        "schemaVersion": 41,
        "version": 1,
        "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"},
        "editable": False,
        "annotations": {"list": [_firing()]},
        "templating": {"list": []},
        "panels": panels,
    }


def _height(panel: Panel) -> int:
    return HEIGHT // 2 if panel.kind == "stat" else HEIGHT


def _firing() -> dict[str, Any]:
    """Alerts drawn into every panel while they fire."""
    return {
        "name": "Alerts",
        "datasource": SOURCE,
        "enable": True,
        "iconColor": RED,
        "expr": 'ALERTS{alertstate="firing"}',
        "titleFormat": "{{alertname}}",
        "tagKeys": "severity",
    }


def _panel(panel: Panel, number: int, place: dict[str, int]) -> dict[str, Any]:
    steps: list[dict[str, Any]] = [{"color": GREEN, "value": None}]
    steps += [{"color": color, "value": at} for color, at in zip((AMBER, RED), panel.steps, strict=False)]
    made: dict[str, Any] = {
        "id": number,
        "type": panel.kind,
        "title": panel.title,
        "description": panel.says,
        "datasource": SOURCE,
        "gridPos": place,
        "fieldConfig": {
            "defaults": {"unit": panel.unit, "min": 0, "thresholds": {"mode": "absolute", "steps": steps}},
            "overrides": [],
        },
        "targets": [
            {
                "refId": chr(ord("A") + index),
                "datasource": SOURCE,
                "expr": query.expr,
                "legendFormat": query.legend or "__auto",
                "instant": panel.kind == "stat",
                "range": panel.kind != "stat",
            }
            for index, query in enumerate(panel.queries)
        ],
    }
    if panel.kind == "stat":
        made["options"] = {
            "colorMode": "value",
            "graphMode": "none",
            "reduceOptions": {"calcs": ["lastNotNull"]},
        }
    else:
        made["options"] = {
            "legend": {"displayMode": "list", "placement": "bottom"},
            "tooltip": {"mode": "multi"},
        }
    return made


def rendered() -> str:
    """The text of the file."""
    return json.dumps(dashboard(), indent=1) + "\n"


if __name__ == "__main__":
    FILE.write_text(rendered())
    sys.stdout.write(f"{FILE}\n")
