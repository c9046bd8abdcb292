"""Write sql/reference/<dataset>.sql from reference/<dataset>.csv and reference/shipped.toml.

python tools/reference.py            after any change below reference/; then tools/manifest.py
python tools/reference.py --check    fails where a file of sql/reference/ is stale
"""

import argparse
import hashlib
import sys
import tomllib
from pathlib import Path

from bankagent.domain import exact_json
from bankagent.errors import BadRequest
from bankagent.reference.csv_lines import SourceFile
from bankagent.reference.read import read

ROOT = Path(__file__).parent.parent
SHIPPED = ROOT / "reference"
WRITTEN = ROOT / "sql" / "reference"

TEMPLATE = """\
-- Shipped {dataset}. Written by tools/reference.py from reference/: do not edit.
-- It comes into force where no operator has activated a version: as version 1 of a new database,
-- and as the next version where a release ships other rows.
do $shipped$
declare
    shipped bigint;
begin
    if exists (
        select
        from bankagent.reference_versions as v
        where v.dataset = '{dataset}'
            and (
                (v.activated_at is not null and not v.is_shipped)
                or v.source = '{source}'
            )
    ) then
        return;
    end if;
    shipped := bankagent.add_reference_version(
        '{dataset}',
        '{source}',
        '{as_of}',
        '{description}',
        'bankagent',
        p_is_shipped => true
    );
{rows}
    perform bankagent.seal_reference(shipped);
    perform bankagent.put_reference_in_force(shipped, 'bankagent');
end
$shipped$;
"""
ROWS = """\
    perform bankagent.insert_reference_rows(shipped, '{table}', $rows$[
{rows}
    ]$rows$);"""


def written(dataset: str, about: dict[str, object]) -> str:
    """Return the text of the SQL file for one dataset.

    Raises:
        BadRequest: the CSV has faults.
    """
    content = (SHIPPED / f"{dataset}.csv").read_bytes()
    tables = read(dataset, SourceFile(f"{dataset}.csv", content)).rows
    # The source tells the rows of one release from those of another.
    digest = hashlib.sha256(content).hexdigest()[:12]
    rows = [
        ROWS.format(
            table=table, rows=",\n".join(f"        {exact_json.dumps(row)}" for row in found)
        )
        for table, found in tables.items()
    ]
    return TEMPLATE.format(
        dataset=dataset,
        source=_quoted(f"{about['source']} (reference/{dataset}.csv {digest})"),
        as_of=about["as_of"],
        description=_quoted(str(about["description"])),
        rows="\n".join(rows),
    )


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def main() -> int:
    """Write or check the SQL files."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    shipped = tomllib.loads((SHIPPED / "shipped.toml").read_text(encoding="utf-8"))
    stale = 0
    for dataset, about in shipped.items():
        file = WRITTEN / f"{dataset}.sql"
        try:
            text = written(dataset, about)
        except BadRequest as error:
            print(*(f"{one.field}: {one.expected}" for one in error.findings), sep="\n")
            return 1
        if not options.check:
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
        elif not file.exists() or file.read_text(encoding="utf-8") != text:
            print(f"{file.relative_to(ROOT)} is stale: run {Path(__file__).name}", file=sys.stderr)
            stale = 1
    return stale


if __name__ == "__main__":
    sys.exit(main())
