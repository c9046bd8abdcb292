"""Calls of the app inside this process that no client would make: any byte, in any place."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import httpx

ENOUGH_S = 20
Header = tuple[bytes, bytes]
JSON: Header = (b"content-type", b"application/json")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; of a stream only its first piece."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def is_stream(self) -> bool:
        return self.headers.get("content-type", "").startswith("text/event-stream")


async def ask(
    client: httpx.AsyncClient,
    method: str,
    target: str,
    headers: Sequence[Header],
    body: bytes = b"",
) -> Answer:
    """Call the app of this client; `target` is a path and query that a URL may have."""
    path, _, query = target.partition("?")
    names = {name.lower() for name, _ in headers}
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode("ascii"),
        "query_string": query.encode("ascii"),
        "root_path": "",
        "headers": [
            *([] if b"host" in names else [(b"host", b"localhost")]),
            *((name.lower(), value) for name, value in headers),
        ],
        "client": ("127.0.0.1", 40000),
        "server": ("localhost", 80),
    }
    call = _Call(body)
    async with asyncio.timeout(ENOUGH_S):
        await client._transport.app(scope, call.receive, call.send)  # type: ignore[attr-defined]
    return call.answer()


class _Call:
    """One call as a server passes it on: the body, then the caller's leaving, and the answer."""

    def __init__(self, body: bytes) -> None:
        self._incoming = [{"type": "http.request", "body": body, "more_body": False}]
        self._enough = asyncio.Event()
        self._start: dict[str, Any] = {}
        self._pieces: list[bytes] = []

    async def receive(self) -> dict[str, Any]:
        if self._incoming:
            return self._incoming.pop()
        await self._enough.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self._start = message
        else:
            self._pieces.append(message.get("body", b""))
        # Whoever listens to a stream goes as soon as it has begun; else there might be no end.
        if self.answer().is_stream or not message.get("more_body", True):
            self._enough.set()

    def answer(self) -> Answer:
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1")
            for name, value in self._start.get("headers", ())
        }
        return Answer(self._start.get("status", 0), headers, b"".join(self._pieces))
