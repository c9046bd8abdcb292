"""Trust of a case: the persons in its roles, or behind the companies in them.

A settlor, a trustee and a beneficiary must each be known (FATF Recommendation 25; Regulation (EU)
2024/1624, article 58).
"""

from functools import cached_property

from bankagent.facts.onboarding.roles import EACH_OF_A_TRUST, OF_A_TRUST
from bankagent.facts.onboarding.shares import OWNER_FROM, WHOLE, Shares


class Trust:
    """The roles of a client that is a trust."""

    def __init__(self, shares: Shares) -> None:
        self._shares = shares
        self._in_roles = [
            one for one in shares.parties.values() if not {*OF_A_TRUST}.isdisjoint(one.roles)
        ]
        self._persons = [id_ for id_, one in shares.parties.items() if one.kind == "person"]

    @cached_property
    def _behind(self) -> dict[str, set[str]]:
        """The owners of each company in a role."""
        return {
            one.party_id: {id_ for id_ in self._persons if self._owns(id_, one.party_id)}
            for one in self._in_roles
            if one.kind == "company"
        }

    def _owns(self, id_: str, company: str) -> bool:
        shares = self._shares
        return shares.of_company(id_, company) >= OWNER_FROM or company in shares.controlled(id_)

    @property
    def behind(self) -> set[str]:
        """The persons who own or control a company in a role."""
        return {id_ for found in self._behind.values() for id_ in found}

    @property
    def is_open(self) -> bool:
        """Whether a role has no party, or the owners of a company in one are not known."""
        named = {role for one in self._in_roles for role in one.roles}
        return not named.issuperset(EACH_OF_A_TRUST) or any(map(self._is_hidden, self._behind))

    def _is_hidden(self, company: str) -> bool:
        known = sum(self._shares.of_company(id_, company) for id_ in self._persons)
        return not self._behind[company] or WHOLE - known >= OWNER_FROM
