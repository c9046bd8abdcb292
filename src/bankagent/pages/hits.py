"""Hits of a screening, feature by feature: the party, the listed entry, and whether they agree."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from bankagent.domain.case import ListedEntry
from bankagent.domain.exact_json import JsonValue
from bankagent.pages import text

CLIENT = "client"


@dataclass(frozen=True, slots=True)
class FeatureRow:
    """A feature of both; `agrees` is a word, or empty where nothing is compared."""

    name: str
    party: Markup
    listed: Markup
    agrees: str


@dataclass(frozen=True, slots=True)
class ShownHit:
    """A hit on an entry as a reviewer judges it; `says` is how alike the names are, in words."""

    raw: Mapping[str, Any]
    rows: tuple[FeatureRow, ...]
    says: str


@dataclass(frozen=True, slots=True)
class ScreenedName:
    """A party with its hits; `word` is the strictest one, `sha256` what a judgement holds for."""

    party: str
    name: str
    word: str
    sha256: str
    hits: tuple[ShownHit, ...]


def keys_of(screenings: list[Mapping[str, Any]]) -> list[tuple[str, int, str]]:
    """Return list, version and entry of each hit, each once."""
    found = {
        (hit["list"], hit["version"], hit["entry_id"]): None
        for one in screenings
        for hit in _rows(one.get("hits"))
        if isinstance(hit.get("version"), int)
        and isinstance(hit.get("list"), str)
        and isinstance(hit.get("entry_id"), str)
    }
    return list(found)


def shown(
    screenings: list[Mapping[str, Any]],
    payload: JsonValue,
    entries: Mapping[tuple[str, str], ListedEntry],
) -> list[ScreenedName]:
    """Return the screened names of a case with their hits beside the listed entries."""
    subjects = dict(_subjects(payload))
    return [
        ScreenedName(
            str(one.get("party")),
            str(subjects.get(str(one.get("party")), {}).get("name", "")),
            str(one.get("word")),
            str(one.get("party_sha256", "")),
            tuple(
                _hit(
                    hit,
                    subjects.get(str(one.get("party")), {}),
                    entries.get((str(hit.get("list")), str(hit.get("entry_id")))),
                )
                for hit in _rows(one.get("hits"))
            ),
        )
        for one in screenings
    ]


def _hit(hit: Mapping[str, Any], subject: Mapping[str, Any], entry: ListedEntry | None) -> ShownHit:
    names = [subject.get("name"), *(subject.get("other_names") or [])]
    countries = [*(subject.get("nationalities") or []), subject.get("country")]
    rows = (
        ("names", _lines(names), _lines(entry.names if entry else []), ""),
        ("kind", text.shown(subject.get("kind")), text.shown(entry and entry.entity_type), ""),
        (
            "date of birth",
            text.shown(subject.get("date_of_birth")),
            text.shown(entry and entry.birth_date),
            hit.get("date_of_birth"),
        ),
        (
            "identifiers",
            _identifiers(subject.get("identifiers")),
            _identifiers(entry.identifiers if entry else []),
            hit.get("identifier"),
        ),
        (
            "country",
            _lines(dict.fromkeys(filter(None, countries))),
            text.shown(entry and entry.country),
            hit.get("country"),
        ),
        ("programme", text.NONE, text.shown(entry and entry.program), ""),
        ("remarks", text.NONE, text.shown(entry and entry.remarks), ""),
    )
    return ShownHit(
        hit, tuple(FeatureRow(*row[:3], agrees=str(row[3] or "")) for row in rows), _says(hit)
    )


def _says(hit: Mapping[str, Any]) -> str:
    if None in (hit.get("score"), hit.get("listed"), hit.get("asked"), hit.get("words")):
        return ""
    return (
        f"The names are alike by {hit['score']} %: {hit.get('listed')} % of the listed name, "
        f"{hit.get('asked')} % of the party's, in {hit.get('words')} words."
    )


def _subjects(payload: JsonValue) -> Iterator[tuple[str, Mapping[str, Any]]]:
    given = payload if isinstance(payload, Mapping) else {}
    client = given.get("client")
    if isinstance(client, Mapping):
        yield CLIENT, {"kind": client.get("client_type"), **client}
    for one in _rows(given.get("parties")):
        yield str(one.get("party_id")), one


def _identifiers(found: Any) -> Markup:
    return _lines(
        " ".join(str(one[name]) for name in ("type", "value", "country") if one.get(name))
        for one in _rows(found)
    )


def _lines(found: Any) -> Markup:
    given = [str(one) for one in found if one is not None]
    return text.lines("\n".join(given)) if given else text.NONE


def _rows(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
