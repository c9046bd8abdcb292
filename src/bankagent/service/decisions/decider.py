"""Decide the requests of a batch as a worker does: prepare once, then decide each."""

from collections.abc import Callable, Sequence

from bankagent import catalog
from bankagent.db.pool import Pool
from bankagent.domain.evaluation import Evaluation
from bankagent.domain.known import Known
from bankagent.domain.request_type import RequestType
from bankagent.domain.settlement import ClaimedRequest, Settlement
from bankagent.service.decisions import evaluate, lookups
from bankagent.service.decisions.needs import Lookups, new_lookups
from bankagent.service.decisions.policies import Policies


class Decider:
    """Decides with the policies in force and the looked-up values; it holds no connection.

    A worker has one: it holds the screening lists, which `screener` searches.
    """

    def __init__(
        self, pool: Callable[[], Pool], types: Sequence[RequestType] = catalog.TYPES
    ) -> None:
        self._pool = pool
        self._types = types
        self._policy_keys = {known.name: known.policy_key for known in types}
        self._policies = Policies(pool, catalog.fact_names(types))
        known = Lookups()
        self.screener = known.screener
        self._lookups = new_lookups(known)

    async def prepare(self, batch: Sequence[ClaimedRequest]) -> Known:
        """Return all values that the requests of a batch need."""
        return await lookups.prepare(self._pool, batch, self._types, self._lookups)

    async def decide(self, request: ClaimedRequest, known: Known) -> Settlement:
        """Return how the attempt on a request ends; `known` is what `prepare` returned."""
        key = self._policy_keys.get(request.request_type)
        policy = await self._policies.in_force(key) if key else None
        return evaluate.decide(request, policy, known, self._types)

    async def recommend(self, request: ClaimedRequest) -> Evaluation:
        """Return what the policy in force recommends; nothing is recorded."""
        key = self._policy_keys.get(request.request_type)
        policy = await self._policies.in_force(key) if key else None
        return evaluate.evaluated(request, policy, await self.prepare([request]), self._types)

    async def policy_version(self, known: RequestType) -> str:
        """Return the policy in force of a type, such as research_question@1; empty without one."""
        policy = await self._policies.in_force(known.policy_key)
        return f"{policy.key}@{policy.version}" if policy else ""
