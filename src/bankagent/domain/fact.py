"""Declarations of facts: which values deterministic code can find for each of them."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

from bankagent.domain.exact_json import JsonValue

FactType: TypeAlias = Literal["number", "integer", "string", "boolean"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: its type, and the words, the pattern or the bounds of its values.

    A text has `words` or a `pattern`. A policy's facts file repeats what stands here, and its lint
    compares the two: a rule on another word would never fire.
    """

    type: FactType
    words: tuple[str, ...] | None = None
    pattern: str | None = None
    minimum: int | None = None
    maximum: int | None = None
    above: int | None = None

    def holds(self, value: JsonValue) -> bool:
        """Whether the fact can have this value."""
        if isinstance(value, bool) or self.type == "boolean":
            return isinstance(value, bool) and self.type == "boolean"
        if isinstance(value, str):
            return self.type == "string" and self._is_text(value)
        if isinstance(value, int):
            return self.type in ("number", "integer") and self._is_within(value)
        return isinstance(value, Decimal) and self.type == "number" and self._is_within(value)

    def _is_text(self, value: str) -> bool:
        if self.words is not None:
            return value in self.words
        return re.search(self.pattern or "", value) is not None

    def _is_within(self, value: int | Decimal) -> bool:
        return (
            (self.minimum is None or value >= self.minimum)
            and (self.maximum is None or value <= self.maximum)
            and (self.above is None or value > self.above)
        )


def one_of(*words: str) -> Fact:
    """Return a fact that is one of these words."""
    return Fact("string", words=words)


def text(pattern: str) -> Fact:
    """Return a fact that is a text of this pattern."""
    return Fact("string", pattern=pattern)


def number(*, minimum: int | None = None, above: int | None = None) -> Fact:
    """Return a fact that is an exact number."""
    return Fact("number", minimum=minimum, above=above)


def whole(*, minimum: int | None = None, maximum: int | None = None) -> Fact:
    """Return a fact that is a whole number."""
    return Fact("integer", minimum=minimum, maximum=maximum)
