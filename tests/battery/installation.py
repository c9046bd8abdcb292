"""One installed service in its circumstances: a database, logins, an API, a worker, commands."""

import os
import re
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import httpx

from bankagent import settings
from bankagent.db.embedded import find_psql
from bankagent.domain import exact_json
from tests.battery.places import Circumstances, Logins
from tests.support import databases, rows
from tests.support.api_process import Api
from tests.support.cli import bankagent, in_process
from tests.support.databases import Database
from tests.support.exact import parsed
from tests.support.people import Keyed
from tests.support.rows import Conn
from tests.support.workers import Worker, wait_for

Done = subprocess.CompletedProcess[str]

NUMBER = re.compile(r"/[0-9]+")
WORK = re.compile(
    r"^(/(?:approvals|exceptions)/{\w+}/)(?:claim|release|assign|hand-back|move|snooze)$"
)
POLICY = re.compile(r"^/policies/[a-z0-9_]+(?:(/versions)(/[0-9]+)?)?")
REGISTERED = "select 1 from ops.workers where pid = %s"


@dataclass(slots=True)
class Installation:
    """A service under trial; `dba` is a superuser's session that no setting of the trial reaches.

    `api` and `worker` are None where their process did not start; `why` then says why. `used` has
    the routes, commands and scripts of psql that ways have used so far.
    """

    db: Database
    dba: Conn
    logins: Logins
    circumstances: Circumstances
    caller: Keyed
    reviewer: Keyed
    api_url: str = ""
    environ: dict[str, str] = field(default_factory=dict)
    api: Api | None = None
    worker: Worker | None = None
    why: dict[str, str] = field(default_factory=dict)
    patience_s: float = 8
    used: set[str] = field(default_factory=set)

    def url(self, login: str, database: str | None = None) -> str:
        """Return the URL of the database for one of the logins api, worker, operator, auditor."""
        name = getattr(self.logins, login)
        return databases.changed_url(self.db.url, database or self.db.name, (name, name))

    def call(
        self,
        method: str,
        path: str,
        status: int = 200,
        *,
        by: Keyed | None = None,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        text: str | None = None,
    ) -> httpx.Response:
        """Call the API as the caller, or `by` somebody else, and expect this status."""
        if self.api is None:
            raise AssertionError(f"there is no API: {self.why['api']}")
        self.used.add(f"{method} {_route(path.partition('?')[0])}")
        given = {**(by or self.caller).headers, **(headers or {})}
        content = text
        if text is not None:
            given["Content-Type"] = "text/plain"
        if json is not None:
            given["Content-Type"], content = "application/json", exact_json.dumps(json)
        answer = self.api.client.request(method, path, headers=given, content=content, timeout=12)
        if answer.status_code != status:
            told = self._last_error() if answer.status_code >= 500 else answer.text[:200]
            raise AssertionError(f"{method} {path}: {answer.status_code} {told}")
        return answer

    def ask(self, method: str, path: str, status: int = 200, **more: Any) -> Any:
        """Call the API and return the JSON of its answer, its numbers exact."""
        return parsed(self.call(method, path, status, **more).text)

    def command(
        self, *words: str, code: int | tuple[int, ...] = 0, stdin: str = "", **given: str
    ) -> Done:
        """Run `bankagent …` as the operator and expect this exit code, or one of these."""
        self.used.add("bankagent " + " ".join(words))
        done = in_process(*words, stdin=stdin, **self._for_operators() | given)
        return _checked(done, words, code)

    def process(self, *words: str, code: int = 0) -> Done:
        """Do the same in a process of its own."""
        self.used.add("bankagent " + " ".join(words))
        return _checked(bankagent(*words, **self._for_operators()), words, code)

    def psql(self, login: str, script: str) -> list[str]:
        """Run a script by a real psql with this login; return its lines, columns with | between."""
        self.used.add(script)
        program = find_psql(settings.load().pg_bin)
        assert program
        options = ("-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1")
        done = subprocess.run(
            [str(program), *options, f"--dbname={self.url(login)}"],
            # The role or the shell may say another encoding than that of this text.
            input=f"\\encoding UTF8\n{script}",
            env=os.environ | self.environ,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
            timeout=60,
        )
        if done.returncode:
            raise AssertionError(f"psql: {done.stderr.strip()}")
        return done.stdout.splitlines()

    def wait(self, request_id: int, status: str) -> None:
        """Wait until the worker, which must live, has brought a request to this status."""
        if self.worker is None:
            raise AssertionError(f"there is no worker: {self.why['worker']}")
        try:
            wait_for(
                f"request {request_id} is {status}",
                lambda: self._status(request_id) == status or not self.worker_lives,
                within_s=self.patience_s,
            )
        except AssertionError:
            self.patience_s = 1  # a worker that does nothing will do nothing the next time
        found = self._status(request_id)
        assert found == status, f"request {request_id} is {found}, not {status}{self._ended()}"

    def _status(self, request_id: int) -> str:
        return rows.status(self.dba, request_id)

    def _ended(self) -> str:
        return "" if self.worker_lives else "; the worker ended"

    def started_worker(self) -> Worker | None:
        """Return a new worker; None where it ends before it registers: `why` is what it said."""
        worker = Worker(self.url("worker"), environ=self.environ)
        with suppress(AssertionError):
            wait_for(
                "a worker registers",
                lambda: rows.one(self.dba, REGISTERED, worker.pid) or not worker.alive,
                within_s=10,
            )
        if worker.alive:
            return worker
        self.why["worker"] = worker.said().strip()
        worker.end()
        return None

    @property
    def worker_lives(self) -> bool:
        return self.worker is not None and self.worker.alive

    def said(self) -> dict[str, str]:
        """Return what the API and the worker have said."""
        return {
            "API": self.api.said() if self.api else self.why.get("api", ""),
            "worker": self.worker.said() if self.worker else self.why.get("worker", ""),
        }

    def _last_error(self) -> str:
        """Return what the API's log says of the last call that it failed."""
        errors = [line for line in self.said()["API"].splitlines() if '"level": "error"' in line]
        told = parsed(errors[-1]) if errors else {}
        where = str(told.get("where", "")).partition(" < ")[0]
        return f"{told.get('error', told.get('event', ''))} in {where}"

    def _for_operators(self) -> dict[str, str]:
        service = {"BANKAGENT_URL": self.api.url} if self.api else {}
        url, key = self.url("operator"), self.reviewer.key.text
        given = {"DATABASE_URL": url, "BANKAGENT_KEY": key, "COLUMNS": "200"}
        return given | service | self.environ


NAMED = {
    "/portfolio-snapshots": "snapshot_id",
    "/exceptions": "exception_id",
    "/authorities": "ask_id",
    "/documents": "document_id",
}


def _route(path: str) -> str:
    """Return the route of a path, as the API names its parts."""
    if found := POLICY.match(path):
        versions, number = found.groups()
        rest = path[found.end() :]
        return "/policies/{key}" + (versions or "") + ("/{version}" if number else "") + rest
    if path.startswith("/feeds/"):
        return "/feeds/{feed}"
    own = (one for one in NAMED if path.startswith(one))
    named = NAMED.get(next(own, ""), "request_id")
    route = NUMBER.sub(f"/{{{named}}}", path)
    route = WORK.sub(r"\1{action}", route)
    return route.replace("/waivers/{request_id}/", "/waivers/{waiver_id}/")


def _checked(done: Done, words: tuple[str, ...], code: int | tuple[int, ...]) -> Done:
    said = f"bankagent {' '.join(words)}: exit {done.returncode} {done.stderr.strip()[-300:]}"
    assert "Traceback" not in done.stderr + done.stdout, said
    assert done.returncode in (code if isinstance(code, tuple) else (code,)), said
    return done
