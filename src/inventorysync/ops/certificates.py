"""How long the certificate is good that the world sees at our own address."""

import asyncio
import ssl
from datetime import datetime
from urllib.parse import urlsplit

from cryptography import x509

LOOK_SECONDS_MAX = 5.0


async def certificate_left(url: str, now: datetime) -> float | None:
    """Seconds until it ends; None for an address without HTTPS, or one that does not answer.

    Whether it is trusted is for browsers to say; here only its end is read, also of one that has ended.
    """
    parsed = urlsplit(url)
    if parsed.scheme != "https" or not parsed.hostname:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        async with asyncio.timeout(LOOK_SECONDS_MAX):
            _, writer = await asyncio.open_connection(
                parsed.hostname, parsed.port or 443, ssl=context, server_hostname=parsed.hostname
            )
    except (OSError, TimeoutError):
        return None
    try:
        shown = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    finally:
        writer.close()
    return (x509.load_der_x509_certificate(shown).not_valid_after_utc - now).total_seconds()
