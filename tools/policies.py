"""Write sql/policies/<key>.sql from policies/<key>/<version>.csv, .facts.json and .tests.csv.

Each version must pass its lint and its test, with the examples of <version>.tests.csv.

python tools/policies.py            after any change below policies/; then tools/manifest.py
python tools/policies.py --check    fails where a file of sql/policies/ is stale
"""

import argparse
import re
import sys
from pathlib import Path

from bankagent.errors import BadRequest
from bankagent.policy.shipped import ShippedVersion, read_versions

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
    );
    perform bankagent.ship_examples(
        '{key}',
        {version},
        $examples${examples_csv}$examples$
    );"""


class Refused(Exception):
    """A file below policies/ is not valid; the message has a line for each finding."""


def written(folder: Path) -> str:
    """Return the text of the SQL file for all versions of one policy."""
    if not KEY.fullmatch(folder.name):
        raise Refused(f"{_name(folder)}: a policy's key has small letters, digits and _ only")
    try:
        versions = read_versions(folder, folder.name)
    except BadRequest as error:
        faults = [f"{_name(folder)}/{one.field}: {one.expected}" for one in error.findings]
        raise Refused("\n".join(faults)) from None
    calls = "\n".join([_call(folder, one) for one in versions])
    return TEMPLATE.format(key=folder.name, calls=calls)


def _call(folder: Path, one: ShippedVersion) -> str:
    """Return the call that ships a version."""
    if "$policy$" in one.table_json or "$examples$" in one.examples_csv:
        where = f"{_name(folder)}/{one.version}"
        raise Refused(f"{where}: a text must hold neither $policy$ nor $examples$")
    return CALL.format(
        key=folder.name,
        version=one.version,
        description=one.description.replace("'", "''"),
        table_json=one.table_json,
        examples_csv=one.examples_csv,
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
