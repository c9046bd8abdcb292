"""Prompt of a suggestion: the request, what policy recommends, and what is open, as JSON."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bankagent.agent.canonical import canonical
from bankagent.domain.exact_json import JsonObject, JsonValue

# What no suggestion needs, and what tells most of a person.
LEFT_OUT = frozenset({"raw", "mapping", "sha256", "date_of_birth", "identifiers", "feed"})
NAMES = frozenset({"name", "other_names", "counterparty_name"})
SHORTEST_NAME = 2
OF_RULE = ("rule_id", "outcome", "text")
OF_BREAK = ("field", "code", "ours", "theirs", "difference", "findings")
OF_REQUIREMENT = ("requirement", "whose", "party", "state", "reason")


def prompt(
    request_type: str,
    payload: JsonValue,
    outcome: str,
    fired: Iterable[Mapping[str, JsonValue]],
    evidence: Mapping[str, Any],
) -> str:
    """Return what the agent of a suggestion is asked; the same request has the same text.

    Args:
        request_type: the type of the request.
        payload: its payload.
        outcome: what policy recommends.
        fired: the rules that fired, as evaluations have them.
        evidence: what the type shows beside its facts, by name.
    """
    rules = [{name: one[name] for name in OF_RULE} for one in fired]
    return canonical(
        {
            "request_type": request_type,
            "payload": shortened(payload),
            "recommendation": {"outcome": outcome, "rules": rules},
            "open": open_items(evidence),
        }
    )


def open_items(evidence: Mapping[str, Any]) -> list[JsonObject]:
    """Return the breaks beyond a tolerance, or the requirements that are not shown."""
    breaks = evidence.get("comparison", {}).get("breaks", ())
    missing = evidence.get("case", {}).get("asked_for", ())
    return [
        *({name: one[name] for name in OF_BREAK} for one in breaks if not one["within"]),
        *({name: one[name] for name in OF_REQUIREMENT} for one in missing),
    ]


def names_of(payload: JsonValue) -> Iterator[str]:
    """Yield the names of persons and companies in a payload, which are redacted before a call."""
    if isinstance(payload, list):
        for one in payload:
            yield from names_of(one)
    elif isinstance(payload, dict):
        for field, value in payload.items():
            if field in NAMES:
                texts = value if isinstance(value, list) else [value]
                yield from (
                    one for one in texts if isinstance(one, str) and len(one) >= SHORTEST_NAME
                )
            else:
                yield from names_of(value)


def shortened(payload: JsonValue) -> JsonValue:
    """Return a payload without what no suggestion needs."""
    if isinstance(payload, list):
        return [shortened(one) for one in payload]
    if isinstance(payload, dict):
        return {name: shortened(value) for name, value in payload.items() if name not in LEFT_OUT}
    return payload
