"""What an approval asks for, as its page shows it: stages, limits, codes, and what changed."""

import html
from collections.abc import AsyncIterator

import pytest

from bankagent.cli.votes import EscalationCode
from bankagent.pages import demand
from tests.support import approvals, people, rows, verbs
from tests.support.databases import Database
from tests.support.pages import Browser, hidden
from tests.support.rows import Conn, connect

VOTE = {"verdict": "approve", "reason": people.REASON}


@pytest.fixture
async def dba(db: Database) -> AsyncIterator[Conn]:
    with connect(db.url) as conn:
        yield conn


async def text_of(one: Browser, request_id: int) -> str:
    """Return a request's page as its reader sees its text."""
    page = (await one.get(f"/requests/{request_id}")).text
    return " ".join(html.unescape(page).split())


def test_the_codes_of_the_form_are_those_of_the_database(dba: Conn) -> None:
    assert list(demand.CODES) == rows.one(dba, "select bankagent.override_codes()")
    escalating = rows.one(dba, "select bankagent.escalation_codes()")
    assert list(demand.ESCALATION_CODES) == escalating == [one.value for one in EscalationCode]


async def test_a_page_shows_the_stages_with_their_votes_and_which_one_waits(
    annas: Browser, bens: Browser, dba: Conn
) -> None:
    (request_id,) = approvals.waiting(dba, "dual_control")
    before = await text_of(annas, request_id)
    assert "waits</span> Stage 1: 1 vote" in before
    assert "later</span> Stage 2: 1 vote" in before
    assert "expires" in before
    page = await bens.get(f"/requests/{request_id}")
    form = VOTE | {"digest": hidden(page, "digest")}
    assert (await bens.send(f"/requests/{request_id}/votes", form)).status_code == 303
    after = await text_of(annas, request_id)
    assert "done</span> Stage 1: 1 vote" in after
    assert "<b>ben</b> approve" in after
    assert people.REASON in after
    assert "waits</span> Stage 2: 1 vote" in after
    assert 'name="verdict"' in after
    mine = await text_of(bens, request_id)
    assert "You have voted on it already" in mine
    assert 'name="verdict"' not in mine


async def test_the_limit_of_the_reader_stands_beside_what_is_at_stake(
    site: object, dba: Conn, db: Database, annas: Browser
) -> None:
    (request_id,) = approvals.waiting(dba, "review")
    assert "you decide without a limit" in await text_of(annas, request_id)
    rows.fetch(dba, "select bankagent.end_authority(id, 'x') from bankagent.authorities")
    grant = (
        "select bankagent.grant_authority('anna', 'reviewer', 'a test', "
        "p_max_amount => %s::numeric, p_currency => 'USD')"
    )
    rows.fetch(dba, grant, 7000000)
    found = await text_of(annas, request_id)
    assert 'your limit <span class="amount">7,000,000' in found
    rows.fetch(dba, "select bankagent.end_authority(max(id), 'x') from bankagent.authorities")
    rows.fetch(dba, grant, 1000000)
    over = await text_of(annas, request_id)
    assert "over your limit of 1,000,000 USD" in over
    assert 'name="verdict"' not in over


async def test_a_vote_against_the_policy_says_why_in_a_word(annas: Browser, dba: Conn) -> None:
    (plain,) = approvals.waiting(dba, "review")
    assert 'name="override_code"' not in await text_of(annas, plain)
    request_id = _stopped(dba, "approve")
    found = await text_of(annas, request_id)
    assert "if you reject: it recommends approve" in found
    digest = people.digest(dba, request_id)
    form = {"verdict": "reject", "reason": "No.", "digest": digest}
    refused = await annas.send(f"/requests/{request_id}/votes", form)
    assert refused.status_code == 422
    assert "recommended" in refused.text or "overridden" in refused.text
    coded = form | {"override_code": "risk_not_accepted"}
    assert (await annas.send(f"/requests/{request_id}/votes", coded)).status_code == 303
    assert rows.one(dba, "select override_code from bankagent.votes") == "risk_not_accepted"


async def test_the_form_says_what_a_vote_to_approve_would_go_against(
    annas: Browser, dba: Conn
) -> None:
    found = await text_of(annas, _stopped(dba, "reject"))
    assert "if you approve: it recommends reject" in found
    assert 'value="approve" required>' in found


async def test_a_vote_on_another_demand_shows_what_is_asked_for_now(
    annas: Browser, bens: Browser, dba: Conn
) -> None:
    (request_id,) = approvals.waiting(dba, "review")
    shown = hidden(await annas.get(f"/requests/{request_id}"), "digest")
    asks = {"verdict": "needs_info", "reason": "Which price?", "digest": shown}
    assert (await bens.send(f"/requests/{request_id}/votes", asks)).status_code == 303
    with verbs.naming(dba, "desk-7"):
        dba.execute(
            "select bankagent.replace_payload(%s, '{\"symbol\": \"AAPL\"}', 'desk-7', null)",
            [request_id],
        )
    worker_id = verbs.register(dba)
    (job,) = verbs.claim(dba, worker_id)
    ends = verbs.fence(job, worker_id) | approvals.end("escalate", notional=9000000, currency="EUR")
    assert verbs.settle(dba, ends) == ["settled"]
    answer = await annas.send(f"/requests/{request_id}/votes", VOTE | {"digest": shown})
    assert answer.status_code == 412
    found = " ".join(answer.text.split())
    for words in ("policy asks for", "review", "escalate", "at stake", "9,000,000", "EUR"):
        assert words in found


def _stopped(conn: Conn, said: str) -> int:
    """Leave to people by a stop what the policy would have decided; return the request."""
    if not rows.one(conn, "select count(*) from bankagent.stops"):
        conn.execute("select bankagent.stop_decisions(null, 'A test.')")
    (request_id,) = verbs.submit(conn, actor="desk-7")
    worker_id = verbs.register(conn)
    (job,) = verbs.claim(conn, worker_id)
    ending = verbs.approved()
    if said == "reject":
        ending["decision"] = ending["result"]["decision"] = "rejected"
        ending["evaluation"]["outcome"] = "reject"
    ending["evaluation"]["fired"] = [approvals.fired(said)]
    assert verbs.settle(conn, verbs.fence(job, worker_id) | ending) == ["stopped"]
    return request_id


async def test_a_reviewer_reads_question_and_answer_and_what_was_answered_meanwhile(
    annas: Browser, bens: Browser, dba: Conn
) -> None:
    (request_id,) = approvals.waiting(dba, "review")
    shown = hidden(await annas.get(f"/requests/{request_id}"), "digest")
    asks = {"verdict": "needs_info", "reason": "Which book is it for?", "digest": shown}
    assert (await bens.send(f"/requests/{request_id}/votes", asks)).status_code == 303
    assert "not answered yet" in await text_of(annas, request_id)
    with verbs.naming(dba, "desk-7"):
        dba.execute(
            "select bankagent.answer_request(%s, 'Book <b>4</b>.', null, 'desk-7')", [request_id]
        )
    worker_id = verbs.register(dba)
    (job,) = verbs.claim(dba, worker_id)
    ends = verbs.fence(job, worker_id) | approvals.end("review", notional=6000000, currency="USD")
    assert verbs.settle(dba, ends) == ["settled"]
    page = await text_of(annas, request_id)
    assert "Which book is it for?" in page
    assert "Book <b>4</b>." in page
    late = await annas.send(f"/requests/{request_id}/votes", VOTE | {"digest": shown})
    assert late.status_code == 412
    assert "the caller answered</span>" in late.text
    assert "Book &lt;b&gt;4&lt;/b&gt;." in late.text


async def test_an_escalation_by_the_form_asks_the_next_level_and_a_stale_form_shows_it(
    annas: Browser, bens: Browser, dba: Conn
) -> None:
    (request_id,) = approvals.waiting(dba, "review")
    path = f"/requests/{request_id}/votes"
    page = await annas.get(f"/requests/{request_id}")
    assert "Escalate to the next level" in page.text
    form = {"verdict": "escalate", "reason": "A <b>first</b>.", "digest": hidden(page, "digest")}
    refused = await annas.send(path, form)
    assert refused.status_code == 422
    assert "must say in a word why" in refused.text
    coded = form | {"escalation_code": "unusual_case"}
    done = await annas.send(path, coded)
    assert done.status_code == 303
    again = await annas.send(path, coded)
    assert (again.status_code, again.headers["location"]) == (303, done.headers["location"])
    receipt = (await annas.client.get(done.headers["location"])).text
    assert "is recorded: escalate" in receipt
    stale = await bens.send(path, VOTE | {"digest": form["digest"]})
    assert stale.status_code == 412
    shown = " ".join(html.unescape(stale.text).split())
    assert '<span class="tag warn">escalated</span> <bdi>anna: A <b>first</b>.</bdi>' in shown
    found = await text_of(bens, request_id)
    assert "the case is unusual: <bdi>A <b>first</b>.</bdi>" in found
    assert "waits</span> Stage 2: 1 vote" in found
    assert "later</span> Stage 3: 1 vote in the role senior" in found
    assert "escalated it to the next level" in found
    newer = VOTE | {"digest": hidden(await bens.get(f"/requests/{request_id}"), "digest")}
    assert (await bens.send(path, newer)).status_code == 303
    assert rows.one(dba, "select status from bankagent.banking_requests") == "awaiting_approval"


async def test_what_asks_for_all_of_an_escalation_already_says_so(
    annas: Browser, dba: Conn
) -> None:
    (request_id,) = approvals.waiting(dba, "escalate")
    digest = people.digest(dba, request_id)
    form = VOTE | {"verdict": "escalate", "escalation_code": "other", "digest": digest}
    refused = await annas.send(f"/requests/{request_id}/votes", form)
    assert refused.status_code == 409
    assert "asks for all that an escalation asks for already" in refused.text
