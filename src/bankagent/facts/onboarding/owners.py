"""Beneficial owners of a client: persons with 25 % or more of it, or with control of it.

Where there are none, the senior managers stand in for them. Of a trust its roles are owners.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from bankagent.domain.exact_json import JsonObject
from bankagent.facts.onboarding.roles import OF_A_TRUST, SENIOR_MANAGER
from bankagent.facts.onboarding.shares import OWNER_FROM, Shares
from bankagent.facts.onboarding.trusts import Trust

# Of a share in words; it is compared as it is.
PLACES = 10


@dataclass(frozen=True, slots=True)
class Owner:
    """A beneficial owner, and how: shares, control, control_of_holder, role or senior_manager."""

    party_id: str
    how: str
    pct: Fraction

    def as_json(self) -> JsonObject:
        """Return it as evaluations and results have it; the share is in percent of the client."""
        return {"party": self.party_id, "how": self.how, "pct": text(self.pct)}


@dataclass(frozen=True, slots=True)
class Ownership:
    """The owners that were found, and the word for it.

    The word is not_needed (the client is a person), cycle (companies own one another), gap
    (`untraced` percent, which may hide an owner), found, senior_manager (none found) or none.
    `layers` counts the parties on the longest chain to the client.
    """

    word: str
    owners: tuple[Owner, ...]
    untraced: Fraction
    layers: int
    cycle: tuple[str, ...]

    def as_json(self) -> JsonObject:
        """Return it as evaluations and results have it."""
        return {
            "word": self.word,
            "found": [one.as_json() for one in self.owners],
            "untraced_pct": text(self.untraced),
            "layers": self.layers,
            "cycle": [*self.cycle],
        }


def text(pct: Fraction) -> str:
    """Return a share with up to ten places, rounded down: what is below 25 never reads as 25."""
    found = Decimal(pct.numerator * 10**PLACES // pct.denominator).scaleb(-PLACES)
    return f"{found.normalize():f}"


def ownership(client_type: str, parties: Iterable[Any]) -> Ownership:
    """Return the beneficial owners of a client of this type."""
    shares = Shares(parties)
    if client_type == "person":
        return Ownership("not_needed", (), Fraction(0), 0, ())
    trust = Trust(shares) if client_type == "trust" else None
    owners = tuple(_owners(shares, trust))
    word = _word(shares, owners, trust)
    if not owners:
        managers = [one for one in shares.parties.values() if SENIOR_MANAGER in one.roles]
        owners = tuple(
            Owner(one.party_id, SENIOR_MANAGER, Fraction(0))
            for one in managers
            if one.kind == "person"
        )
        word = word or (SENIOR_MANAGER if owners else "none")
    untraced = Fraction(0) if trust and not shares.named else shares.untraced
    return Ownership(word or "found", owners, untraced, shares.layers, shares.cycle)


def _owners(shares: Shares, trust: Trust | None) -> Iterable[Owner]:
    for id_, one in shares.parties.items():
        if one.kind != "person":
            continue
        pct = shares.of_client(id_)
        steered = [shares.parties[it] for it in shares.controlled(id_)]
        if pct >= OWNER_FROM:
            yield Owner(id_, "shares", pct)
        elif one.control != "none":
            yield Owner(id_, "control", pct)
        elif shares.voted(id_) >= OWNER_FROM or any(it.control != "none" for it in steered):
            yield Owner(id_, "control_of_holder", pct)
        elif trust and any(role in OF_A_TRUST for role in one.roles):
            yield Owner(id_, "role", pct)
        elif trust and id_ in trust.behind:
            yield Owner(id_, "control_of_holder", pct)


def _word(shares: Shares, owners: tuple[Owner, ...], trust: Trust | None) -> str:
    """Return the word for what is wrong, or found; empty where no owner was found."""
    if shares.cycle:
        return "cycle"
    if shares.hides_control or _hides_an_owner(shares, owners, trust):
        return "gap"
    return "found" if owners else ""


def _hides_an_owner(shares: Shares, owners: tuple[Owner, ...], trust: Trust | None) -> bool:
    if trust and trust.is_open and owners:
        return True
    # Without a share in it and without an owner, a senior manager stands in; a trust has no shares.
    has_shares = shares.named or (owners and not trust)
    return bool(has_shares) and shares.untraced >= OWNER_FROM
