"""Restricted list and watch list: instruments that the bank does not trade freely."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Self

from bankagent.domain.exact_json import JsonObject, JsonValue
from bankagent.domain.known import Case, Versions, read_version, versions_of
from bankagent.facts.identifiers import isins_of


@dataclass(frozen=True, slots=True)
class RestrictedInstruments:
    """Restrictions by type of identifier (isin, symbol) and identifier; of one request, its own."""

    NAME: ClassVar[str] = "restricted_instruments"
    version: int | None = None
    restrictions: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def part(self, case: Case) -> Self:
        """Return the restrictions of the payload's instrument."""
        keys = asked(case)
        found = {key: self.restrictions[key] for key in keys if key in self.restrictions}
        return type(self)(self.version, found)

    def restriction(self) -> str:
        """Return the strictest restriction: restricted, watch, clear; unknown without a list."""
        if self.version is None:
            return "unknown"
        found = set(self.restrictions.values())
        return next((word for word in ("restricted", "watch") if word in found), "clear")

    def versions(self) -> Versions:
        """Return the version that was used."""
        return versions_of("restricted_instruments", self.version)

    def as_json(self) -> JsonObject:
        """Return it as an evaluation records it."""
        return {
            "version": self.version,
            "restrictions": [
                {"identifier_type": type_, "identifier": identifier, "restriction": restriction}
                for (type_, identifier), restriction in self.restrictions.items()
            ],
        }

    @classmethod
    def from_json(cls, recorded: JsonValue) -> Self:
        """Return the part that was recorded."""
        version, fields = read_version(recorded)
        return cls(
            version,
            {
                (one["identifier_type"], one["identifier"]): one["restriction"]
                for one in fields["restrictions"]
            },
        )


def asked(case: Case) -> list[tuple[str, str]]:
    """Return the identifiers that are looked for: a CUSIP or a SEDOL by the ISINs it stands in.

    A payload has `symbol`; `isin`, `cusip` and `sedol` are looked for where it has them.
    """
    isin, cusip, sedol = map(case.given, ("isin", "cusip", "sedol"))
    isins = [*isins_of(cusip, sedol)]
    if isin and isin not in isins:
        isins.append(isin)
    return [("symbol", one_spelling(case.payload.symbol)), *(("isin", isin) for isin in isins)]


def one_spelling(identifier: str) -> str:
    """Return an identifier in the spelling that is compared: in capitals, spaces inside and one."""
    return " ".join(identifier.upper().split())


def strictest(found: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str], str]:
    """Return the restrictions by type of identifier and identifier, of two spellings the stricter.

    Each row has the type, the identifier and the restriction.
    """
    kept: dict[tuple[str, str], str] = {}
    for type_, identifier, restriction in found:
        key = (type_, one_spelling(identifier))
        if kept.get(key) != "restricted":
            kept[key] = restriction
    return kept
