"""Policies, as reviewers read them, and as people of compliance send and activate them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, ClassVar, Self

from pydantic import AwareDatetime, BeforeValidator, Field

from bankagent.api.models.common import Answer, Body, JsonObject
from bankagent.api.models.policy_examples import (
    CSV_EXAMPLE,
    FACTS_EXAMPLE,
    TESTS_EXAMPLE,
    VERSION_EXAMPLE,
)
from bankagent.api.models.texts import ShortReason
from bankagent.domain.policy_version import PolicyVersion
from bankagent.service.policies.submit import Submitted
from bankagent.service.policies.versions import Exported


def a_time(value: object) -> datetime | None:
    """Return the time that a text says.

    Raises:
        ValueError: it is no text, no time, or has no offset.
    """
    if value is None:
        return None
    try:
        found = datetime.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        found = datetime.min  # noqa: DTZ901 - it has no offset, and is refused below
    if found.tzinfo is None:
        raise ValueError("must be a time with its offset, as 2026-12-01T00:00:00+01:00")
    return found


class NewVersion(Body):
    """A policy version as its author sends it."""

    EXAMPLES: ClassVar[Mapping[str, JsonObject]] = {
        "draft": {
            "summary": "Send a table with its facts.",
            "value": {"csv": CSV_EXAMPLE, "facts": FACTS_EXAMPLE, "examples": TESTS_EXAMPLE},
        }
    }

    csv: str = Field(
        min_length=1, max_length=262144, description="The rules as a CSV, as it was exported."
    )
    facts: str | None = Field(
        default=None,
        max_length=262144,
        description="The text of the facts file; without it the version has the facts of the one "
        "in force.",
    )
    examples: str | None = Field(
        default=None,
        max_length=262144,
        description="The examples as a CSV; the test of a version without one fails.",
    )

    @property
    def facts_json(self) -> bytes | None:
        """The facts file as it was sent."""
        return None if self.facts is None else self.facts.encode()


class NewActivation(Body):
    """An activation as another person than the author sends it."""

    EXAMPLES: ClassVar[Mapping[str, JsonObject]] = {
        "now": {"summary": "At once.", "value": {"reason": "Committee of November."}},
        "later": {
            "summary": "From a time on.",
            "value": {"reason": "From May on.", "active_from": "2027-05-01T00:00:00+02:00"},
        },
    }

    reason: ShortReason = Field(description="Why, without client data.")
    active_from: Annotated[AwareDatetime | None, Field(strict=False), BeforeValidator(a_time)] = (
        Field(default=None, description="The time from which it is in force; without it, now.")
    )


class VersionView(Answer):
    """One version of a policy."""

    EXAMPLE: ClassVar[JsonObject] = VERSION_EXAMPLE

    key: str
    version: int
    status: str = Field(description="draft, linted, tested, active or retired.")
    description: str
    sha256: str = Field(description="The SHA-256 of the table, as evaluations name it.")
    author: str
    stored_at: str
    linted: bool = Field(description="Whether the last lint passed.")
    tested: bool = Field(description="Whether the last test passed.")
    active_from: str | None = Field(description="Its present, next or last time in force.")
    active_until: str | None
    activated_by: str | None
    reason: str | None

    @classmethod
    def of(cls, found: PolicyVersion) -> Self:
        """Return a version as reviewers see it."""
        named = {name: getattr(found, name) for name in cls.model_fields}
        return cls(
            **{
                name: value.isoformat() if isinstance(value, datetime) else value
                for name, value in named.items()
            }
        )


class Policies(Answer):
    """Versions of policies."""

    EXAMPLE: ClassVar[JsonObject] = {"policies": [VERSION_EXAMPLE]}

    policies: list[VersionView]


class VersionWithTable(Answer):
    """One version of a policy with its table."""

    EXAMPLE: ClassVar[JsonObject] = {
        "version": VERSION_EXAMPLE,
        "csv": CSV_EXAMPLE,
        "facts": FACTS_EXAMPLE,
        "examples": TESTS_EXAMPLE,
    }

    version: VersionView
    csv: str = Field(description="The rules, for a spreadsheet.")
    facts: str = Field(description="The text of the facts file.")
    examples: str | None = Field(
        description="The examples as a CSV, as the last test kept them; null if none did."
    )

    @classmethod
    def of(cls, found: Exported) -> Self:
        """Return a version with the texts of its files."""
        return cls(
            version=VersionView.of(found.version),
            csv=found.table_csv,
            facts=found.facts_json,
            examples=found.examples_csv,
        )


class VersionStored(Answer):
    """A stored version with its checks."""

    EXAMPLE: ClassVar[JsonObject] = {
        "key": "trade_review",
        "version": 1001,
        "sha256": VERSION_EXAMPLE["sha256"],
        "disposition": "created",
        "lint": {"passed": True, "faults": [], "notes": []},
        "test": {"passed": True, "tests": 24, "examples": 2},
    }

    key: str
    version: int
    sha256: str
    disposition: str = Field(description="created, or replayed: this table was there already.")
    lint: JsonObject = Field(description="Faults and notes, each with its place in the CSV.")
    test: JsonObject = Field(description="The outcome beside each threshold; failures.")

    @classmethod
    def of(cls, key: str, done: Submitted) -> Self:
        """Return a stored version as its author sees it."""
        return cls(
            key=key,
            version=done.stored.version,
            sha256=done.stored.sha256,
            disposition=done.stored.disposition,
            lint={"passed": done.lint.passed, **done.lint.as_json()},
            test={"passed": done.report.passed, **done.report.as_json()},
        )


class Activated(Answer):
    """A version that is in force, or will be."""

    EXAMPLE: ClassVar[JsonObject] = {
        "key": "trade_review",
        "version": 1001,
        "active_from": "2026-11-24T10:00:00+00:00",
    }

    key: str
    version: int
    active_from: str
