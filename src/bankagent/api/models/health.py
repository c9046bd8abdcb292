"""Liveness and readiness, as load balancers and orchestrators see them."""

from typing import ClassVar, Literal

from bankagent.api.models.common import Answer, JsonObject


class Health(Answer):
    """The state of the process: alive, or ready for requests."""

    EXAMPLE: ClassVar[JsonObject] = {"status": "ready"}

    status: Literal["alive", "ready"]
