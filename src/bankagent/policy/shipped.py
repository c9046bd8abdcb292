"""Versions of a policy as a folder has them: `<version>.csv`, `.facts.json` and `.tests.csv`.

bankagent's own stand in policies/<key>/; those of a bank's package, in the package.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources.abc import Traversable

from bankagent.domain.evaluation import Policy
from bankagent.domain.fact import Fact
from bankagent.errors import BadRequest, Finding
from bankagent.policy.csv import to_jdm
from bankagent.policy.examples import read_examples
from bankagent.policy.facts_file import FactsFile
from bankagent.policy.jdm import DecisionModel
from bankagent.policy.lint import lint
from bankagent.policy.report import report

TABLE = re.compile(r"[1-9][0-9]{0,2}\.csv", re.ASCII)
ENDS = (".csv", ".facts.json", ".tests.csv")


@dataclass(frozen=True, slots=True)
class ShippedVersion:
    """One version: its description, its table as JSON text, and its examples as CSV text."""

    version: int
    description: str
    table_json: str
    examples_csv: str


def read_versions(
    folder: Traversable, key: str, found: Mapping[str, Fact] | None = None
) -> list[ShippedVersion]:
    """Return all versions, each of which passes its lint and its test.

    Args:
        folder: where the files are.
        key: the policy's key.
        found: the facts that the code of its types finds; the last version is compared with them.

    Raises:
        BadRequest: a file is missing, odd or not valid; each finding names the version.
    """
    there = {path.name for path in folder.iterdir()}
    last = len([name for name in there if TABLE.fullmatch(name)])
    expected = {f"{version}{end}" for version in range(1, 1 + last) for end in ENDS}
    if not last or there != expected:
        odd = ", ".join(sorted(there ^ expected)) or "an empty folder"
        text = f"versions count from 1, three files each; see {odd}"
        raise BadRequest("A policy is not valid.", findings=[Finding("files", text)])
    tables: dict[int, str] = {}
    versions = []
    for version in range(1, 1 + last):
        one = _read(folder, key, version, tables, found if version == last else None)
        tables[version] = one.table_json
        versions.append(one)
    return versions


def _read(
    folder: Traversable,
    key: str,
    version: int,
    earlier: Mapping[int, str],
    found: Mapping[str, Fact] | None,
) -> ShippedVersion:
    table_csv, facts_json, examples_csv = (
        (folder / f"{version}{end}").read_bytes() for end in ENDS
    )
    try:
        table_json = to_jdm(table_csv, facts_json)
        description = FactsFile.read(facts_json).description
        policy = Policy(key, version, sha256(table_json.encode()).hexdigest(), table_json)
        faults = [*lint(table_json, earlier, found).faults] or _failures(policy, examples_csv)
    except BadRequest as error:
        faults = [*error.findings]
    if faults:
        named = [Finding(f"{version}: {one.field}", one.expected) for one in faults]
        raise BadRequest("A policy is not valid.", findings=named)
    return ShippedVersion(version, description, table_json, examples_csv.decode())


def _failures(policy: Policy, examples_csv: bytes) -> list[Finding]:
    model = DecisionModel.read(policy.table_json)
    facts = model.facts().properties
    found = report(policy, read_examples(examples_csv, model.table.content.inputs, facts))
    return [
        *(Finding(f"rule {rule_id}", "is reached by no test") for rule_id in found.unreached),
        *(Finding(f"rule {rule_id}", "is reached by no example") for rule_id in found.no_example),
        *(Finding(one.name, f"must be {one.expected}, not {one.got}") for one in found.failures),
    ]
