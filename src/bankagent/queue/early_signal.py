"""A signal to end that comes while a worker starts, before the Worker listens for any."""

import os
import signal
from types import FrameType


class EarlyEnd:
    """Keeps such a signal and sends it again once the Worker listens.

    Else it would end the process on the spot and leave its row in the database behind.
    """

    def __init__(self) -> None:
        self._is_early = False
        self._kept: int | None = None
        self._before: dict[int, signal._HANDLER] = {}

    def keep(self) -> None:
        """Keep what comes from now on; outside the main thread signals are somebody else's."""
        self._is_early = True
        try:
            for number in (signal.SIGTERM, signal.SIGINT):
                self._before[number] = signal.signal(number, self._came)
        except ValueError:
            self._before = {}

    def over(self) -> bool:
        """Send what was kept to who listens now, and return whether there was anything."""
        self._is_early = False
        kept, self._kept = self._kept, None
        if kept is not None:
            os.kill(os.getpid(), kept)
        return kept is not None

    def _came(self, number: int, _: FrameType | None) -> None:
        if self._is_early:
            self._kept = number
            return
        # The Worker listens no more: who asks again while it drains will not wait.
        signal.signal(number, self._before[number])
        signal.raise_signal(number)
