"""Mail goes where it is set up to go, and nobody is told that it went when it did not."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from inventorysync.entry.embedded.process import free_port
from inventorysync.kit.mail import Mail, MailNotSent, NoMailer, Outbox, SmtpMailer

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
MAIL = Mail(
    "ada@example.com", "You are invited to Zoë's shop\r\nBcc: x@y.z", "Open this link:\n\nhttps://a.example/x"
)


class Kept:
    """What a mail server was given."""

    def __init__(self) -> None:
        self.taken: list[Any] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.taken.append(envelope)
        return "250 taken"


@pytest.fixture
def server() -> Iterator[tuple[str, Kept]]:
    kept = Kept()
    controller = Controller(kept, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield f"smtp://127.0.0.1:{controller.port}", kept
    controller.stop()


async def test_a_mail_reaches_its_server_as_it_was_written(server: tuple[str, Kept]) -> None:
    url, kept = server
    assert await SmtpMailer(url, "InventorySync <stock@example.com>").send(MAIL, NOW)
    (envelope,) = kept.taken
    message = message_from_bytes(envelope.content)
    assert envelope.rcpt_tos == ["ada@example.com"], "a subject cannot add anybody"
    assert message["To"] == "ada@example.com"
    assert message["Bcc"] is None
    assert "https://a.example/x" in message.get_payload()


async def test_a_mail_that_no_server_takes_is_said_not_to_be_sent() -> None:
    with pytest.raises(MailNotSent):
        await SmtpMailer(f"smtp://127.0.0.1:{free_port()}", "stock@example.com").send(MAIL, NOW)


async def test_without_a_server_nothing_is_sent() -> None:
    assert not await NoMailer().send(MAIL, NOW)


async def test_the_outbox_keeps_the_latest_hundred(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "outbox")
    for number in range(103):
        await outbox.send(Mail("a@example.com", f"{number}", "x"), NOW + timedelta(seconds=number))
    kept = outbox.mails()
    assert len(kept) == 100
    assert (kept[0].subject, kept[-1].subject) == ("102", "3")
