"""One answer of the app that goes on and on, read event by event inside the test's own process."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from starlette.types import ASGIApp, Message


@dataclass(frozen=True, slots=True)
class Event:
    """An event as it came."""

    id: int
    name: str
    data: dict[str, Any]

    @classmethod
    def of(cls, text: str) -> "Event":
        fields = dict(line.split(": ", 1) for line in text.split("\n"))
        assert list(fields) == ["id", "event", "data"]
        return cls(int(fields["id"]), fields["event"], json.loads(fields["data"]))


class Stream:
    """An answer that is under way."""

    def __init__(self, app: ASGIApp, path: str, headers: Mapping[str, str]) -> None:
        self._messages: asyncio.Queue[Message] = asyncio.Queue()
        self._left = asyncio.Event()
        self._text = ""
        self.status = 0
        self.headers: dict[str, str] = {}
        self.ended = False
        given = {"host": "localhost", **headers}
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": path.partition("?")[0],
            "raw_path": path.partition("?")[0].encode(),
            "query_string": path.partition("?")[2].encode(),
            "root_path": "",
            "headers": [(n.lower().encode(), value.encode()) for n, value in given.items()],
            "client": ("127.0.0.1", 40000),
            "server": ("localhost", 80),
        }
        self.task = asyncio.create_task(app(scope, self._receive, self._messages.put))

    async def start(self) -> None:
        message = await self._next()
        self.status = message["status"]
        self.headers = {n.decode(): value.decode() for n, value in message["headers"]}

    async def event(self) -> Event | None:
        """Return the next event; None once the answer has ended. Comments are passed over."""
        while True:
            text = await self.block()
            if text is None or text.startswith("id: "):
                return text and Event.of(text)

    async def events(self, n: int) -> list[Event]:
        found = [await self.event() for _ in range(n)]
        return [one for one in found if one]

    async def block(self) -> str | None:
        """Return what comes before the next empty line; None once the answer has ended."""
        while "\n\n" not in self._text:
            if self.ended:
                return None
            message = await self._next()
            self._text += message.get("body", b"").decode()
            self.ended = not message.get("more_body", False)
        block, _, self._text = self._text.partition("\n\n")
        return block

    async def leave(self) -> None:
        """Go away, as a client whose connection breaks, and wait until the app has noticed."""
        self._left.set()
        async with asyncio.timeout(5):
            await self.task

    async def _receive(self) -> Message:
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def _next(self) -> Message:
        async with asyncio.timeout(10):
            return await self._messages.get()


@asynccontextmanager
async def streaming(app: ASGIApp, path: str, **headers: str) -> AsyncIterator[Stream]:
    """Give an answer that has begun; leave it at last. Names of headers with _ for -."""
    stream = Stream(app, path, {n.replace("_", "-"): value for n, value in headers.items()})
    await stream.start()
    try:
        yield stream
    finally:
        await stream.leave()
