"""Embedded server of a data folder, shared by processes: the first starts it, the last stops it."""

import fcntl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import IO
from urllib.parse import quote

from bankagent.db.embedded.account import Account, account_for, open_root
from bankagent.db.embedded.binaries import Binaries, pick, reachable
from bankagent.db.embedded.cluster import DATABASE, SUPERUSER, make_cluster
from bankagent.db.embedded.launch import halt, launch, wait_until_ready
from bankagent.db.embedded.postmaster import running
from bankagent.db.embedded.sockets import make_socket_folder, socket_folder
from bankagent.errors import CannotRun

DEFAULT_PORT = 5432  # only part of the socket's name while no TCP is open
NO_SETTINGS: Mapping[str, str] = MappingProxyType({})


class EmbeddedServer:
    """A PostgreSQL in `root`, held from `start` to `release`; the kernel releases a killed holder.

    `settings` and `port`, `stop` and `restart` are for tests, which run quick servers and restart
    them under running services; a subclass in tests would need all private parts of this class.
    """

    def __init__(
        self,
        root: Path,
        *,
        port: int | None = None,
        settings: Mapping[str, str] = NO_SETTINGS,
        pg_bin: Path | None = None,
        log: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.root = open_root(root, log)
        self.data = self.root / "pg"
        self._port = port
        self._settings = settings
        self._pg_bin = pg_bin
        self._log = log
        self._holding: IO[str] | None = None

    def start(self) -> str:
        """Start the server, or join the one that runs; return a superuser's URL over its socket."""
        with self._locked():
            if not running(self.data):
                self._launch()
            wait_until_ready(self.data)
            self._holding = self._holding or (self.root / "use.lock").open("a")
            fcntl.flock(self._holding, fcntl.LOCK_SH)  # the kernel drops it if we are killed
            return self.url()

    def release(self) -> bool:
        """Release the server; stop it, and return True, if no other process holds it."""
        if not self._holding:
            return False
        with self._locked(), self._holding as use:
            self._holding = None
            try:
                fcntl.flock(use, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            self._halt("fast")
            return True

    def stop(self, mode: str = "fast") -> None:
        """Stop the server, `fast` or `immediate`, though others hold it."""
        with self._locked():
            self._halt(mode)

    def restart(self, mode: str = "fast") -> None:
        """Stop the server, though others hold it, and start it again on the same socket."""
        with self._locked():
            self._halt(mode)
            self._launch()

    @property
    def pid(self) -> int | None:
        """The pid of the server's first process, or None when no server answers."""
        postmaster = running(self.data)
        return postmaster.pid if postmaster else None

    def url(self) -> str:
        """Return the URL at which this server answers whenever it runs."""
        if not self.data.exists():
            raise CannotRun(f"{self.root} has no PostgreSQL yet; `bankagent run` makes it.")
        password = (self.root / "password").read_text()
        postmaster = running(self.data)
        folder = postmaster.socket_folder if postmaster else str(socket_folder(self.root))
        port = postmaster.port if postmaster else self._port or DEFAULT_PORT
        host = quote(folder, safe="")
        return f"postgresql://{SUPERUSER}:{password}@/{DATABASE}?host={host}&port={port}"

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Let one process at a time start or stop the server of this folder."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            with (self.root / "start.lock").open("a") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield
        except OSError as error:
            failed = f"{error.filename or self.root}: {error.strerror}"
            raise CannotRun(f"{failed}; set BANKAGENT_DATA to a folder of your own.") from error

    def _programs(self, account: Account) -> Binaries:
        made_by = self.data / "PG_VERSION"
        major = int(made_by.read_text()) if made_by.exists() else None
        return reachable(pick(self._pg_bin, major=major), account, self.root)

    def _launch(self) -> None:
        account = account_for(self.data)
        programs = self._programs(account)
        if not self.data.exists():
            self._log(f"making a new PostgreSQL {programs.major} in {self.root}")
            make_cluster(self.root, programs, account, self._settings)
        options = {
            "listen_addresses": "127.0.0.1" if self._port else "",
            "port": str(self._port or DEFAULT_PORT),
            "unix_socket_directories": str(make_socket_folder(self.root, account)),
        }
        launch(self.data, programs, account, options)
        self._log(f"PostgreSQL {programs.major} runs in {self.root} ({programs.source})")

    def _halt(self, mode: str) -> None:
        # Only a server that answers: else pg_ctl might signal another program with the old pid.
        if running(self.data):
            account = account_for(self.data)
            halt(self.data, self._programs(account), account, mode)
