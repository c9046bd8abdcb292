"""A client of raw HTTP/1.1: it sends the bytes that it is given, and reads what comes back."""

import asyncio
import time
from dataclasses import dataclass

from tests.support.hostile.raw_calls import Answer

PATIENCE_S = 20.0
LONGEST_ANSWER = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Timed:
    """An answer and how many seconds it took; None where none came."""

    answer: Answer | None
    seconds: float


class Wire:
    """One connection to a server, made again where the server closed it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def send(self, call: bytes, patience_s: float = PATIENCE_S) -> Timed:
        """Send a whole call and return its answer; of a stream only the beginning."""
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(
                "127.0.0.1", self._port, limit=LONGEST_ANSWER
            )
        began = time.perf_counter()
        answer = None
        try:
            async with asyncio.timeout(patience_s):
                self._writer.write(call)
                answer = await self._read(has_body=not call.startswith(b"HEAD "))
        except (TimeoutError, OSError, asyncio.IncompleteReadError):
            self.close()
        seconds = time.perf_counter() - began
        if answer and (answer.is_stream or answer.headers.get("connection") == "close"):
            self.close()
        return Timed(answer, seconds)

    def close(self) -> None:
        if self._writer:
            self._writer.close()
        self._reader = self._writer = None

    async def _read(self, *, has_body: bool) -> Answer:
        assert self._reader
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.rstrip("\r\n").split("\r\n")
        pairs = (line.partition(":") for line in lines)
        headers = {name.lower(): value.strip() for name, _, value in pairs}
        answer = Answer(int(first.split(" ")[1]), headers, b"")
        if answer.is_stream or not has_body or answer.status in {204, 304}:
            return answer
        if headers.get("transfer-encoding") == "chunked":
            return Answer(answer.status, headers, await self._chunks())
        length = int(headers.get("content-length", "0"))
        return Answer(answer.status, headers, await self._reader.readexactly(length))

    async def _chunks(self) -> bytes:
        assert self._reader
        pieces = []
        while size := int(await self._reader.readuntil(b"\r\n"), 16):
            pieces.append(await self._reader.readexactly(size))
            await self._reader.readexactly(2)
        await self._reader.readexactly(2)
        return b"".join(pieces)
