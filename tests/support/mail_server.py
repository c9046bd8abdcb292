"""A mail server on this machine: what a mailer says to it is real SMTP, with TLS or without."""

import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Literal

# Of this machine alone, for a hundred years; nothing but these tests trusts it.
CERTIFICATE = Path(__file__).parents[1] / "data" / "mail" / "localhost.pem"
Tls = Literal["none", "starttls", "from the beginning"]


class MailServer(socketserver.ThreadingTCPServer):
    """The mails that it took, and who logged in."""

    daemon_threads = True

    def __init__(self, tls: Tls, *, refuses: bool = False) -> None:
        self.tls, self.refuses = tls, refuses
        self.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.context.load_cert_chain(CERTIFICATE)
        self.mails: list[Message] = []
        self.logins: list[str] = []
        self.tries = 0
        super().__init__(("127.0.0.1", 0), _Session)

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Session(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.server.tries += 1
        self.is_safe = False
        if self.server.tls == "from the beginning":
            self._begin_tls()
        self._say("220 here")
        while line := self.rfile.readline():
            word, _, rest = line.decode().strip().partition(" ")
            if not self._answer(word.upper(), rest):
                return

    def _answer(self, word: str, rest: str) -> bool:
        if word == "EHLO":
            offers = self.server.tls == "starttls" and not self.is_safe
            self._say("250-here", *(["250-STARTTLS"] if offers else []), "250 AUTH PLAIN")
        elif word == "STARTTLS":
            self._say("220 go on")
            self._begin_tls()
        elif word == "AUTH":
            self.server.logins.append(rest)
            self._say("235 welcome")
        elif word == "RCPT" and self.server.refuses:
            self._say("550 nobody here")
        elif word == "DATA":
            self._say("354 go on")
            lines = iter(self.rfile.readline, b".\r\n")
            self.server.mails.append(message_from_bytes(b"".join(lines)))
            self._say("250 taken")
        else:
            self._say("221 bye" if word == "QUIT" else "250 fine")
        return word != "QUIT"

    def finish(self) -> None:
        super().finish()
        self.rfile.close()
        self.connection.close()

    def _begin_tls(self) -> None:
        self.connection = self.server.context.wrap_socket(self.connection, server_side=True)
        self.rfile = self.connection.makefile("rb")
        self.is_safe = True

    def _say(self, *lines: str) -> None:
        self.connection.sendall("".join(f"{line}\r\n" for line in lines).encode())


@contextmanager
def mail_server(tls: Tls, *, refuses: bool = False) -> Iterator[MailServer]:
    """Give a mail server that serves."""
    with MailServer(tls, refuses=refuses) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server
        server.shutdown()
