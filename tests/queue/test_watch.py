"""Watch: when one worker takes another for dead, by looks and its own clock."""

from itertools import pairwise

from bankagent.domain.job import WatchedWorker
from bankagent.queue.watch import Watch


def died_at(*looks: tuple[float, str, bool], watch: Watch | None = None) -> float | None:
    """Return the time of the first look at which the worker is dead; looks are a second apart.

    Each of `looks` is the time from which the worker is seen so, its heartbeat, and whether its
    session stands; the last is the end.
    """
    watch = watch or Watch()
    for (since, heartbeat, stands), (until, _, _) in pairwise(looks):
        for now in range(int(since), int(until)):
            if watch.dead([WatchedWorker(1, heartbeat, stands)], float(now)):
                return now
    return None


def test_a_worker_that_beats_is_alive_whatever_becomes_of_its_session() -> None:
    looks = [(float(n), str(n), n % 3 == 0) for n in range(200)]
    assert died_at(*looks) is None


def test_a_worker_seen_alive_is_dead_three_seconds_after_its_session_went() -> None:
    assert died_at((0, "a", True), (10, "a", False), (99, "", False)) == 10
    assert died_at((0, "a", True), (1, "a", False), (99, "", False)) == 3
    assert died_at((0, "a", True), (9, "b", False), (99, "", False)) == 12
    # Seen to beat without a session, as beside an older one that the server still keeps.
    assert died_at((0, "a", False), (5, "b", False), (99, "", False)) == 8


def test_a_worker_that_came_and_died_between_two_looks_was_alive() -> None:
    watch = Watch()
    assert watch.dead([], 0.0) == []
    assert died_at((1, "a", False), (99, "", False), watch=watch) == 1 + 3


def test_a_worker_never_seen_alive_has_fifteen_seconds_to_come_back() -> None:
    assert died_at((0, "a", False), (99, "", False)) == 15
    assert died_at((0, "a", False), (14, "b", True), (30, "", True)) is None


def test_a_lost_connection_has_seen_nothing() -> None:
    watch = Watch()
    assert died_at((0, "a", True), (10, "", True), watch=watch) is None
    watch.connection_lost()
    assert died_at((12, "a", False), (99, "", False), watch=watch) == 12 + 15


def test_a_frozen_worker_is_dead_after_a_minute() -> None:
    assert died_at((0, "a", True), (99, "", True)) == 60


def test_time_in_which_the_watcher_did_not_run_is_no_silence() -> None:
    watch = Watch()
    assert watch.dead([WatchedWorker(1, "a", stands=True)], 0.0) == []
    assert watch.dead([WatchedWorker(1, "a", stands=True)], 3600.0) == []
    assert watch.dead([WatchedWorker(1, "a", stands=False)], 3600.5) == []
    assert watch.dead([WatchedWorker(1, "a", stands=False)], 3601.0) != []
