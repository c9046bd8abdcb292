"""Write sql/policies/<key>.sql from the files policies/<key>/<version>.csv and .facts.json.

python tools/policies.py            after any change below policies/; then tools/manifest.py
python tools/policies.py --check    fails where a file of sql/policies/ is stale
"""

import argparse
import re
import sys
from pathlib import Path

from bankagent.errors import BadRequest
from bankagent.policy.csv import to_jdm
from bankagent.policy.facts_file import FactsFile

ROOT = Path(__file__).parent.parent
POLICIES = ROOT / "policies"
WRITTEN = ROOT / "sql" / "policies"
KEY = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)

TEMPLATE = """\
-- The decision tables of {key}, one row for each version.
-- Written by tools/policies.py from policies/{key}/: do not edit.
-- A rule fires when each of its cells matches; a blank cell matches anything. All rules that fire
-- count, and the strictest outcome wins:
-- approve < needs_info < review < dual_control < escalate < reject.
-- A version never changes once it is stored: a new rule is a new version, in files of its own.
do $shipped$
begin
{calls}
    perform bankagent.activate_shipped('{key}');
end
$shipped$;
"""

CALL = """\
    perform bankagent.ship_policy(
        '{key}',
        {version},
        $policy${table_json}$policy$,
        '{description}'
    );"""


class Refused(Exception):
    """A file below policies/ is not valid; the message has a line for each finding."""


def written(folder: Path) -> str:
    """Return the text of the SQL file for all versions of one policy."""
    if not KEY.fullmatch(folder.name):
        raise Refused(f"{_name(folder)}: a policy's key has small letters, digits and _ only")
    versions = range(1, 1 + len([*folder.glob("*.csv")]))
    expected = {f"{version}{end}" for version in versions for end in (".csv", ".facts.json")}
    there = {path.name for path in folder.iterdir()}
    if there != expected:
        odd = ", ".join(sorted(there ^ expected))
        raise Refused(f"{_name(folder)}: versions count from 1, two files each; see {odd}")
    calls = "\n".join(_call(folder, version) for version in versions)
    return TEMPLATE.format(key=folder.name, calls=calls)


def _call(folder: Path, version: int) -> str:
    table_csv = (folder / f"{version}.csv").read_bytes()
    facts_json = (folder / f"{version}.facts.json").read_bytes()
    try:
        table_json = to_jdm(table_csv, facts_json)
        description = FactsFile.read(facts_json).description.replace("'", "''")
    except BadRequest as error:
        where = f"{_name(folder)}/{version}"
        lines = (f"{where}: {one.field}: {one.expected}" for one in error.findings)
        raise Refused("\n".join(lines)) from None
    if "$policy$" in table_json:
        raise Refused(f"{_name(folder)}/{version}: a text must not hold $policy$")
    return CALL.format(
        key=folder.name, version=version, description=description, table_json=table_json
    )


def _name(folder: Path) -> str:
    return folder.relative_to(ROOT).as_posix()


def main() -> int:
    """Write or check the SQL files."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    stale = 0
    for folder in sorted(path for path in POLICIES.iterdir() if path.is_dir()):
        file = WRITTEN / f"{folder.name}.sql"
        try:
            text = written(folder)
        except Refused as error:
            print(error, file=sys.stderr)
            return 1
        if not options.check:
            file.write_text(text, encoding="utf-8", newline="\n")
        elif not file.exists() or file.read_text(encoding="utf-8") != text:
            print(f"{file.relative_to(ROOT)} is stale: run {Path(__file__).name}", file=sys.stderr)
            stale = 1
    return stale


if __name__ == "__main__":
    sys.exit(main())
