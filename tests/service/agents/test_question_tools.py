"""Tools of a research question: they read for its client and maker, and change nothing."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from bankagent import catalog
from bankagent.agent.tools import Call
from bankagent.db.pool import Pool, new_pool
from bankagent.domain.job import Fence
from bankagent.domain.known import Case
from bankagent.service.decisions.decider import Decider
from bankagent.service.decisions.question_tools import QuestionTools
from tests.support import onboarding, people, portfolios, reference, verbs
from tests.support.databases import Database
from tests.support.payloads import PAYLOAD, TRADE
from tests.support.rows import Conn, connect

CLIENT = TRADE["client_id"]
FENCE = Fence(1, 1, 0)


@pytest.fixture(scope="module")
def dba(module_db: Database) -> Iterator[Conn]:
    with connect(module_db.url) as conn:
        people.add_callers(conn, "desk-7")
        portfolios.store(conn, actor="desk-7")
        reference.listed(conn, onboarding.LIST, "Ivan Example")
        reference.rates_of(conn, 1, "USD", "PLN")
        yield conn


@pytest.fixture
async def pool(module_db: Database) -> AsyncIterator[Pool]:
    async with new_pool(module_db.worker_url) as opened:
        yield opened


@pytest.fixture
def call(dba: Conn, pool: Pool) -> Any:
    """Return a function that calls a tool by name, as the agent of one question does."""
    (request_id,) = verbs.submit(dba)
    question = catalog.request_type("research_question")
    payload = catalog.parse_payload(question, {"question": "What do we hold?"})
    tools = QuestionTools(lambda: pool, Decider(lambda: pool))

    async def called(
        name: str, /, client: str = CLIENT, maker: str = "desk-7", **given: Any
    ) -> Any:
        own = {one.name: one for one in tools.of(Case(request_id, client, payload), maker, FENCE)}
        assert {one.effect for one in own.values()} == {"read"}
        return await own[name](own[name].arguments.model_validate(given), Call(request_id))

    return called


async def test_the_newest_snapshot_of_the_client_is_read(call: Any) -> None:
    found = await call("portfolio")
    assert (found["position_count"], found["market_values"]) == (2, {"USD": 20_000_000})
    one = await call("portfolio", isins=[portfolios.AAPL])
    assert one["market_values"] == {"USD": 3_000_000}


@pytest.mark.parametrize("other", [{"client": "CUST-7"}, {"maker": "desk-8"}])
async def test_no_snapshot_of_another_client_or_maker_is_read(
    call: Any, other: dict[str, str]
) -> None:
    assert await call("portfolio", **other) == {"snapshot": None}


async def test_rates_and_country_risk_name_their_version(call: Any) -> None:
    found = await call("reference_data", currencies=["PLN"], countries=["IR"])
    (rate,) = found["fx_rates"]["rates"]
    assert (rate["currency"], rate["units"]) == ("PLN", 2)
    (tier,) = found["country_risk"]["tiers"]
    assert (tier["country"], found["country_risk"]["version"]) == ("IR", 1)


async def test_a_name_is_screened_against_the_lists_in_force(call: Any) -> None:
    found = await call("screen_names", names=["Ivan Example", "Jane Doe"])
    hit, clear = found["names"]
    assert [one["list"] for one in hit["hits"]] == [onboarding.LIST]
    assert (clear["is_screened"], clear["hits"]) == (True, [])


async def test_policy_says_what_it_would_recommend_and_records_nothing(
    call: Any, dba: Conn
) -> None:
    found = await call("policy_check", request_type="trade_review", payload=PAYLOAD)
    assert (found["policy"].split("@")[0], found["outcome"]) == ("trade_review", "approve")
    (count,) = dba.execute("select count(*) from bankagent.evaluations").fetchall()
    assert count == (0,)
