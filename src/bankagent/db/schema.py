"""The files of sql/ in the order of sql/install.sql, with the digests that a database records."""

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PACKAGED = Path(__file__).parent.parent / "_sql"
CHECKED_OUT = Path(__file__).parents[3] / "sql"

# Files that are applied once: a change of their DDL needs a migration. All other files are applied
# again when they change.
ONCE = ("procrastinate/schema.sql", "tables/", "migrations/")
# A token of SQL: a gap of white space and remarks; a literal, a quoted name, a body; other text.
TOKEN = re.compile(
    r"""(?P<gap>(?:\s|--[^\n]*)+)|'[^']*'|"[^"]*"|\$(\w*)\$.*?\$\2\$|[^\s;'"$-]+|.""", re.DOTALL
)
COMMENT = re.compile(r"comment\son\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SqlFile:
    """A file of sql/: its path below sql/, its text, and the SHA-256 of its bytes in hex."""

    name: str
    text: str
    sha256: str

    @property
    def once(self) -> bool:
        """True for a file that makes or changes tables, and so is applied once."""
        return self.name.startswith(ONCE)

    @property
    def ddl_sha256(self) -> str:
        """SHA-256, in hex, of the statements without remarks and without `comment on`."""
        ddl = [one for one in _statements(self.text) if not COMMENT.match(one)]
        return hashlib.sha256("\n".join(ddl).encode()).hexdigest()

    @property
    def comments(self) -> str:
        """SQL text of the `comment on` statements alone, which can be applied again and again."""
        return "\n".join(one for one in _statements(self.text) if COMMENT.match(one))


def folder() -> Path:
    """Return the folder sql/: inside the wheel, or beside src/ in a checkout."""
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
def ddl_of_version_2() -> dict[str, str]:
    """Return digests of the DDL by digests of the file, for the files that version 2 applied once.

    Versions 1 and 2 recorded no digest of the DDL; since version 3 schema_files.ddl_sha256 has it.
    """
    lines = (folder() / "version_2.txt").read_text().splitlines()
    return {sha256: ddl for _, sha256, ddl in map(str.split, lines)}


@cache
def version() -> int:
    """Return the version of the schema that this code carries."""
    found = re.search(r"Schema version (\d+)", files()[-1].text)
    if found is None:
        raise RuntimeError("sql/manifest.sql names no version: run python tools/manifest.py")
    return int(found[1])


def _statements(text: str) -> list[str]:
    """Split SQL into statements, with one line break for each gap of white space and remarks.

    A line break and not a space: PostgreSQL joins two literals only across a line break.
    """
    found = [""]
    for token in TOKEN.finditer(text):
        found[-1] += "\n" if token["gap"] else token[0]
        if token[0] == ";":
            found.append("")
    return [stripped for one in found if (stripped := one.strip())]
