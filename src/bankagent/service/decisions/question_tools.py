"""Tools of an agent's request: fixed for its client and maker before any document is read."""

import asyncio
from collections.abc import Callable, Sequence
from functools import cache

from bankagent.agent.tools import Tool
from bankagent.db.pool import Pool
from bankagent.domain import exact_json
from bankagent.domain.evaluation import Evaluation
from bankagent.domain.exact_json import JsonObject
from bankagent.domain.job import Fence
from bankagent.domain.known import Case
from bankagent.domain.settlement import ClaimedRequest
from bankagent.facts.screenings import Screenings
from bankagent.service.agents.tools import calculate
from bankagent.service.agents.tools.policy_check import policy_check
from bankagent.service.agents.tools.portfolio import portfolio
from bankagent.service.agents.tools.reference_data import reference_data
from bankagent.service.agents.tools.screen_names import screen_names
from bankagent.service.agents.tools.search_documents import search_documents
from bankagent.service.agents.tools.submit_request import submit_request
from bankagent.service.decisions.decider import Decider
from bankagent.service.decisions.held import Unfinished
from bankagent.service.documents.embeddings import from_settings


class QuestionTools:
    """Makes the tools of each request.

    All of them read; one has an effect, and a question has it only where its caller asks for it.
    """

    def __init__(self, pool: Callable[[], Pool], decider: Decider) -> None:
        self._pool = pool
        self._decider = decider
        self._embeddings = cache(from_settings)

    def of(self, case: Case, maker: str, fence: Fence) -> tuple[Tool, ...]:
        """Return the tools of one request, in the hands of one attempt."""

        async def recommend(request_type: str, payload: JsonObject) -> Evaluation:
            text = exact_json.dumps(payload)
            asked = ClaimedRequest(case.request_id, case.client_id, request_type, text)
            return await self._decider.recommend(asked)

        asked_for = case.given("submit_request")
        return (
            search_documents(
                self._pool, case.client_id, maker, case.given("document_ids"), self._embeddings
            ),
            calculate.TOOL,
            portfolio(self._pool, case.client_id, maker),
            reference_data(self._pool),
            screen_names(self._screen),
            policy_check(recommend),
            *([submit_request(fence, asked_for)] if asked_for else []),
        )

    async def _screen(self, names: Sequence[str]) -> Screenings:
        while True:
            try:
                async with self._pool().connection() as conn:
                    return (await self._decider.screener.screen(conn, names, ()))[0]
            except Unfinished as one:
                await asyncio.wait({one.work})  # a first screening: no connection is held meanwhile
