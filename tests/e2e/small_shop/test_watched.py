"""A real Prometheus watches the system under load: every panel and every rule finds what it asks for."""

import json
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from shutil import which
from typing import Any
from uuid import uuid4

import httpx2
import prometheus_client
import pytest
import yaml

from e2e.system import OPERATOR, System, wait_until
from inventorysync.entry.embedded.process import free_port
from inventorysync.kit import metrics

MONITORING = Path(__file__).parents[3] / "monitoring"
RULES = ("slo.yml", "sync.yml", "platform.yml", "ledger.yml")
NOT_OURS = {"up", "ALERTS", "process_resident_memory_bytes", "process_cpu_seconds_total", "process_open_fds"}
NO_METRIC = {
    *("by", "on", "and", "or", "sum", "max", "min", "count", "rate", "increase", "topk", "time", "vector"),
    *("histogram_quantile", "absent", "bool"),
}
LABELS_OF_PROMETHEUS = {"job", "instance", "le", "alertname", "alertstate"}

pytestmark = pytest.mark.skipif(which("prometheus") is None, reason="apt-get install prometheus")


def rules() -> Iterator[dict[str, Any]]:
    for name in RULES:
        for group in yaml.safe_load((MONITORING / "prometheus" / name).read_text())["groups"]:
            yield from group["rules"]


def panels() -> Iterator[tuple[str, str]]:
    board = json.loads((MONITORING / "grafana" / "dashboards" / "inventorysync.json").read_text())
    for panel in board["panels"]:
        for target in panel.get("targets", []):
            yield panel["title"], target["expr"].replace("$__rate_interval", "1m")


def configured(system: System, folder: Path) -> Path:
    """The configuration of the compose file, with the addresses of this system, ten times as often."""
    config = yaml.safe_load((MONITORING / "prometheus" / "prometheus.yml").read_text())
    config["global"] = {"scrape_interval": "1s", "evaluation_interval": "1s"}
    del config["alerting"]
    (folder / "token").write_text(OPERATOR)
    targets = {
        "api": [url.removeprefix("http://") for url in system.api_urls],
        "worker": [f"127.0.0.1:{port}" for port in system.worker_ports],
    }
    for job in config["scrape_configs"]:
        job["authorization"]["credentials_file"] = str(folder / "token")
        del job["dns_sd_configs"]
        job["static_configs"] = [{"targets": targets[job["job_name"]]}]
    for name in RULES:
        text = (MONITORING / "prometheus" / name).read_text()
        (folder / name).write_text(text.replace("interval: 15s", "interval: 1s"))
    (folder / "prometheus.yml").write_text(yaml.safe_dump(config))
    return folder / "prometheus.yml"


@pytest.fixture(scope="module")
def prometheus(system: System, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx2.Client]:
    folder = tmp_path_factory.mktemp("prometheus")
    url = f"http://127.0.0.1:{free_port()}"
    command = [
        "prometheus",
        f"--config.file={configured(system, folder)}",
        f"--storage.tsdb.path={folder / 'data'}",
        f"--web.listen-address={url.removeprefix('http://')}",
    ]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        with httpx2.Client(base_url=url, timeout=10, trust_env=False) as client:
            wait_until(lambda: is_ready(client), 20, "prometheus is ready")
            yield client
    finally:
        process.terminate()
        process.wait(20)


def is_ready(client: httpx2.Client) -> bool:
    try:
        return client.get("/-/ready").status_code == 200
    except httpx2.TransportError:
        return False


def asked(client: httpx2.Client, expression: str) -> list[dict[str, Any]]:
    answer = client.get("/api/v1/query", params={"query": expression}).json()
    assert answer["status"] == "success", (expression, answer)
    found: list[dict[str, Any]] = answer["data"]["result"]
    return found


def work(system: System, rounds: int) -> None:
    """What shops and people do, on both apis, for as many seconds."""
    rows = list(system.pages("levels", limit=10))
    reading = {"page": "/", "readings": [{"name": "LCP", "value": 900}, {"name": "CLS", "value": 0.02}]}
    for number in range(rounds):
        row = rows[number % len(rows)]
        edit = {"sku": row["sku"], "location": row["location_id"], "available": 100 + number}
        system.store("POST", "edit", edit)
        line = {"inventory_item_id": row["inventory_item_id"], "location_id": row["location_id"], "delta": 1}
        body = {"kind": "adjust", "reason": "correction", "lines": [line]}
        system.app("POST", "change-sets", headers={"Idempotency-Key": uuid4().hex}, json=body)
        headers = {"Authorization": f"Bearer {system.key}"}
        for url in system.api_urls:
            system.http.get(f"{url}/api/v1/levels", params={"limit": 10}, headers=headers)
            system.http.post(f"{url}/api/v1/vitals", headers=headers, json=reading)
        if number % 4 == 0:
            system.app("POST", "sync/reconcile")
        time.sleep(0.5)


def test_every_panel_and_every_rule_finds_what_it_asks_for(system: System, prometheus: httpx2.Client) -> None:
    wait_until(lambda: len(asked(prometheus, "up == 1")) == 4, 20, "two apis and two workers are measured")
    work(system, 16)
    time.sleep(2)
    empty = [(title, query) for title, query in panels() if not asked(prometheus, query)]
    assert empty == []
    unanswered = [rule["expr"] for rule in rules() if not asked(prometheus, without_limits(rule["expr"]))]
    assert unanswered == []
    unhealthy = [
        rule
        for group in prometheus.get("/api/v1/rules").json()["data"]["groups"]
        for rule in group["rules"]
        if rule["health"] != "ok"
    ]
    assert unhealthy == []


def without_limits(expression: str) -> str:
    """An alert answers nothing while all is well: its comparisons are asked for their truth instead."""
    compared = re.sub(r" (==|!=|>=|<=|>|<) ", r" \1 bool ", expression)
    return re.sub(r"\babsent\((.*)\)", r"\1", compared)


def test_no_query_names_a_metric_or_a_label_that_is_not_there(system: System) -> None:
    """Also where `or vector(0)` would answer for it."""
    operator = {"Authorization": f"Bearer {OPERATOR}"}
    told = "".join(
        system.http.get(f"{url}/metrics", headers=operator).raise_for_status().text
        for url in (*system.api_urls, *(f"http://127.0.0.1:{port}" for port in system.worker_ports))
    )
    kinds = dict(re.findall(r"^# TYPE (\S+) (\w+)", told, re.MULTILINE))
    known = NOT_OURS | {rule["record"] for rule in rules() if "record" in rule} | set(kinds)
    known |= {f"{name}_{end}" for name, kind in kinds.items() if kind == "histogram" for end in ENDS}
    labels = LABELS_OF_PROMETHEUS | {
        label
        for metric in vars(metrics).values()
        if isinstance(metric, prometheus_client.metrics.MetricWrapperBase)
        for label in metric._labelnames  # noqa: SLF001 - the library has no other way to say it
    }
    for expression in [*(query for _, query in panels()), *(rule["expr"] for rule in rules())]:
        bare = re.sub(r"\{[^}]*\}|\[[^\]]*\]|\b(?:by|on) \([^)]*\)|\b\d[\w.]*", " ", expression)
        assert set(re.findall(r"[A-Za-z_][\w:]*", bare)) - NO_METRIC <= known, expression
        named = set(re.findall(r"[{,](\w+)(?:=|!=|=~|!~)", expression))
        for group in re.findall(r"\bby \(([^)]*)\)", expression):
            named |= {label.strip() for label in group.split(",")}
        assert named <= labels, expression


ENDS = ("bucket", "count", "sum")


def test_a_figure_that_breaks_its_promise_is_seen_by_its_alert(
    system: System, prometheus: httpx2.Client
) -> None:
    """A worker that dies is missed: the whole way from a process to an alert."""
    system.kill("worker1")
    try:
        wait_until(
            lambda: bool(asked(prometheus, 'ALERTS{alertname="ReplicaIsDown",alertstate="pending"}')),
            20,
            "the alert is pending",
        )
    finally:
        system.start_worker(1)
    wait_until(lambda: not asked(prometheus, 'ALERTS{alertname="ReplicaIsDown"}'), 30, "and is gone again")
