"""Changes between two JSON values, and between the versions of a payload."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bankagent.domain.exact_json import JsonValue
from bankagent.domain.work import PayloadVersion
from bankagent.pages import text


@dataclass(frozen=True, slots=True)
class ValueChange:
    """A value before and after, by its path in words."""

    path: str
    before: Markup
    after: Markup


@dataclass(frozen=True, slots=True)
class PayloadStep:
    """A version of a payload that was replaced, by whom and when, and what that changed."""

    replaced: PayloadVersion
    changes: list[ValueChange]


def steps(versions: Sequence[PayloadVersion], now: JsonValue) -> list[PayloadStep]:
    """Return the versions that were replaced, the oldest first, each beside the one after it."""
    after = [*(one.payload for one in versions[1:]), now]
    return (
        [
            PayloadStep(one, changes(one.payload, later))
            for one, later in zip(versions, after, strict=True)
        ]
        if versions
        else []
    )


def changes(before: JsonValue, after: JsonValue, path: str = "") -> list[ValueChange]:
    """Return the values that differ between two JSON values, in the order of the later one."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        names = [*after, *(name for name in before if name not in after)]
        return [
            change
            for name in names
            for change in changes(
                before.get(name), after.get(name), f"{path} {text.words(name)}".strip()
            )
        ]
    if before == after:
        return []
    return [ValueChange(path or "value", text.shown(before), text.shown(after))]
