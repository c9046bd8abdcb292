"""Write sql/manifest.sql: the digests of the files that sql/install.sql names, for both installers.

python tools/manifest.py            after any change below sql/
python tools/manifest.py --check    fails where the manifest is stale
python tools/manifest.py --version 2
"""

import argparse
import re
import sys
from importlib import metadata
from pathlib import Path

from bankagent.db import schema

SQL = Path(__file__).parent.parent / "sql"
MANIFEST = SQL / "manifest.sql"

TEMPLATE = """\
-- Schema version {version}. Written by tools/manifest.py: do not edit.

insert into bankagent.schema_versions (version, procrastinate)
values ({version}, '{procrastinate}')
on conflict (version) do nothing;

insert into bankagent.schema_files (file, sha256, ddl_sha256)
values
{rows}
on conflict (file) do update
set sha256 = excluded.sha256, ddl_sha256 = excluded.ddl_sha256,
    applied_at = excluded.applied_at, applied_by = excluded.applied_by
where schema_files.sha256 <> excluded.sha256;

-- Tables, constraints and indexes as the code has them: a check that came to differ while it was
-- installed would differ for ever. The rest has just been made again, and is as it stands.
delete from bankagent.schema_objects;
insert into bankagent.schema_objects (kind, name, sha256)
values
{definitions};
insert into bankagent.schema_objects (kind, name, sha256)
select s.kind, s.name, s.sha256
from ops.schema_now() as s
on conflict (kind, name) do nothing;
"""


def manifest(version: int) -> str:
    """Return the text of the manifest for the files as they are now."""
    names = re.findall(r"^\\ir (\S+)$", schema.read("install.sql").text, re.MULTILINE)
    rows = [_row(schema.read(name)) for name in names if name != MANIFEST.name]
    lines = map(str.split, schema.read("definitions.txt").text.splitlines())
    definitions = [f"('{kind}', '{name}', '{sha256}')" for kind, sha256, name in lines]
    return TEMPLATE.format(
        version=version,
        procrastinate=metadata.version("procrastinate"),
        rows=",\n".join(rows),
        definitions=",\n".join(definitions),
    )


def _row(file: schema.SqlFile) -> str:
    ddl = f"'{file.ddl_sha256}'" if file.once else "null"
    return f"('{file.name}', '{file.sha256}', {ddl})"


def main() -> int:
    """Write or check the manifest; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--version", type=int)
    options = parser.parse_args()
    before = MANIFEST.read_text() if MANIFEST.exists() else "-- Schema version 1."
    found = re.search(r"Schema version (\d+)", before)
    text = manifest(options.version or int(found[1] if found else 1))
    if options.check and text != before:
        print("sql/manifest.sql is stale: run python tools/manifest.py", file=sys.stderr)
        return 1
    if not options.check:
        MANIFEST.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
