"""What the database is: the files of sql/, in the order of sql/install.sql."""

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PACKAGED = Path(__file__).parent.parent / "_sql"
CHECKED_OUT = Path(__file__).parents[3] / "sql"

# Applied once: a change of these needs a migration. All other files are applied again when changed.
ONCE = ("procrastinate/schema.sql", "tables/", "migrations/")


@dataclass(frozen=True, slots=True)
class SqlFile:
    """One file of sql/: its path below it, its text and the SHA-256 of its bytes, in hex."""

    name: str
    text: str
    sha256: str

    @property
    def once(self) -> bool:
        """Whether it makes tables, and so is applied only once."""
        return self.name.startswith(ONCE)


def folder() -> Path:
    """Return where sql/ is: inside the wheel, or beside src/ in a checkout."""
    return PACKAGED if PACKAGED.is_dir() else CHECKED_OUT


def read(name: str) -> SqlFile:
    """Read one file of sql/."""
    content = (folder() / name).read_bytes()
    return SqlFile(name, content.decode(), hashlib.sha256(content).hexdigest())


@cache
def files() -> tuple[SqlFile, ...]:
    """Return all files that sql/install.sql names, in its order; the manifest is the last."""
    names = re.findall(r"^\\ir (\S+)$", read("install.sql").text, re.MULTILINE)
    return tuple(read(name) for name in names)


@cache
def version() -> int:
    """Return the version of the schema that this code carries."""
    found = re.search(r"Schema version (\d+)", files()[-1].text)
    if found is None:
        raise RuntimeError("sql/manifest.sql names no version: run python tools/manifest.py")
    return int(found[1])
