"""Server-sent events as a response: one place for each, and none for who has gone.

The format is the WHATWG's (https://html.spec.whatwg.org/multipage/server-sent-events.html).
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager

from starlette.responses import StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from bankagent.domain import exact_json

LONGEST_SEND_S = 10.0
BEGINNING = b"retry: 1000\n\n"  # how many ms a browser waits before it comes again
KEEP_ALIVE = b": nothing new\n\n"


def event(id: int, name: str, data: object) -> bytes:
    """Return one event; the data is JSON, and so without a line break."""
    return f"id: {id}\nevent: {name}\ndata: {exact_json.dumps(data)}\n\n".encode()


class EventStream(StreamingResponse):
    """Sends what comes until it ends, the client goes away or takes nothing for 10 s."""

    media_type = "text/event-stream"

    def __init__(self, chunks: AsyncIterator[bytes], place: AbstractContextManager[None]) -> None:
        # A proxy (nginx) that gathers answers would keep the events back.
        super().__init__(chunks, headers={"X-Accel-Buffering": "no"})
        self._place = place

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it, on a place of its own; refused, before anything is sent, where there is none."""
        del scope

        async def in_time(message: Message) -> None:
            async with asyncio.timeout(LONGEST_SEND_S):
                await send(message)

        with self._place:
            telling = asyncio.create_task(self.stream_response(in_time))
            going = asyncio.create_task(_gone(receive))
            try:
                await asyncio.wait({telling, going}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                telling.cancel()
                going.cancel()
                told, _ = await asyncio.gather(telling, going, return_exceptions=True)
            if isinstance(told, Exception) and not isinstance(told, TimeoutError | OSError):
                raise told


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
