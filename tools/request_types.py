"""Write sql/data/request_types.sql from the list of types in src/bankagent/catalog.py.

python tools/request_types.py            after any change of the list; then tools/manifest.py
python tools/request_types.py --check    fails where the file is stale
"""

import argparse
import sys
from pathlib import Path

from bankagent import catalog
from bankagent.domain.request_type import RequestType

WRITTEN = Path(__file__).parent.parent / "sql" / "data" / "request_types.sql"

TEMPLATE = """\
-- The request types. Written by tools/request_types.py from src/bankagent/catalog.py: do not edit.
insert into bankagent.request_types (name, queue, policy_key, description)
values {rows}
on conflict (name) do update
    set
        queue = excluded.queue,
        policy_key = excluded.policy_key,
        description = excluded.description;
"""


def written() -> str:
    """Return the text of the file for the types as they are now."""
    return TEMPLATE.format(rows=", ".join(map(_row, catalog.SHIPPED)))


def _row(known: RequestType) -> str:
    names = ", ".join(map(_quoted, (known.name, known.queue, known.policy_key)))
    return f"(\n    {names},\n    {_quoted(known.description)}\n)"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def main() -> int:
    """Write or check the file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    text = written()
    if not options.check:
        WRITTEN.write_text(text, encoding="utf-8", newline="\n")
    elif WRITTEN.read_text(encoding="utf-8") != text:
        print("sql/data/request_types.sql is stale: run tools/request_types.py", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
