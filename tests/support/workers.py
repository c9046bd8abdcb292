"""Real worker processes for tests: the plain Procrastinate CLI, its signals and its log."""

import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tests.support import rows, verbs
from tests.support.processes import CopiedProcess, Process
from tests.support.rows import connect

ROOT = Path(__file__).parents[2]
# Two busy cores took 20 s to start a Python with all of ours.
PATIENCE_S = 60.0


def wait_for(what: str, look: Callable[[], Any], *, within_s: float = PATIENCE_S) -> Any:
    """Return the first true thing that `look` returns; fail with `what` when time is up."""
    until = time.monotonic() + within_s
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > until:
            raise AssertionError(f"waited {within_s} s in vain: {what}")
        time.sleep(0.02)


class Worker:
    """One worker process and its log."""

    def __init__(
        self,
        url: str,
        *options: str,
        app: str = "tests.support.worker_app.app",
        start: Callable[..., Process] = CopiedProcess,
        environ: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.log = Path(tempfile.mkstemp(prefix="bankagent-worker-", suffix=".log")[1])
        clean = {key: value for key, value in os.environ.items() if "DATABASE_URL" not in key}
        path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
        clean |= {"BANKAGENT_WORKER_DATABASE_URL": url, "PYTHONPATH": path, **environ}
        self.process = start(
            "procrastinate", [f"--app={app}", "worker", *options], env=clean, log=self.log
        )

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def said(self) -> str:
        return self.log.read_text()

    def send(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def drain(self, within_s: float = 30) -> int:
        """Send SIGTERM and return the exit code."""
        self.send(signal.SIGTERM)
        return self.process.wait(within_s)

    def end(self) -> None:
        with suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGCONT)
            self.process.kill()
        self.process.wait(10)
        self.log.unlink()


class Crew:
    """The workers of one test, and what the test asks of the database."""

    def __init__(self, url: str, worker_url: str) -> None:
        self.url = url
        self.worker_url = worker_url
        self.workers: list[Worker] = []
        self.conn = connect(url)

    def start(self, *options: str, start: Callable[..., Process] = CopiedProcess) -> Worker:
        """Start a worker, which may end before it is seen."""
        worker = Worker(self.worker_url, *options, start=start)
        self.workers.append(worker)
        return worker

    def hire(self, *options: str, start: Callable[..., Process] = CopiedProcess) -> Worker:
        """Start a worker and wait until it has registered; a job may end it at once after that."""
        worker = self.start(*options, start=start)
        registered = wait_for(
            f"worker registers; it said: {worker.said()}",
            lambda: (
                self.rows("select 1 from ops.workers where pid = %s", worker.pid)
                or (not worker.alive and "it ended")
            ),
        )
        assert registered != "it ended", worker.said()
        return worker

    def dismiss(self, worker: Worker) -> None:
        """End a worker and write what it said: pytest shows it where a test fails."""
        sys.stdout.write(f"--- worker {worker.pid} said:\n{worker.said()[-3000:]}\n")
        worker.end()
        self.workers.remove(worker)

    def rows(self, query: str, *parameters: Any) -> list[Any]:
        return rows.fetch(self.conn, query, *parameters)

    def one(self, query: str, *parameters: Any) -> Any:
        return rows.one(self.conn, query, *parameters)

    def submit(self, *payloads: dict[str, Any]) -> list[int]:
        """Submit requests in one transaction, as a DBA would."""
        items = [verbs.item(payload=payload) for payload in payloads]
        return [answer.request_id for answer in verbs.put(self.conn, *items)]

    def statuses(self, ids: list[int]) -> set[str]:
        return {
            status
            for (status,) in self.rows(
                "select distinct status from bankagent.banking_requests where id = any(%s)", ids
            )
        }

    def wait_processed(self, ids: list[int], *, within_s: float = 30) -> None:
        wait_for(
            "all processed",
            lambda: self.statuses(ids) == {"processed"},
            within_s=within_s,
        )

    def actions(self, request_id: int) -> list[str]:
        return rows.actions(self.conn, request_id)

    def wait_started(self, request_id: int) -> Worker:
        """Wait until a worker says that it began this request; return the worker."""
        return wait_for(
            f"request {request_id} is started",
            lambda: next((w for w in self.workers if f"started {request_id} " in w.said()), None),
        )


@contextmanager
def crew(url: str, worker_url: str) -> Iterator[Crew]:
    """Give a crew without workers; end whoever was hired."""
    found = Crew(url, worker_url)
    try:
        yield found
    finally:
        for worker in [*found.workers]:
            found.dismiss(worker)
        found.conn.close()
