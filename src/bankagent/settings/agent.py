"""Settings of agents: how many attempts of a worker may wait for models at once."""

from pydantic import Field

from bankagent.settings.area import Area


class AgentSettings(Area):
    """The work of agents in a worker."""

    agent_slots: int = Field(10, alias="BANKAGENT_AGENT_SLOTS", ge=1, le=200)
