"""Settings of agents: slots for attempts that wait for models, and types that get suggestions."""

from pydantic import Field, field_validator

from bankagent.settings.area import Area

# Request types that an agent can make suggestions for.
SUGGESTED = ("trade_review", "trade_exception", "client_onboarding")


class AgentSettings(Area):
    """The work of agents in a worker."""

    agent_slots: int = Field(10, alias="BANKAGENT_AGENT_SLOTS", ge=1, le=200)
    suggestions: tuple[str, ...] = Field((), alias="BANKAGENT_SUGGESTIONS")

    @field_validator("suggestions", mode="before")
    @classmethod
    def _are_names(cls, given: object) -> object:
        return [one.strip() for one in given.split(",")] if isinstance(given, str) else given

    @field_validator("suggestions")
    @classmethod
    def _are_known(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        if not set(names) <= set(SUGGESTED):
            raise ValueError(
                f"it must be names of {', '.join(SUGGESTED[:-1])} and {SUGGESTED[-1]}, "
                "with commas between them"
            )
        return tuple(dict.fromkeys(names))
