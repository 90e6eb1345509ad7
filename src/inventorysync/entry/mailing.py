"""How mail leaves this installation, and the page of a development installation's outbox."""

import base64
import hashlib
from html import escape

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from inventorysync.kit.mail import KeptMail, Mailer, NoMailer, Outbox, SmtpMailer
from inventorysync.kit.problems import NotFound
from inventorysync.settings import Settings

outbox_router = APIRouter(include_in_schema=False)
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Outbox · InventorySync</title>
<style>{style}</style>
<h1>Outbox</h1>
<p>No mail server is set up (SMTP_URL): mails of this development installation are kept here.</p>
{mails}</html>"""


_STYLE = """body{font:16px/1.5 system-ui;max-width:44rem;margin:2rem auto;padding:0 1rem}
:root{color-scheme:light dark}
article{border:1px solid #8886;border-radius:.75rem;padding:1rem;margin:1rem 0}
pre{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit}h2{margin:0;font-size:1rem}"""
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; frame-ancestors 'none'"


def mailer_of(settings: Settings) -> Mailer:
    """SMTP where it is set up, the outbox in development, elsewhere none."""
    if url := settings.smtp_url.get_secret_value():
        return SmtpMailer(url, settings.mail_from)
    if settings.environment == "development":
        return Outbox(settings.data_dir / "outbox")
    return NoMailer()


@outbox_router.get("/outbox")
async def get_outbox(request: Request) -> HTMLResponse:
    """The mails that were kept; there is no such page where mails are sent, or not sent at all."""
    mails = [
        f"<article><h2>{escape(mail.subject)}</h2><p>to {escape(mail.to)}, {mail.at:%d %b %Y %H:%M} UTC</p>"
        f"<pre>{_with_links(mail.text)}</pre>{_files_of(mail)}</article>"
        for mail in _outbox_of(request).mails()
    ]
    page = _PAGE.format(style=_STYLE, mails="".join(mails) or "<p>None yet.</p>")
    return HTMLResponse(page, headers={"Content-Security-Policy": _POLICY})


@outbox_router.get("/outbox/{name}/{place}")
async def get_attachment(request: Request, name: str, place: int) -> Response:
    """A file of a mail that was kept."""
    mail = next((each for each in _outbox_of(request).mails() if each.name == name), None)
    if mail is None or not 0 <= place < len(mail.attachments):
        raise NotFound("there is no such file in the outbox")
    file = mail.attachments[place]
    headers = {"Content-Disposition": f'inline; filename="{file.name}"', "Cache-Control": "no-store"}
    return Response(file.content, media_type=file.media_type, headers=headers)


def _outbox_of(request: Request) -> Outbox:
    mailer = request.app.state.mailer
    if not isinstance(mailer, Outbox):
        raise NotFound("there is no outbox here")
    return mailer


def _files_of(mail: KeptMail) -> str:
    return "".join(
        f'<p><a href="/outbox/{escape(mail.name)}/{place}">{escape(file.name)}</a></p>'
        for place, file in enumerate(mail.attachments)
    )


def _with_links(text: str) -> str:
    words = [
        f'<a href="{escape(word, quote=True)}">{escape(word)}</a>'
        if word.startswith(("http://", "https://"))
        else escape(word)
        for word in text.split("\n")
    ]
    return "\n".join(words)
