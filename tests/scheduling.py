"""How tests are dealt out to the processes of pytest-xdist, so that both cores always have work.

Some tests wait for seconds: until a connection is given up, a worker is taken for dead, a server is
back. Half of the processes begin with those, one test at a time; the other half does the rest, file
by file, so that what the tests of a file share is made once. Whatever is left then, all do.
"""

from pathlib import PurePosixPath

from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

# Files whose tests wait, and files with a test that computes for seconds; the longest first.
WAITING = (
    "test_dead_workers", "test_survival", "test_run", "test_process_of_its_own", "test_failover",
    "test_work", "test_health", "test_restore", "test_metrics", "test_probes", "test_tidying",
    "test_under_a_pause", "test_sharing", "test_closed_doors",
)  # fmt: skip
COMPUTING = ("test_canaries", "test_the_document", "test_hostile", "test_locks", "test_exactness")
# The tests of these files share what takes seconds to start.
TOGETHER = ("test_dead_workers", "test_run", "test_closed_doors")


class Scheduler(LoadScopeScheduling):
    """Gives every other process the tests that wait, as long as there are any."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return nodeid if _stem(file) in WAITING and _stem(file) not in TOGETHER else file

    def _assign_work_unit(self, node: WorkerController) -> None:
        wanted = self.nodes.index(node) % 2 == 0
        first = min(self.workqueue, key=lambda scope: (_waits(scope) != wanted, _rank(scope)))
        self.workqueue.move_to_end(first, last=False)
        super()._assign_work_unit(node)


def _waits(scope: str) -> bool:
    return _stem(scope) in WAITING


def _rank(scope: str) -> int:
    order = WAITING + COMPUTING
    return order.index(_stem(scope)) if _stem(scope) in order else len(order)


def _stem(scope: str) -> str:
    return PurePosixPath(scope.partition("::")[0]).stem
