"""How tests are dealt out to the processes of pytest-xdist, so that both cores always have work.

Some tests wait for seconds: until a connection is given up, a worker is taken for dead, a server is
back. Half of the processes begin with those, one test at a time; the other half does the rest, file
by file, so that what the tests of a file share is made once. Whatever is left then, all do.
"""

from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

# Files whose tests wait, and files with a test that computes for seconds; the longest first.
WAITING = (
    "queue/test_dead_workers", "queue/test_survival", "cli/test_run", "pages/test_live",
    "pages/browser/test_streams", "queue/test_attempt_errors", "api/test_process",
    "test_failover", "queue/test_work", "api/test_health", "test_restore", "api/test_metrics",
    "queue/test_probe_server", "queue/test_housekeeping", "queue/test_pauses",
    "db/embedded/test_sharing", "db/embedded/test_access",
)  # fmt: skip
COMPUTING = (
    "battery/test_battery", "test_own_type", "api/test_hostile", "pages/browser/test_every_page",
    "pages/browser/test_journeys", "api/test_access_rules", "api/test_api_description",
    "service/decisions/test_pair_order", "api/test_tour", "service/decisions/test_exceptions",
    "test_canaries", "sql/test_locks", "api/test_exactness",
)  # fmt: skip
# The tests of these files share what takes seconds to start.
TOGETHER = (
    "queue/test_dead_workers", "cli/test_run", "db/embedded/test_access",
    "pages/browser/test_streams",
)  # fmt: skip

# Files whose tests compute for seconds each and share nothing.
APART = ("api/test_hostile",)


class Scheduler(LoadScopeScheduling):
    """Gives every other process the tests that wait, as long as there are any."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        is_alone = _waits(file) and _file(file) not in TOGETHER
        return nodeid if is_alone or _file(file) in APART else file

    def _assign_work_unit(self, node: WorkerController) -> None:
        wanted = self.nodes.index(node) % 2 == 0
        first = min(self.workqueue, key=lambda scope: (_waits(scope) != wanted, _rank(scope)))
        self.workqueue.move_to_end(first, last=False)
        super()._assign_work_unit(node)


def _waits(scope: str) -> bool:
    return _file(scope) in WAITING


def _rank(scope: str) -> int:
    order = WAITING + COMPUTING
    return order.index(_file(scope)) if _file(scope) in order else len(order)


def _file(scope: str) -> str:
    return scope.partition("::")[0].removeprefix("tests/").removesuffix(".py")
