"""Shares of a case: which part of the client, and of one another, its parties have.

Shares are multiplied along chains and added up, exactly. A person controls a company by more than
50 % of it, held itself or through companies that it controls.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cached_property
from typing import Any

# Percent; FATF Recommendation 24, and Regulation (EU) 2024/1624, articles 52 to 54.
OWNER_FROM = 25
CONTROL_ABOVE = 50
WHOLE = Fraction(100)


class Shares:
    """The shares that the parties of a case have in the client and in one another, in percent."""

    def __init__(self, parties: Iterable[Any]) -> None:
        self.parties: Mapping[str, Any] = {one.party_id: one for one in parties}
        self._direct = {id_: Fraction(one.ownership_pct or 0) for id_, one in self.parties.items()}
        self._in = {id_: defaultdict[str, Fraction](Fraction) for id_ in self.parties}
        for id_, one in self.parties.items():
            for held in one.holdings:
                if held.pct:
                    self._in[id_][held.party_id] += Fraction(held.pct)
        self._whole: dict[str, Fraction] = {}
        self._parts: dict[tuple[str, str], Fraction] = {}
        self._depth: dict[str, int] = {}
        self._controlled: dict[str, set[str]] = {}

    @cached_property
    def cycle(self) -> tuple[str, ...]:
        """The companies that own a part of themselves through others."""
        return tuple(id_ for id_ in self.parties if id_ in self._below(id_))

    def _below(self, id_: str) -> set[str]:
        found: set[str] = set()
        left = [*self._in[id_]]
        while left:
            one = left.pop()
            if one not in found:
                found.add(one)
                left += self._in[one]
        return found

    def _held(self, id_: str) -> Mapping[str, Fraction]:
        # Without the shares inside a cycle, whose sum has no end: what is left is the least.
        inside = id_ in self.cycle
        return {
            one: pct for one, pct in self._in[id_].items() if not (inside and one in self.cycle)
        }

    def of_client(self, id_: str) -> Fraction:
        """Return the part of the client that a party has, itself and through others."""
        if id_ not in self._whole:
            through = (pct * self.of_client(one) / WHOLE for one, pct in self._held(id_).items())
            self._whole[id_] = self._direct[id_] + sum(through, Fraction(0))
        return self._whole[id_]

    def of_company(self, id_: str, company: str) -> Fraction:
        """Return the part of a company that a party has, itself and through others."""
        key = (id_, company)
        if key not in self._parts:
            self._parts[key] = sum(
                (
                    pct if one == company else pct * self.of_company(one, company) / WHOLE
                    for one, pct in self._held(id_).items()
                ),
                Fraction(0),
            )
        return self._parts[key]

    def controlled(self, id_: str) -> set[str]:
        """Return the companies of which a party has more than half, with those it controls."""
        if id_ not in self._controlled:
            self._controlled[id_] = self._votes_of(id_)
        return self._controlled[id_]

    def _votes_of(self, id_: str) -> set[str]:
        found: set[str] = set()
        votes: dict[str, Fraction] = defaultdict(Fraction)
        left = [id_]
        while left:
            for one, pct in self._in[left.pop()].items():
                votes[one] += pct
                if votes[one] > CONTROL_ABOVE and one not in found and one != id_:
                    found.add(one)
                    left.append(one)
        return found

    def voted(self, id_: str) -> Fraction:
        """Return the part of the client that a party and the companies it controls hold."""
        return sum((self._direct[one] for one in self.controlled(id_)), self._direct[id_])

    @cached_property
    def named(self) -> Fraction:
        """The part of the client that the parties of the case hold."""
        return sum(self._direct.values(), Fraction(0))

    @cached_property
    def untraced(self) -> Fraction:
        """The part of the client of which the case names no person."""
        return sum((part for _, part in self._unknown()), WHOLE - self.named)

    @property
    def hides_control(self) -> bool:
        """Whether the controllers of a company with a part in the client are not known."""
        return any(
            unknown > CONTROL_ABOVE
            and (self.of_client(id_) >= OWNER_FROM or self.parties[id_].control != "none")
            for (id_, unknown), _ in self._unknown()
        )

    def _unknown(self) -> Iterable[tuple[tuple[str, Fraction], Fraction]]:
        for id_, one in self.parties.items():
            if one.kind == "company" and (self.of_client(id_) or one.control != "none"):
                known = sum((held.get(id_, Fraction(0)) for held in self._in.values()), Fraction(0))
                yield (id_, WHOLE - known), self.of_client(id_) * (WHOLE - known) / WHOLE

    @cached_property
    def layers(self) -> int:
        """The number of parties on the longest chain of shares to the client."""
        return max(map(self._layers, self.parties), default=0)

    def _layers(self, id_: str) -> int:
        if id_ not in self._depth:
            deepest = max(map(self._layers, self._held(id_)), default=0)
            holds = bool(deepest or self._direct[id_])
            self._depth[id_] = deepest + 1 if holds else 0
        return self._depth[id_]
