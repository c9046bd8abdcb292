"""Requirements: the documents that a client of a type, a country and some products must show."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from bankagent.domain.exact_json import JsonObject, JsonValue
from bankagent.domain.known import Case, Versions, read_version, versions_of
from bankagent.facts.onboarding.roles import CLIENT

ANY = "any"


@dataclass(frozen=True, slots=True)
class Requirement:
    """A row of the dataset; `types` are those of documents that meet it, none for any.

    `whose` is client, beneficial_owner, director or signatory. `valid_months` count from the issue
    of a document; None for ever.
    """

    client_type: str
    country: str
    product: str
    name: str
    whose: str
    must: bool
    valid_months: int | None
    types: tuple[str, ...] = ()

    def applies(self, client: Any) -> bool:
        """Return whether it applies to a client."""
        return (
            self.client_type in (ANY, client.client_type)
            and self.country in (ANY, client.country)
            and self.product in (ANY, *client.products)
        )

    def as_json(self) -> JsonObject:
        """Return it as an evaluation records it."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Requirements:
    """The rows of the version in force; of one request, those that apply to its client."""

    NAME: ClassVar[str] = "document_requirements"
    version: int | None = None
    rows: tuple[Requirement, ...] = ()

    def part(self, case: Case) -> Self:
        """Return the rows that apply to the client of a payload."""
        rows = tuple(one for one in self.rows if one.applies(case.payload.client))
        return type(self)(self.version, rows)

    def strictest(self) -> list[Requirement]:
        """Return one row for each requirement and its bearers: none relaxes another one."""
        same: dict[tuple[str, str], list[Requirement]] = defaultdict(list)
        for one in self.rows:
            same[one.name, one.whose].append(one)
        return [_strictest(found) for _, found in sorted(same.items())]

    def versions(self) -> Versions:
        """Return the version that was used."""
        return versions_of(self.NAME, self.version)

    def as_json(self) -> JsonObject:
        """Return it as an evaluation records it."""
        return {"version": self.version, "rows": [one.as_json() for one in self.rows]}

    @classmethod
    def from_json(cls, recorded: JsonValue) -> Self:
        """Return the part that was recorded."""
        version, fields = read_version(recorded)
        rows = (Requirement(**{**one, "types": tuple(one["types"])}) for one in fields["rows"])
        return cls(version, tuple(rows))


def of_row(types: str | None, whose: str | None) -> tuple[tuple[str, ...], str]:
    """Return the types and the bearers of a row as the table holds them; null is any, and client.

    Example: `of_row("passport national_id", None)` is `(("passport", "national_id"), "client")`.
    """
    return tuple((types or "").split()), whose or CLIENT


def _strictest(rows: list[Requirement]) -> Requirement:
    first = rows[0]
    months = [one.valid_months for one in rows if one.valid_months is not None]
    return Requirement(
        client_type=first.client_type,
        country=first.country,
        product=first.product,
        name=first.name,
        whose=first.whose,
        must=any(one.must for one in rows),
        valid_months=min(months, default=None),
        types=_common(one.types for one in rows if one.types),
    )


def _common(types: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the types that all rows take; a type that none is named for where they share none."""
    found = [*types]
    if not found:
        return ()
    shared = tuple(one for one in found[0] if all(one in other for other in found))
    return shared or NONE_OF_THEM


# No document has it: rows that contradict one another are met by a waiver alone.
NONE_OF_THEM = ("",)
