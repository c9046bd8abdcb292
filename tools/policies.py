"""Write sql/policies/<key>.sql from policies/<key>/<version>.csv, .facts.json and .tests.csv.

Each version must pass its lint and its test, with the examples of <version>.tests.csv.

python tools/policies.py            after any change below policies/; then tools/manifest.py
python tools/policies.py --check    fails where a file of sql/policies/ is stale
"""

import argparse
import re
import sys
from hashlib import sha256
from pathlib import Path

from bankagent.domain.evaluation import Policy
from bankagent.errors import BadRequest, Finding
from bankagent.policy.csv import to_jdm
from bankagent.policy.examples import read_examples
from bankagent.policy.facts_file import FactsFile
from bankagent.policy.jdm import DecisionModel
from bankagent.policy.lint import lint
from bankagent.policy.report import report

ROOT = Path(__file__).parent.parent
POLICIES = ROOT / "policies"
WRITTEN = ROOT / "sql" / "policies"
TABLE = re.compile(r"[1-9][0-9]*\.csv", re.ASCII)
KEY = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
ENDS = (".csv", ".facts.json", ".tests.csv")

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
    there = {path.name for path in folder.iterdir()}
    versions = range(1, 1 + len([name for name in there if TABLE.fullmatch(name)]))
    expected = {f"{version}{end}" for version in versions for end in ENDS}
    if there != expected:
        odd = ", ".join(sorted(there ^ expected))
        raise Refused(f"{_name(folder)}: versions count from 1, three files each; see {odd}")
    tables: dict[int, str] = {}
    calls = "\n".join([_call(folder, version, tables) for version in versions])
    return TEMPLATE.format(key=folder.name, calls=calls)


def _call(folder: Path, version: int, tables: dict[int, str]) -> str:
    """Return the call that ships a version, and add its table to those of the versions before."""
    table_csv, facts_json, examples_csv = (
        (folder / f"{version}{end}").read_bytes() for end in ENDS
    )
    where = f"{_name(folder)}/{version}"
    try:
        table_json = to_jdm(table_csv, facts_json)
        description = FactsFile.read(facts_json).description.replace("'", "''")
        policy = Policy(folder.name, version, sha256(table_json.encode()).hexdigest(), table_json)
        faults = [*lint(table_json, tables).faults] or _failures(policy, examples_csv)
    except BadRequest as error:
        faults = [*error.findings]
    if faults:
        raise Refused("\n".join(f"{where}: {one.field}: {one.expected}" for one in faults))
    examples = examples_csv.decode()
    if "$policy$" in table_json or "$examples$" in examples:
        raise Refused(f"{where}: a text must hold neither $policy$ nor $examples$")
    tables[version] = table_json
    return CALL.format(
        key=folder.name,
        version=version,
        description=description,
        table_json=table_json,
        examples_csv=examples,
    )


def _failures(policy: Policy, examples_csv: bytes) -> list[Finding]:
    model = DecisionModel.read(policy.table_json)
    facts = model.facts().properties
    found = report(policy, read_examples(examples_csv, model.table.content.inputs, facts))
    return [
        *(Finding(f"rule {rule_id}", "is reached by no test") for rule_id in found.unreached),
        *(Finding(f"rule {rule_id}", "is reached by no example") for rule_id in found.no_example),
        *(Finding(one.name, f"must be {one.expected}, not {one.got}") for one in found.failures),
    ]


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
