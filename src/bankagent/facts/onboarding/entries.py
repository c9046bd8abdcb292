"""Entry of a screening list, as a hit is judged beside it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Self, cast

from bankagent.domain import exact_json
from bankagent.domain.exact_json import JsonObject, JsonValue

# Type, value and country; the country is None where the list gives none.
Identifiers = tuple[tuple[str, str, str | None], ...]
CODE = re.compile(r"[A-Z]{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry: its features, and the digest of all that the list says of it.

    All is also the remarks, in which OFAC has nationality and place of birth, and each name with
    its type and its quality.
    """

    sha256: str
    entity_type: str
    country: str | None
    birth_date: str | None
    identifiers: Identifiers = ()

    @classmethod
    def of(
        cls,
        entity_type: str,
        program: str,
        country: str | None,
        birth_date: str | None,
        identifiers: JsonValue,
        remarks: str | None,
        names: Iterable[list[str]],
    ) -> Self:
        """Return the entry that a list has in these columns; a name with its type and quality."""
        parts: list[JsonValue] = [
            entity_type,
            program,
            country,
            birth_date,
            identifiers,
            remarks,
            cast(JsonValue, sorted(names)),
        ]
        digest = sha256(exact_json.dumps(parts).encode()).hexdigest()
        return cls(digest, entity_type, country, birth_date, _identifiers(identifiers))

    def as_json(self) -> JsonObject:
        """Return it as an evaluation records it."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def from_json(cls, recorded: JsonValue) -> Self:
        """Return the entry that was recorded."""
        fields: Any = recorded
        return cls(**{**fields, "identifiers": tuple(tuple(it) for it in fields["identifiers"])})


def _identifiers(listed: Any) -> Identifiers:
    """Return the identifiers that have a type and a value: a row may come by psql.

    An issuer in words, such as OFAC's Egypt, is none: beside the code EG it would differ.
    """
    found = listed if isinstance(listed, list) else []
    return tuple(
        (str(one["type"]), str(one["value"]), _code(one.get("country")))
        for one in found
        if isinstance(one, dict) and one.get("type") and one.get("value")
    )


def _code(country: Any) -> str | None:
    return country if isinstance(country, str) and CODE.fullmatch(country) else None
