"""Values that were looked up for a batch of requests, such as rates, calendars or limits."""

from typing import TypeVar, cast

Value = TypeVar("Value")


class Known:
    """The looked-up values of one batch: one value of each class that a request type needs.

    Example: the facts of a type with `needs=(FxRates,)` read `known[FxRates]`, and a type checker
    knows that this is an FxRates.
    """

    __slots__ = ("_values",)

    def __init__(self, *values: object) -> None:
        self._values = {type(value): value for value in values}

    def __getitem__(self, need: type[Value]) -> Value:
        """Return the value of this class; KeyError where it was not looked up."""
        return cast(Value, self._values[need])


NOTHING = Known()
