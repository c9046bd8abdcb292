"""Server-sent events: each stream holds one slot of the limit until the client disconnects.

The format is the WHATWG's (https://html.spec.whatwg.org/multipage/server-sent-events.html).
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager

from starlette.responses import StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from bankagent.domain import exact_json

LONGEST_SEND_S = 10.0
BEGINNING = b"retry: 1000\n\n"  # ms that a browser waits before it reconnects
KEEP_ALIVE = b": nothing new\n\n"


def event(id: int, name: str, data: object) -> bytes:
    """Return one event; its data is JSON, which has no line break."""
    return f"id: {id}\nevent: {name}\ndata: {exact_json.dumps(data)}\n\n".encode()


class EventStream(StreamingResponse):
    """Sends chunks until they end, the client disconnects or accepts nothing for 10 s."""

    media_type = "text/event-stream"

    def __init__(self, chunks: AsyncIterator[bytes], slot: AbstractContextManager[None]) -> None:
        # Stops a proxy (nginx) from buffering the events.
        super().__init__(chunks, headers={"X-Accel-Buffering": "no"})
        self._slot = slot

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the stream while it holds a slot; without a free slot, raise before any send."""
        del scope

        async def in_time(message: Message) -> None:
            async with asyncio.timeout(LONGEST_SEND_S):
                await send(message)

        with self._slot:
            sending = asyncio.create_task(self.stream_response(in_time))
            disconnect = asyncio.create_task(_disconnected(receive))
            try:
                await asyncio.wait({sending, disconnect}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                sending.cancel()
                disconnect.cancel()
                sent, _ = await asyncio.gather(sending, disconnect, return_exceptions=True)
            if isinstance(sent, Exception) and not isinstance(sent, TimeoutError | OSError):
                raise sent


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
