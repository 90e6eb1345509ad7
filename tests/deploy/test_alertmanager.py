"""Alertmanager as its image starts it: an alert arrives by mail and in Slack, with what to do."""

import json
import os
import subprocess
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from shutil import copytree, which
from typing import Any

import httpx2
import pytest
from aiosmtpd.controller import Controller

from inventorysync.entry.embedded.process import free_port

FOLDER = Path(__file__).parents[2] / "monitoring" / "alertmanager"
PROGRAM = which("prometheus-alertmanager") or which("alertmanager")
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="apt-get install prometheus-alertmanager")


class Mailbox:
    """A mail server that keeps what it is given."""

    def __init__(self) -> None:
        self.mails: list[Message] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - its name
        self.mails.append(message_from_bytes(envelope.content))
        return "250 OK"


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    box, port = Mailbox(), free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()


@pytest.fixture
def slack() -> Iterator[tuple[list[dict[str, Any]], str]]:
    said: list[dict[str, Any]] = []

    class Channel(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            said.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Channel)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield said, f"http://127.0.0.1:{server.server_port}/a/secret/address"
    server.shutdown()
    server.server_close()


def test_an_alert_arrives_by_mail_and_in_slack(
    tmp_path: Path, mailbox: tuple[Mailbox, int], slack: tuple[list[dict[str, Any]], str]
) -> None:
    (box, smtp_port), (said, slack_url) = mailbox, slack
    config = copytree(FOLDER, tmp_path / "config") / "alertmanager.yml"
    config.write_text(config.read_text().replace("group_wait: 5s", "group_wait: 0s"))
    port = free_port()
    env = {
        "PATH": os.environ["PATH"],
        "ALERT_EMAIL_TO": "on-call@shop.example",
        "ALERT_EMAIL_FROM": "alerts@shop.example",
        "ALERT_SMTP_HOST": f"127.0.0.1:{smtp_port}",
        "ALERT_SMTP_TLS": "false",
        "ALERT_SLACK_URL": slack_url,
    }
    arguments = (f"--web.listen-address=127.0.0.1:{port}", "--cluster.listen-address=")
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            ["sh", config.parent / "start.sh", str(PROGRAM), tmp_path, *arguments],
            env=env,
            stdout=log,
            stderr=log,
        )
    alert = {
        "labels": {"alertname": "LedgerDrifts", "severity": "page"},
        "annotations": {"summary": "Levels differ by 3 units", "remedy": "Stop the workers."},
        "startsAt": datetime.now(UTC).isoformat(),
    }
    try:
        until(lambda: answers(f"http://127.0.0.1:{port}/-/ready"), tmp_path / "log")
        sent = httpx2.post(f"http://127.0.0.1:{port}/api/v2/alerts", json=[alert], trust_env=False)
        assert sent.status_code == 200
        until(lambda: bool(box.mails and said), tmp_path / "log")
    finally:
        process.terminate()
        process.wait(10)
    (mail,) = box.mails
    assert (mail["To"], mail["From"]) == ("on-call@shop.example", "alerts@shop.example")
    assert mail["Subject"] == "FIRING: Levels differ by 3 units"
    parts = [part.get_payload(decode=True) for part in mail.walk() if not part.is_multipart()]
    assert any(isinstance(part, bytes) and b"What to do: Stop the workers." in part for part in parts)
    (attachment,) = said[0]["attachments"]
    assert attachment["title"] == "FIRING: LedgerDrifts"
    assert "What to do: Stop the workers." in attachment["text"]
    for name in ("slack_url", "smtp_password", "alertmanager.yml"):
        assert (tmp_path / name).stat().st_mode & 0o077 == 0, f"{name} is open to others"


def until(holds: Any, log: Path) -> None:
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.1)


def answers(url: str) -> bool:
    try:
        return httpx2.get(url, timeout=2, trust_env=False).status_code == 200
    except httpx2.TransportError:
        return False
