"""Early signal: one that comes while a worker starts, before the Worker listens for any."""

import os
import signal
from types import FrameType


class EarlySignal:
    """Keeps a signal to stop and sends it again once the Worker listens.

    It would end the process on the spot otherwise, and leave its row in the database behind.
    """

    def __init__(self) -> None:
        self._is_early = False
        self._kept: int | None = None
        self._before: dict[int, signal._HANDLER] = {}

    def keep(self) -> None:
        """Keep signals from now on; outside the main thread this process cannot and does not."""
        self._is_early = True
        try:
            for number in (signal.SIGTERM, signal.SIGINT):
                self._before[number] = signal.signal(number, self._came)
        except ValueError:
            self._before = {}

    def send_again(self) -> bool:
        """Send the kept signal to the Worker, which listens now; return whether there was one."""
        self._is_early = False
        kept, self._kept = self._kept, None
        if kept is not None:
            os.kill(os.getpid(), kept)
        return kept is not None

    def _came(self, number: int, _: FrameType | None) -> None:
        if self._is_early:
            self._kept = number
            return
        # The Worker listens no more: a second signal while it drains ends the process.
        signal.signal(number, self._before[number])
        signal.raise_signal(number)
