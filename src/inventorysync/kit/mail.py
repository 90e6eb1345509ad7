"""Mail: by SMTP where it is set up; in development into a folder that has a page; elsewhere not at all."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit
from uuid import uuid4

import aiosmtplib
import msgspec
import structlog

log = structlog.get_logger(__name__)

SMTP_SECONDS = 10.0
KEPT_MAX = 100
CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


class MailNotSent(Exception):
    """The mail could not be handed over; the text says why."""


class Attachment(msgspec.Struct, frozen=True):
    """A file that goes with a mail."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Mail:
    """A mail of plain text to one person, with files."""

    to: str
    subject: str
    text: str
    attachments: tuple[Attachment, ...] = ()


class Mailer(Protocol):
    """Hands mails over."""

    async def send(self, mail: Mail, now: datetime) -> bool:
        """Whether it was handed over; False where mail is not set up. Raises MailNotSent."""
        ...


class NoMailer:
    """Mail is not set up: whoever wants something sent is shown it instead."""

    async def send(self, _mail: Mail, _now: datetime) -> bool:
        """Nothing is sent."""
        return False


class SmtpMailer:
    """Sends by one SMTP server: `smtp://[user:password@]host[:port]` (STARTTLS where offered) or `smtps://`."""

    def __init__(self, url: str, sender: str) -> None:
        self._server = _server_of(url)
        self._sender = sender

    async def send(self, mail: Mail, _now: datetime) -> bool:
        """Hand it to the server; raises MailNotSent."""
        message = EmailMessage()
        message["From"], message["To"] = self._sender, mail.to
        message["Subject"] = CONTROL.sub(" ", mail.subject)
        message.set_content(mail.text)
        for file in mail.attachments:
            main, _, sub = file.media_type.partition(";")[0].partition("/")
            message.add_attachment(file.content, maintype=main, subtype=sub, filename=file.name)
        server = self._server
        try:
            await aiosmtplib.send(
                message,
                hostname=server.host,
                port=server.port,
                username=server.user,
                password=server.password,
                use_tls=server.is_tls,
                timeout=SMTP_SECONDS,
            )
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            log.warning("mail_not_sent", error=type(error).__name__)
            raise MailNotSent(f"the mail server did not take it ({type(error).__name__})") from error
        return True


async def greet_server(url: str) -> None:
    """Sign in at the mail server and leave, nothing is sent; raises MailNotSent."""
    server = _server_of(url)
    client = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        username=server.user,
        password=server.password,
        use_tls=server.is_tls,
        timeout=SMTP_SECONDS,
    )
    try:
        await client.connect()
        await client.quit()
    except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
        raise MailNotSent(f"the mail server does not let us in ({type(error).__name__})") from error


class KeptMail(msgspec.Struct, frozen=True):
    """A mail in the outbox of a development installation."""

    to: str
    subject: str
    text: str
    at: datetime
    attachments: tuple[Attachment, ...] = ()
    name: str = ""


class Outbox:
    """Keeps mails in a folder instead of sending them, the latest hundred: for development alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def send(self, mail: Mail, now: datetime) -> bool:
        """Keep it."""
        self._folder.mkdir(parents=True, exist_ok=True)
        name = f"{now:%Y%m%d%H%M%S%f}-{uuid4().hex[:8]}"
        kept = KeptMail(mail.to, mail.subject, mail.text, now, mail.attachments, name)
        (self._folder / f"{name}.json").write_bytes(msgspec.json.encode(kept))
        for old in sorted(self._folder.glob("*.json"))[:-KEPT_MAX]:
            old.unlink(missing_ok=True)
        return True

    def mails(self) -> list[KeptMail]:
        """What was kept, newest first."""
        files = sorted(self._folder.glob("*.json"), reverse=True)
        return [msgspec.json.decode(file.read_bytes(), type=KeptMail) for file in files]


@dataclass(frozen=True)
class _Server:
    host: str
    port: int
    user: str | None
    password: str | None
    is_tls: bool


def _server_of(url: str) -> _Server:
    found = urlsplit(url)
    is_tls = found.scheme == "smtps"
    return _Server(
        host=found.hostname or "",
        port=found.port or (465 if is_tls else 587),
        user=unquote(found.username) if found.username else None,
        password=unquote(found.password) if found.password else None,
        is_tls=is_tls,
    )
