"""Decide a request that waits for a model: the agent works first, and then policy decides."""

from collections.abc import Callable, Sequence

from bankagent import catalog
from bankagent.db.pool import Pool
from bankagent.domain.job import Fence
from bankagent.domain.known import Case
from bankagent.domain.request_type import RequestType
from bankagent.domain.settlement import ClaimedRequest, Settlement
from bankagent.errors import BadJson, BadRequest
from bankagent.service.agents import research
from bankagent.service.agents.models import Models
from bankagent.service.agents.work import work
from bankagent.service.decisions.decider import Decider
from bankagent.service.decisions.evaluate import parsed
from bankagent.service.decisions.question_tools import QuestionTools
from bankagent.service.decisions.suggestions import WITHIN_S, Suggestions
from bankagent.store.agents.answers import maker_of


class AgentDecider:
    """Decides what the agent answered, by the same policies and facts as any request.

    Whatever the agent says, it decides nothing: its stored answer is checked, and is evidence.
    """

    def __init__(
        self,
        pool: Callable[[], Pool],
        decider: Decider,
        types: Sequence[RequestType] = catalog.TYPES,
        models: Models | None = None,
        suggestion_within_s: float = WITHIN_S,
    ) -> None:
        """Make one; `decider` is that of the worker's batches, which holds the screening lists."""
        self._pool = pool
        self._types = types
        self._models = models or Models()
        self._decider = decider
        self._tools = QuestionTools(pool, decider)
        self._suggestions = Suggestions(
            pool, decider, self._tools, self._models, suggestion_within_s
        )

    async def work(self, request: ClaimedRequest, fence: Fence) -> Settlement:
        """Return how the attempt ends; may raise PutOff. No transaction is open meanwhile."""
        known = catalog.request_type(request.request_type, self._types)
        try:
            case = parsed(request, known)
        except (BadJson, BadRequest):
            case = None  # policy asks the caller for another payload
        if case is not None and known.name == research.NAME:
            await self._answer(case, fence, await self._decider.policy_version(known))
        elif case is not None:
            await self._suggestions.suggest(request, case, known, fence)
        return await self._decider.decide(request, await self._decider.prepare([request]))

    async def _answer(self, case: Case, fence: Fence, policy: str) -> None:
        async with self._pool().connection() as conn:
            maker = await maker_of(conn, case.request_id)
        own = self._models
        tools = self._tools.of(case, maker, fence)
        payload = case.payload
        submitted = payload.submit_request and payload.submit_request.model_dump()
        spec = research.spec(tools, own.name, policy, own.request_settings)
        model = await own.model(research.plan)
        around = own.around(self._pool, fence, case.request_id, case.client_id)
        await work(
            self._pool,
            fence,
            case.request_id,
            spec,
            model,
            research.prompt(payload.question, submitted),
            around_model_call=around,
        )

    async def close(self) -> None:
        """Let go of the model: the worker stops."""
        await self._models.close()
