"""Suggestions to the people who decide on a request; policy recommends first, and as ever."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

from bankagent import logs
from bankagent.db.pool import Pool
from bankagent.domain import exact_json
from bankagent.domain.agent import FenceLost, Unanswered
from bankagent.domain.evaluation import Evaluation
from bankagent.domain.job import Fence
from bankagent.domain.known import Case
from bankagent.domain.put_off import PutOff
from bankagent.domain.request_type import RequestType
from bankagent.domain.settlement import ClaimedRequest
from bankagent.service.agents.models import Models
from bankagent.service.agents.suggestions.forms import FORMS
from bankagent.service.agents.suggestions.plan import plan
from bankagent.service.agents.suggestions.prompt import names_of, prompt, shortened
from bankagent.service.agents.suggestions.spec import spec
from bankagent.service.agents.tools import calculate, policy_check
from bankagent.service.agents.work import work
from bankagent.service.decisions.decider import Decider
from bankagent.service.decisions.evaluate import ENDS
from bankagent.service.decisions.question_tools import QuestionTools
from bankagent.store.agents.answers import maker_of

log = logging.getLogger(__name__)

# People wait for the request no longer than this because of a suggestion.
WITHIN_S = 30.0
# Of an attempt with a suggestion: beside it, two evaluations.
DEADLINE_S = 120.0
NONE_MADE = "no suggestion was made, and the request goes on without one"
UNANSWERED = "The agent gave no answer: its trace says why."


def waiting(types: Sequence[RequestType], names: Sequence[str]) -> list[RequestType]:
    """Return the types, of which those with these names wait for models."""
    return [
        replace(one, deadline_s=DEADLINE_S) if one.name in names and not one.deadline_s else one
        for one in types
    ]


class Suggestions:
    """Lets the agent make a suggestion where policy leaves a request to people or its caller."""

    def __init__(
        self,
        pool: Callable[[], Pool],
        decider: Decider,
        tools: QuestionTools,
        models: Models,
        within_s: float,
    ) -> None:
        self._pool = pool
        self._decider = decider
        self._tools = tools
        self._models = models
        self._within_s = within_s

    async def suggest(
        self, request: ClaimedRequest, case: Case, known: RequestType, fence: Fence
    ) -> None:
        """Store a suggestion in time, or none: a failure of it is logged and no more.

        Raises:
            FenceLost: the attempt no longer owns its request.
        """
        if known.name not in FORMS:
            return
        evaluation = await self._decider.recommend(request)
        if ENDS[evaluation.outcome][1] is not None:
            return  # policy decides alone, and takes no advice
        try:
            async with asyncio.timeout(self._within_s):
                await self._work(request, case, evaluation, fence)
        except FenceLost:
            raise
        except PutOff as put_off:
            log.warning(NONE_MADE, extra={"detail": put_off.reason})
        except Exception as error:  # noqa: BLE001 - whatever it is, people decide without it
            log.warning(NONE_MADE, extra=logs.failure(error))

    async def _work(
        self, request: ClaimedRequest, case: Case, evaluation: Evaluation, fence: Fence
    ) -> None:
        name, own = request.request_type, self._models
        async with self._pool().connection() as conn:
            maker = await maker_of(conn, case.request_id)
        all_tools = self._tools.of(case, maker, fence)
        without = {calculate.NAME} | (set() if name == "trade_review" else {policy_check.NAME})
        tools = [one for one in all_tools if one.effect == "read" and one.name not in without]
        key, version = evaluation.policy_key, evaluation.policy_version
        payload = exact_json.loads(request.payload)
        names = [*dict.fromkeys(names_of(shortened(payload)))]
        said = str(evaluation.outcome), [one.as_json() for one in evaluation.fired]
        end = await work(
            self._pool,
            fence,
            case.request_id,
            spec(name, tools, own.name, f"{key}@{version}" if key else "", own.request_settings),
            await own.model(plan),
            prompt(name, payload, *said, evaluation.evidence),
            around_model_call=own.around(self._pool, fence, case.request_id, case.client_id, names),
        )
        if isinstance(end, Unanswered):
            log.warning(NONE_MADE, extra={"detail": UNANSWERED})
