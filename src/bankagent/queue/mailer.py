"""Mailer of summaries: one SMTP connection for each, in a thread of its own, with time limits."""

import asyncio
import smtplib
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import unquote, urlsplit

from bankagent.domain.summary import Summary
from bankagent.errors import CannotRun
from bankagent.settings import Settings

LIMIT_S = 10.0
USUAL_PORTS = {"smtp": 587, "smtps": 465}
NO_SENDER = "SMTP_URL is set, and MAIL_FROM is not: set it to the address that summaries come from."


@dataclass(frozen=True, slots=True)
class Mailer:
    """A server that takes mail: `smtps` has TLS from the beginning, `smtp` by STARTTLS.

    `has_tls` is false for a relay that is told so by ?tls=none.
    """

    host: str
    port: int
    begins_with_tls: bool
    has_tls: bool
    user: str | None
    password: str | None
    sender: str
    public_url: str | None

    @classmethod
    def of(cls, settings: Settings) -> "Mailer | None":
        """Return the mailer of the settings; None where no server is named.

        Raises:
            CannotRun: there is a server and no sender.
        """
        if settings.smtp_url is None:
            return None
        if settings.mail_from is None:
            raise CannotRun(NO_SENDER)
        parts = urlsplit(settings.smtp_url.get_secret_value())
        return cls(
            host=parts.hostname or "",
            port=parts.port or USUAL_PORTS[parts.scheme],
            begins_with_tls=parts.scheme == "smtps",
            has_tls=parts.query != "tls=none",
            user=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            sender=settings.mail_from,
            public_url=settings.public_url,
        )

    async def send(self, summary: Summary) -> None:
        """Send a summary.

        Raises:
            OSError, smtplib.SMTPException: the server is not reached, or refuses.
            TimeoutError: it took longer than 10 seconds.
        """
        await _in_thread(lambda: self._send(self._message(summary)))

    def _message(self, summary: Summary) -> EmailMessage:
        message = EmailMessage()
        message["Subject"] = summary.subject
        message["From"] = self.sender
        message["To"] = summary.email
        message["Date"] = formatdate()
        message["Message-ID"] = make_msgid("bankagent", self.sender.partition("@")[2])
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(summary.text(self.public_url))
        return message

    def _send(self, message: EmailMessage) -> None:
        # The system's certificates, where a bank keeps its own.
        context = ssl.create_default_context()
        if self.begins_with_tls:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=LIMIT_S, context=context
            )
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=LIMIT_S)
        with server:
            if self.has_tls and not self.begins_with_tls:
                server.starttls(context=context)
            if self.user is not None:
                server.login(self.user, self.password or "")
            server.send_message(message)


async def _in_thread(work: Callable[[], None]) -> None:
    """Do work in a thread that ends with the process, and not longer than the limit.

    asyncio's own threads would hold up a worker that ends, for as long as a server is silent.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[None] = loop.create_future()

    def tell(error: Exception | None) -> None:
        if not done.done():
            done.set_exception(error) if error else done.set_result(None)

    def do_it() -> None:
        error: Exception | None = None
        try:
            work()
        except Exception as caught:  # noqa: BLE001 - it is raised where it is waited for
            error = caught
        if not loop.is_closed():
            loop.call_soon_threadsafe(tell, error)

    threading.Thread(target=do_it, name="mail", daemon=True).start()
    async with asyncio.timeout(LIMIT_S):
        await done
