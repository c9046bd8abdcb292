"""Watch over the other workers: which of them are dead, by two looks and this process's own clock.

The clock of the database may step, and a failover brings another: no rule here asks for its time.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bankagent.domain.job import WatchedWorker

# Without its session a worker is dead after three missed heartbeats.
GONE_S = 3.0
# After an outage that ended our connection too, live workers come back first: a heartbeat tries
# again after 5 s at most, and each second.
UNSEEN_S = 15.0
# With its session it may be frozen, or cut off from the server.
FROZEN_S = 60.0
# The most that counts between two looks: longer, and this process did not run, nor others perhaps.
LOOK_S = 2.0


@dataclass(frozen=True, slots=True)
class _Seen:
    heartbeat: str
    silent_s: float
    was_alive: bool


class Watch:
    """What one connection has seen of the workers, since it stands."""

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self._seen: dict[int, _Seen] | None = None
        self._looked_at = 0.0

    def connection_lost(self) -> None:
        """Begin again: what ended our connection may have ended theirs."""
        self._seen = None

    def dead(self, found: Sequence[WatchedWorker], now: float) -> list[WatchedWorker]:
        """Return those of the workers that are dead, by this look and those before.

        A worker is dead when its heartbeat has not changed for 3 s and its session is gone, where
        this connection has seen it alive; where it has not, for 15 s; with its session, for 60 s.

        Args:
            found: the workers as the database has them.
            now: seconds of this process's monotonic clock.
        """
        passed_s = min(now - self._looked_at, LOOK_S)
        self._looked_at = now
        before, is_first = self._seen or {}, self._seen is None
        self._seen = {
            one.worker_id: _seen(one, before.get(one.worker_id), passed_s, is_first=is_first)
            for one in found
        }
        return [one for one in found if _is_dead(one, self._seen[one.worker_id])]


def _seen(one: WatchedWorker, before: _Seen | None, passed_s: float, *, is_first: bool) -> _Seen:
    if before is not None and before.heartbeat == one.heartbeat:
        was_alive = one.stands or before.was_alive
        return _Seen(one.heartbeat, before.silent_s + passed_s, was_alive)
    # It has beaten since the look before, if there was one: that of a new worker was its first.
    return _Seen(one.heartbeat, 0.0, was_alive=one.stands or not is_first)


def _is_dead(one: WatchedWorker, seen: _Seen) -> bool:
    if one.stands:
        return seen.silent_s >= FROZEN_S
    return seen.silent_s >= (GONE_S if seen.was_alive else UNSEEN_S)
