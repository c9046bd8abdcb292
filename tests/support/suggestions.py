"""Suggestions in tests: requests that people decide, and what a worker stored of the agent."""

import asyncio
import json
from typing import Any

from bankagent.db.pool import Connection
from bankagent.domain.suggestion import Suggestion
from bankagent.service.agents.suggestions.read import suggestion
from bankagent.service.agents.trace import OPERATOR
from tests.support import onboarding, pairs, payloads, verbs
from tests.support.agent_verbs import Held, held
from tests.support.model_server import OPENAI, Answer
from tests.support.questions import Script, calls
from tests.support.rows import Conn
from tests.support.workers import Crew

NAMES = "trade_review,trade_exception,client_onboarding"
BIG = payloads.PAYLOAD | {"notional": 6000000}
PAYLOADS: dict[str, dict[str, Any]] = {
    "trade_review": BIG,
    "trade_exception": pairs.pair(quantity=900),
    "client_onboarding": onboarding.case(documents=[onboarding.PASSPORT]),
}
SAID = {
    "summary": ["Records of a trade: ours OMS 4711, theirs BROKER-A 9-17.", "A reviewer decides."],
    "concerns": ["the sides differ by more than the tolerances"],
    "message": "Dear colleagues,\nour records differ.",
    "cause": "DQUA",
}
ANSWER = "select result from ops.agent_trace where request_id = %s and kind = 'answer'"
# Of an evaluation all that is not a number of its own or a time.
EVALUATION = """
select
    e.policy_key, e.policy_version, e.policy_sha256, e.outcome, e.facts::text as facts,
    e.fired::text as fired, e.reference::text as reference, e.known::text as known, l.to_status,
    l.result::text as result
from bankagent.evaluations as e
inner join bankagent.agent_audit_log as l
    on l.request_id = e.request_id and l.action = 'awaiting_approval'
where e.request_id = %s
"""


def submit(workers: Crew, request_type: str, payload: Any = None, **fields: Any) -> int:
    """Submit a request that policy leaves to people, unless another payload is given."""
    given = PAYLOADS[request_type] if payload is None else payload
    one = verbs.item(request_type=request_type, payload=given, **fields)
    (answer,) = verbs.put(workers.conn, one)
    return int(answer.request_id)


def stored(dba: Conn, said: Any, request_type: str = "trade_exception", **call: Any) -> Held:
    """Store what an agent said of a request, as a worker stores it; return the job in hand."""
    work = held(dba, dba, request_type=request_type, payload=PAYLOADS[request_type])
    work.begin(name=f"{request_type}_suggestion")
    work.model('{"text":"Yes."}', **call)
    work.record(json.dumps(said))
    return work


def suggested(workers: Crew, request_id: int) -> Any:
    """Return what the agent answered; None where it did not."""
    found = workers.rows(ANSWER, request_id)
    return found[-1].result if found else None


def read(url: str, request_id: int) -> Suggestion:
    """Return the suggestion on a request as those who decide read it."""

    async def asked() -> Suggestion:
        async with await Connection.connect(url) as conn:
            return await suggestion(conn, request_id, reader=OPERATOR)

    return asyncio.run(asked())


def suggests(**fields: Any) -> Script:
    """Answer with a suggestion on a trade, by the tool that takes the answer."""
    usual = {"summary": ["A trade.", "A reviewer decides."], "concerns": []}

    def script(path: str, body: str) -> Answer:
        tools = json.loads(body)["tools"]
        names = {one["function"]["name"] if path == OPENAI else one["name"] for one in tools}
        (name,) = (one for one in names if one.startswith("final_result"))
        return calls(name, usual | fields)(path, body)

    return script
