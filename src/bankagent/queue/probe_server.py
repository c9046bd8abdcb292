"""Probe server of a worker: /metrics for Prometheus, /livez for an orchestrator.

It runs on the worker's own event loop, so that an answer shows that the loop turns, and knows only
as much HTTP as these two need. It asks for no key: the answers hold no secret, and the address says
which machines reach it.
"""

import asyncio
from collections.abc import Callable
from http import HTTPStatus

from bankagent.errors import Unavailable
from bankagent.metrics import CONTENT_TYPE

LONGEST_HEAD = 8192
PATIENCE_S = 5.0
MOST = 50
PLAIN = "text/plain; charset=utf-8"
# No reason to start again: it listens again as soon as it can.
DEAF = b"alive, but it does not hear of new jobs, and polls for them\n"

Answer = tuple[HTTPStatus, str, bytes]


class ProbeServer:
    """Listens at the address of the settings, where there is one."""

    def __init__(
        self,
        address: Callable[[], str | None],
        is_alive: Callable[[], bool],
        listens: Callable[[], bool],
        exposition: Callable[[], bytes],
    ) -> None:
        """Make a probe server; `address` (host:port) is called when it opens."""
        self._address = address
        self._is_alive = is_alive
        self._listens = listens
        self._exposition = exposition
        self._server: asyncio.Server | None = None
        self._open = 0

    async def open(self) -> None:
        """Begin to listen, where there is an address.

        Raises:
            Unavailable: the address is not to be had; the text says what to change.
        """
        address = self._address()
        if address is None:
            return
        host, _, port = address.rpartition(":")
        try:
            self._server = await asyncio.start_server(
                self._serve, host.strip("[]"), int(port), limit=LONGEST_HEAD
            )
        except OSError:
            raise Unavailable(
                f"BANKAGENT_METRICS_ADDRESS is {address}, where this worker cannot listen: give "
                "each worker an address of this machine and a port of its own."
            ) from None

    async def close(self) -> None:
        """Stop listening."""
        if self._server:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open += 1
        try:
            async with asyncio.timeout(PATIENCE_S):
                if self._open <= MOST:
                    head = await reader.readuntil(b"\r\n\r\n")
                    writer.write(_written(*self._answer(head)))
                    await writer.drain()
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError, TimeoutError):
            pass  # the client has gone, or sends something else than these two calls
        finally:
            self._open -= 1
            writer.close()

    def _answer(self, head: bytes) -> Answer:
        method, _, rest = head.partition(b" ")
        path = rest.partition(b" ")[0].partition(b"?")[0]
        if path not in {b"/metrics", b"/livez"}:
            return HTTPStatus.NOT_FOUND, PLAIN, b"This server answers /metrics and /livez.\n"
        if method != b"GET":
            return HTTPStatus.METHOD_NOT_ALLOWED, PLAIN, b"This server answers GET only.\n"
        if path == b"/metrics":
            return HTTPStatus.OK, CONTENT_TYPE, self._exposition()
        if self._is_alive():
            return HTTPStatus.OK, PLAIN, b"alive\n" if self._listens() else DEAF
        return HTTPStatus.SERVICE_UNAVAILABLE, PLAIN, b"The heartbeat of this worker has stopped.\n"


def _written(status: HTTPStatus, content_type: str, body: bytes) -> bytes:
    head = (
        f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Type: {content_type}\r\n"
        f"Content-Length: {len(body)}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + body
