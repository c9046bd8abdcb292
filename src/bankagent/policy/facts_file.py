"""The file beside a CSV: the facts that a decision table may test, and its columns for them."""

from collections.abc import Sequence
from typing import Self

from pydantic import ValidationError

from bankagent.domain import exact_json
from bankagent.domain.findings import NOT_A_FIELD, UNREPEATED, path
from bankagent.errors import MOST_FINDINGS, BadJson, BadRequest, Finding
from bankagent.policy import fact_schema, layout, sentences
from bankagent.policy.csv_cells import BadCell, kept, visible
from bankagent.policy.jdm import Column, FactSchema, FactsSchema, Part

# The columns that each CSV has: the rule's id comes first, the outcome and the text come last.
RULE = Column(id="rule_id", name="Rule", field="rule_id")
OUTCOME = Column(id="outcome", name="Outcome", field="outcome")
TEXT = Column(id="text", name="In words", field="text")
OUTPUTS = [RULE, OUTCOME, TEXT]


class FactsFile(Part):
    """The content of `<version>.facts.json`; each fact is required and never null."""

    name: str
    description: str
    facts: dict[str, FactSchema]
    columns: list[Column]

    @classmethod
    def read(cls, text: str | bytes) -> Self:
        """Parse the file.

        Raises:
            BadRequest: the text is not such a file; the findings name the parts.
        """
        try:
            file = cls.model_validate(exact_json.loads(text))
        except BadJson as error:
            raise refused([Finding("facts", error.detail)]) from None
        except ValidationError as error:
            wrong = error.errors(include_url=False, include_input=False)
            raise refused(
                [_finding(one["type"], one["loc"], sentences.in_words(one)) for one in wrong]
            ) from None
        findings = file.findings()
        if findings:
            raise refused(findings)
        return file

    def write(self) -> str:
        """Return the text of the file, which ends in a newline."""
        facts = (
            layout.named(name, layout.block(layout.fact(one))) for name, one in self.facts.items()
        )
        parts = [
            layout.pair("name", self.name),
            layout.pair("description", self.description),
            layout.named("facts", layout.block(facts)),
            layout.named("columns", layout.array(map(layout.column, self.columns))),
        ]
        return layout.block(parts) + "\n"

    @property
    def schema_of_facts(self) -> FactsSchema:
        """The JSON Schema of the facts, which the engine checks before it reads the table."""
        return FactsSchema(type="object", required=[*self.facts], properties=self.facts)

    @property
    def cells(self) -> list[tuple[Column, FactSchema | None]]:
        """The columns of the CSV in its order, each with the fact that it tests, if any."""
        tests = [(column, self.facts.get(column.field)) for column in self.columns]
        return [(RULE, None), *tests, (OUTCOME, None), (TEXT, None)]

    @property
    def header(self) -> list[str]:
        """The names of the columns of the CSV, in its order."""
        return [column.name for column, _ in self.cells]

    def findings(self) -> list[Finding]:
        """Return the faults of facts, and the columns that test no fact or have no good name."""
        findings = [
            Finding(f"facts.{one.field}", one.expected) for one in fact_schema.faults(self.facts)
        ]
        for number, column in enumerate(self.columns):
            where = f"columns.{number}"
            if column.field not in self.facts:
                findings.append(Finding(f"{where}.field", "must be the name of a fact"))
            if self.header.count(column.name) > 1:
                findings.append(Finding(f"{where}.name", "must not be the name of another column"))
            try:
                if not kept(visible(column.name)) == column.name != "":
                    findings.append(Finding(f"{where}.name", "must not begin or end with a space"))
            except BadCell as error:
                findings.append(Finding(f"{where}.name", str(error)))
        return findings


def _finding(type_: str, location: Sequence[int | str], said: str) -> Finding:
    """Return the finding for an error; a name that no part has is not repeated over HTTP either."""
    if type_ == "extra_forbidden":
        return Finding(_path((*location[:-1], UNREPEATED)), NOT_A_FIELD)
    return Finding(_path(location) or "facts", said)


def _path(location: Sequence[int | str]) -> str:
    return ".".join(str(step) if isinstance(step, int) else path((step,)) for step in location)


def refused(findings: list[Finding]) -> BadRequest:
    """Return the error for a table that is not valid, with its first findings."""
    return BadRequest("The decision table is not valid.", findings=findings[:MOST_FINDINGS])
