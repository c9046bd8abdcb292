"""The files of sql/ in the order of sql/install.sql, with the digests that a database records."""

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PACKAGED = Path(__file__).parent.parent / "_sql"
CHECKED_OUT = Path(__file__).parents[3] / "sql"

# Applied once: a change of these needs a migration, unless only comments and remarks differ. All
# other files are applied again when they change.
ONCE = ("procrastinate/schema.sql", "tables/", "migrations/")
# White space and remarks; a literal, a quoted name, a function's body; or other text.
TOKEN = re.compile(
    r"""(?P<gap>(?:\s|--[^\n]*)+)|'[^']*'|"[^"]*"|\$(\w*)\$.*?\$\2\$|[^\s;'"$-]+|.""", re.DOTALL
)
COMMENT = re.compile(r"comment\son\s", re.IGNORECASE)


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

    @property
    def ddl_sha256(self) -> str:
        """The SHA-256, in hex, of its statements without remarks and without comments."""
        ddl = [one for one in _statements(self.text) if not COMMENT.match(one)]
        return hashlib.sha256("\n".join(ddl).encode()).hexdigest()

    @property
    def comments(self) -> str:
        """Its `comment on` statements, which can be applied again where the tables exist."""
        return "\n".join(one for one in _statements(self.text) if COMMENT.match(one))


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
def ddl_of_version_2() -> dict[str, str]:
    """Return the DDL digest of each file that version 2 or 1 applied once, by the file's digest.

    Those versions recorded no digest of the DDL; from version 3 on schema_files.ddl_sha256 has it.
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
    """Split SQL at its semicolons; each gap of white space and remarks becomes one line break.

    A line break and not a space, for only that joins two literals to one.
    """
    found = [""]
    for token in TOKEN.finditer(text):
        found[-1] += "\n" if token["gap"] else token[0]
        if token[0] == ";":
            found.append("")
    return [stripped for one in found if (stripped := one.strip())]
