"""What we lean on in Procrastinate 3.10: an upgrade is a decision, and this is where it shows."""

import inspect
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from procrastinate import manager, schema, worker

from tests.support import databases, rows
from tests.support.rows import Conn

ROOT = Path(__file__).parents[2]
OVERRIDDEN = {
    "register_worker": "(self) -> 'int'",
    "update_heartbeat": "(self, worker_id: 'int') -> 'None'",
    "unregister_worker": "(self, worker_id: 'int') -> 'None'",
    "listen_for_jobs": (
        "(self, *, on_notification: 'NotificationCallback', "
        "queues: 'Iterable[str] | None' = None) -> 'None'"
    ),
    "fetch_job": (
        "(self, queues: 'Iterable[str] | None', worker_id: 'int') -> 'jobs_module.Job | None'"
    ),
    "finish_job": (
        "(self, job: 'jobs_module.Job', status: 'jobs_module.Status', delete_job: 'bool') -> 'None'"
    ),
    "retry_job": (
        "(self, job: 'jobs_module.Job', retry_at: 'datetime.datetime | None' = None, "
        "priority: 'int | None' = None, queue: 'str | None' = None, lock: 'str | None' = None) "
        "-> 'None'"
    ),
}


def test_it_is_the_version_that_was_studied(dba: Conn) -> None:
    assert metadata.version("procrastinate").startswith("3.10.")
    installed = rows.one(dba, "select procrastinate from bankagent.schema_versions")
    assert installed == metadata.version("procrastinate")


def test_our_copy_of_its_schema_is_its_schema() -> None:
    ours = (databases.SQL / "procrastinate" / "schema.sql").read_text()
    _, line, below = ours.partition(f"\n-- {'-' * 75}\n")
    assert line
    assert below.strip() == schema.SchemaManager.get_schema().strip()


@pytest.mark.parametrize("method", OVERRIDDEN)
def test_the_methods_that_we_override_are_as_they_were(method: str) -> None:
    assert str(inspect.signature(getattr(manager.JobManager, method))) == OVERRIDDEN[method]


def test_the_worker_still_has_the_mark_that_tells_it_drains() -> None:
    assert "self._stop_event = asyncio.Event()" in inspect.getsource(worker.Worker.__init__)
    assert "self._stop_event.set()" in inspect.getsource(worker.Worker.stop)


def test_the_channels_that_we_ring_are_the_ones_it_listens_on() -> None:
    source = inspect.getsource(manager)
    assert '"procrastinate_any_queue_v1"' in source
    assert '"procrastinate_queue_v1#"' in source


def test_the_manifest_is_current() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "manifest.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
