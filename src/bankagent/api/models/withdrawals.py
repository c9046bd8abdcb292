"""Withdrawals of policy versions that are activated for a time to come, as people send them."""

from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field

from bankagent.api.models.common import Answer, Body, JsonObject
from bankagent.api.models.texts import ShortReason


class NewWithdrawal(Body):
    """A withdrawal as a person of compliance sends it."""

    EXAMPLES: ClassVar[Mapping[str, JsonObject]] = {
        "put_off": {
            "summary": "Keep a version out.",
            "value": {"reason": "The committee has put it off."},
        }
    }

    reason: ShortReason = Field(description="Why, without client data.")


class Withdrawn(Answer):
    """A version that does not come into force."""

    EXAMPLE: ClassVar[JsonObject] = {
        "key": "trade_review",
        "version": 1001,
        "withdrawn": ["2027-05-01T00:00:00+02:00"],
    }

    key: str
    version: int
    withdrawn: list[str] = Field(
        description="The times at which it would have come into force, the next one first."
    )
