"""Values that were looked up for a batch of requests, such as rates, calendars or limits.

A request type names the classes that it needs. The facts of a request see the part of each value
that is about this request, and the evaluation records that part, so that replay can read it back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, Protocol, Self, TypeAlias, TypeVar, cast

from bankagent.domain.exact_json import JsonObject, JsonValue

# Of datasets of reference data: which version was used.
Versions: TypeAlias = dict[str, int]


@dataclass(frozen=True, slots=True)
class Case:
    """A request with a valid payload, which is parsed once for its look-ups and its facts."""

    request_id: int
    client_id: str
    payload: Any

    def given(self, field: str) -> Any:
        """Return a field of the payload; None where payloads of this type have no such field."""
        return getattr(self.payload, field, None)


class LookedUp(Protocol):
    """A value that a lookup returns for all requests of a batch; it never changes.

    Made without arguments it is empty, as where nothing is in force and nothing was found.
    """

    NAME: ClassVar[str]

    def part(self, case: Case) -> Self:
        """Return the part that the facts of one request see."""

    def versions(self) -> Versions:
        """Return the versions of the reference data that this part is from."""

    def as_json(self) -> JsonValue:
        """Return the part as an evaluation records it."""

    @classmethod
    def from_json(cls, recorded: JsonValue) -> Self:
        """Return the part that was recorded."""


Value = TypeVar("Value", bound=LookedUp)


class Known:
    """The looked-up values of one batch: one value of each class that a request type needs.

    Example: the facts of a type with `needs=(FxRates,)` read `known[FxRates]`, and a type checker
    knows that this is an FxRates.
    """

    __slots__ = ("_cases", "_values")

    def __init__(self, *values: LookedUp, cases: Iterable[Case] = ()) -> None:
        self._values = {type(value): value for value in values}
        self._cases = {case.request_id: case for case in cases}

    def __getitem__(self, need: type[Value]) -> Value:
        """Return the value of this class; KeyError where it was not looked up."""
        return cast(Value, self._values[need])

    def case(self, request_id: int) -> Case | None:
        """Return a request whose payload was parsed already."""
        return self._cases.get(request_id)

    def part(self, needs: Iterable[type[LookedUp]], case: Case) -> "Known":
        """Return the parts of one request; KeyError where one of the needs was not looked up."""
        return Known(*[self._values[need].part(case) for need in needs])

    def versions(self) -> Versions:
        """Return the versions of all reference data that these parts are from."""
        return {name: v for one in self._values.values() for name, v in one.versions().items()}

    def as_json(self) -> JsonObject:
        """Return the parts by the name of their class, without those that say nothing.

        `Recorded` gives these their empty value. Of a payload with symbol and notional alone they
        were 179 of 318 bytes, of one with all fields 53 of 642.
        """
        parts = ((value, value.as_json()) for value in self._values.values())
        return {
            value.NAME: recorded for value, recorded in parts if recorded != _empty(type(value))
        }


class Recorded(Known):
    """The parts of one request as its evaluation recorded them: replay finds the facts in them."""

    __slots__ = ()

    def part(self, needs: Iterable[type[LookedUp]], case: Case) -> Known:  # noqa: ARG002
        """Return all of them: they are this request's own already."""
        return self

    @classmethod
    def from_json(cls, needs: Iterable[type[LookedUp]], recorded: Mapping[str, JsonValue]) -> Self:
        """Return the parts that were recorded.

        A need that is newer than the evaluation was looked up for nothing: its value is empty.
        """
        return cls(
            *[
                need.from_json(recorded[need.NAME]) if need.NAME in recorded else need()
                for need in needs
            ]
        )


@cache
def _empty(need: type[LookedUp]) -> JsonValue:
    """Return what a value that says nothing would record."""
    return need().as_json()


def versions_of(dataset: str, version: int | None) -> Versions:
    """Return the version of one dataset; none where no version was in force."""
    return {} if version is None else {dataset: version}


def read_version(recorded: JsonValue) -> tuple[int | None, dict[str, Any]]:
    """Return the version of a recorded part, and all its fields."""
    fields = cast(dict[str, Any], recorded)
    return cast(int | None, fields["version"]), fields


NOTHING = Known()
