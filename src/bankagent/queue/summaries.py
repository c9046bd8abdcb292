"""Summaries for reviewers by mail, beside the heartbeat: at most one a reviewer and hour."""

import asyncio
import logging
import smtplib
from collections.abc import Awaitable, Callable

from bankagent import logs
from bankagent.db.pool import Connection
from bankagent.domain.summary import Summary
from bankagent.store.queue import summaries

log = logging.getLogger(__name__)

AGAIN_S = 60.0
LIMIT_S = 10.0
NOT_SENT = "a summary was not sent: look at SMTP_URL and MAIL_FROM; it is tried again in an hour"

Send = Callable[[Summary], Awaitable[None]]


class Summaries:
    """Tells reviewers what waits, in a task of its own with a connection of its own."""

    def __init__(self, connect: Callable[[], Awaitable[Connection]], send: Send | None) -> None:
        """Make it; `send` sends one summary, and None sends none."""
        self._connect = connect
        self._send = send
        self._round: asyncio.Task[None] | None = None

    @property
    def can_begin(self) -> bool:
        """Whether it sends any, and no round is under way."""
        return self._send is not None and (self._round is None or self._round.done())

    def begin(self) -> None:
        """Begin a round in the background, where that can be."""
        if self._send is not None and self.can_begin:
            self._round = asyncio.create_task(self._tell(self._send), name="summaries")

    async def _tell(self, send: Send) -> None:
        try:
            async with asyncio.timeout(LIMIT_S), await self._connect() as conn:
                found = await summaries.claim(conn)
        except Exception as error:  # noqa: BLE001 - a round that fails must not end the worker's others
            told = logs.failure(error) | {"again_in_s": AGAIN_S}
            log.warning("summaries were not looked up", extra=told)
            return
        for one in found:
            try:
                await send(one)
            except (OSError, smtplib.SMTPException) as error:
                log.warning(NOT_SENT, extra={"error": type(error).__name__, "again_in_s": 3600.0})
