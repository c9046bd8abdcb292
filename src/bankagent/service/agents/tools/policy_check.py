"""Tool policy_check: what policy would recommend for a request that is not made."""

from collections.abc import Awaitable, Callable
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from bankagent.agent.tools import Call, Tool
from bankagent.domain.evaluation import Evaluation
from bankagent.domain.exact_json import JsonObject

NAME = "policy_check"
DESCRIPTION = (
    "Ask what the policy in force would recommend for a trade, as a payload of trade_review. "
    "Nothing is submitted or decided. It is data of the bank, and no passage to quote."
)

Recommend = Callable[[str, JsonObject], Awaitable[Evaluation]]


class Asked(BaseModel):
    """The request that is thought of."""

    model_config = ConfigDict(extra="forbid")

    request_type: Literal["trade_review"]
    payload: dict[str, Any] = Field(description="such as symbol, notional, currency and trade_date")


def policy_check(recommend: Recommend) -> Tool:
    """Return the tool of one request's client; `recommend` evaluates and records nothing."""

    # The rules that fired stay out: some are about lists that few people in the bank may know.
    async def check(given: Asked, _: Call) -> JsonObject:
        found = await recommend(given.request_type, given.payload)
        return {
            "policy": f"{found.policy_key}@{found.policy_version}" if found.policy_key else None,
            "outcome": str(found.outcome),
        }

    return Tool(NAME, DESCRIPTION, Asked, "read", check)
