"""Trade exceptions on pages: lists, moves in bulk, a repair with a colleague's vote."""

from collections.abc import Iterator

import pytest

from bankagent.domain.api_key import ApiKey
from tests.pages.conftest import Site
from tests.support import approvals, exceptions, people, rows
from tests.support.databases import Database
from tests.support.pages import Browser, browser, hidden
from tests.support.people import Keyed
from tests.support.rows import Conn, connect, refused

pytestmark = pytest.mark.expect_differences("a comparison of a test, which no facts make")


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with connect(db.url) as conn:
        yield conn


async def test_both_sides_stand_beside_each_other_with_the_difference(
    annas: Browser, dba: Conn
) -> None:
    number = exceptions.opened(dba)
    text = (await annas.get(f"/exceptions/{number}")).text
    for shown in ("1000", "900", "DQUA", "-100", "100,000", "OMS", "BROKER-A"):
        assert shown in text, shown


async def test_a_repair_is_proposed_by_one_and_approved_by_another(
    annas: Browser, bens: Browser, dba: Conn
) -> None:
    number = exceptions.opened(dba)
    path = f"/exceptions/{number}"
    form = {"proposed": "repair", "ours:quantity": "900", "reason": "The trader confirmed 900."}
    assert (await annas.send(f"{path}/proposals", form)).status_code == 303
    content = rows.one(dba, "select content from bankagent.exception_proposals")
    assert content == {"ours": {"quantity": 900}}
    own = (await annas.get(path)).text
    assert "You proposed this" in own
    assert 'name="verdict"' not in own
    page = await bens.get(path)
    assert f'href="/ui/exceptions/{number}"' in (await bens.get("/work?list=proposals")).text
    vote = {
        "verdict": "approve",
        "reason": "Agreed.",
        "digest": hidden(page, "digest"),
        "proposal_id": hidden(page, "proposal_id"),
    }
    answer = await annas.send(f"{path}/votes", vote)
    assert answer.status_code == 403
    assert "propos" in answer.text
    assert (await bens.send(f"{path}/votes", vote)).status_code == 303
    assert exceptions.row(dba, number).state == "repaired"
    assert (await bens.send(f"{path}/votes", vote)).status_code == 409


async def test_a_vote_on_a_proposal_names_what_was_shown(
    annas: Browser, bens: Browser, dba: Conn
) -> None:
    number, other = (
        exceptions.opened(dba),
        exceptions.opened(dba, comparison={"pair": exceptions.pair(2)}),
    )
    path = f"/exceptions/{number}"
    form = {"proposed": "repair", "ours:quantity": "900", "reason": "As they booked it."}
    await annas.send(f"{path}/proposals", form)
    proposal = hidden(await bens.get(path), "proposal_id")
    vote = {"verdict": "approve", "reason": "x", "digest": "0" * 64, "proposal_id": proposal}
    stale = await bens.send(f"{path}/votes", vote)
    assert stale.status_code == 412
    assert "your vote was not recorded" in stale.text
    for wrong in (f"/exceptions/{other}/votes",):
        assert (await bens.send(wrong, vote)).status_code == 404
    for number_ in ("", "x", "9" * 30):
        answer = await bens.send(f"{path}/votes", vote | {"proposal_id": number_})
        assert answer.status_code == 404


async def test_moves_comments_and_closing_are_made_under_the_readers_name(
    annas: Browser, anna: Keyed, dba: Conn
) -> None:
    number = exceptions.opened(dba)
    path = f"/exceptions/{number}"
    taken = {"to_state": "assigned", "assignee": "anna"}
    assert (await annas.send(f"{path}/moves", taken)).status_code == 303
    assert exceptions.row(dba, number).assignee == "anna"
    said = {"visibility": "internal", "text": "Their desk\nlooks for it."}
    assert (await annas.send(f"{path}/comments", said)).status_code == 303
    text = (await annas.get(path)).text
    assert "Their desk<br>looks for it." in text
    assert f'href="{"/ui" + path}"' in (await annas.get("/work?list=exceptions")).text
    for form, labels in (({}, "late-booking"), ({"remove": "yes"}, None)):
        sent = {"label": "late-booking"} | form
        assert (await annas.send(f"{path}/labels", sent)).status_code == 303
        query = "select label from ops.exception_labels_set where exception_id = %s"
        assert rows.one(dba, query, number) == labels
    assert (await annas.send(f"{path}/labels", {"label": "No!"})).status_code == 422
    missing = await annas.send(f"{path}/moves", {"to_state": "trade_cancelled"})
    assert missing.status_code == 422
    assert "reason" in missing.text
    closing = {"to_state": "trade_cancelled", "reason": "The desk cancelled it."}
    assert (await annas.send(f"{path}/moves", closing)).status_code == 303
    assert "Reopen it" in (await annas.get(path)).text
    illegal = await annas.send(f"{path}/moves", {"to_state": "investigating"})
    assert illegal.status_code == 409
    reopened = await annas.send(f"{path}/reopen", {"reason": "It is back."})
    assert reopened.status_code == 303
    assert rows.one(dba, "select count(*) from bankagent.exception_reopenings") == 1


async def test_a_bulk_move_says_what_became_of_each(annas: Browser, ben: Keyed, dba: Conn) -> None:
    first = exceptions.opened(dba)
    second = exceptions.opened(dba, comparison={"pair": exceptions.pair(2)})
    closed = exceptions.written_off(dba, comparison={"pair": exceptions.pair(3)})
    form = {"id": [str(first), str(second), str(closed)], "to_state": "investigating"}
    answer = await annas.send("/exceptions", form)
    assert answer.status_code == 200
    assert "not eligible" in answer.text
    assert exceptions.row(dba, first).state == exceptions.row(dba, second).state == "investigating"
    assert exceptions.row(dba, closed).state == "written_off"


@pytest.mark.parametrize("to_state", ["rematched", "trade_cancelled", "written_off", ""])
async def test_nothing_is_closed_in_bulk(annas: Browser, dba: Conn, to_state: str) -> None:
    number = exceptions.opened(dba)
    answer = await annas.send("/exceptions", {"id": [str(number)], "to_state": to_state})
    assert answer.status_code == 422
    assert exceptions.row(dba, number).state == "open"


async def test_the_list_has_counts_ages_and_filters(annas: Browser, dba: Conn) -> None:
    number = exceptions.opened(dba)
    text = (await annas.get("/exceptions")).text
    assert 'role="img"' in text
    assert f'href="/ui/exceptions/{number}"' in text
    for query, is_there in (
        ("state=open", True),
        ("state=repaired", False),
        ("code=DQUA", True),
        ("owner=anna", False),
        ("asks=review", True),
        ("label=late", False),
    ):
        found = (await annas.get(f"/exceptions?{query}")).text
        assert (f'data-open="/ui/exceptions/{number}"' in found) == is_there, query
    for query in ("state=nothing", "code=x", "asks=y", "label=%20Z"):
        assert (await annas.get(f"/exceptions?{query}")).status_code == 422


async def test_an_auditor_reads_an_exception_and_has_no_form(auditors: Browser, dba: Conn) -> None:
    number = exceptions.opened(dba)
    for path in ("/exceptions", f"/exceptions/{number}"):
        text = (await auditors.get(path)).text
        forms = text.count('method="post"')
        assert forms == 1, "the logout alone"


@pytest.mark.parametrize("amount", ["abc", "-5", "0", "NaN", "Infinity", "1e400", ""])
async def test_an_amount_that_is_none_is_not_proposed(
    annas: Browser, dba: Conn, amount: str
) -> None:
    number = exceptions.opened(dba)
    form = {"proposed": "write_off", "amount": amount, "currency": "JPY", "reason": "x"}
    answer = await annas.send(f"/exceptions/{number}/proposals", form)
    assert (answer.status_code, "must be a number above 0" in answer.text) == (422, True)
    assert rows.one(dba, "select count(*) from bankagent.exception_proposals") == 0


async def test_a_form_chooses_neither_the_currency_nor_a_field_that_does_not_differ(
    annas: Browser, dba: Conn
) -> None:
    number = exceptions.opened(dba)
    path = f"/exceptions/{number}/proposals"
    wrong = {"proposed": "repair", "ours:quantity": "abc", "reason": "x"}
    answer = await annas.send(path, wrong)
    assert (answer.status_code, "must be a number" in answer.text) == (422, True)
    assert 'value="abc"' in answer.text  # what was typed is kept
    form = {"proposed": "write_off", "amount": "1,000", "currency": "ZZZ", "reason": "x"}
    assert (await annas.send(path, form)).status_code == 303
    content = rows.one(dba, "select content from bankagent.exception_proposals")
    currency = rows.one(dba, "select currency from bankagent.trade_exceptions")
    assert content == {"amount": "1000", "currency": currency}
    shown = (await annas.get(f"/exceptions/{number}")).text
    assert "1,000" in shown or "1000" in shown


async def test_a_page_foresees_that_the_authority_of_its_reader_will_not_do(
    site: Site, dba: Conn
) -> None:
    limit = {"max_amount": 500, "currency": "USD"}
    approvals.allow(dba, "dora", "reviewer", **limit)
    number = exceptions.opened(dba)
    people.add_reviewers(dba, "anna")
    proposal = exceptions.propose(dba, number, "write_off")
    key = ApiKey.new("reviewer")
    issue = "select bankagent.issue_key('reviewer', 'dora', %s, %s)"
    dba.execute(issue, [key.id, key.secret_sha256])
    async with browser(site) as doras:
        await doras.log_in(Keyed("dora", key))
        page = (await doras.get(f"/exceptions/{number}")).text
    assert "is over your limit of 500 USD" in page
    assert 'name="verdict"' not in page
    said = f"dora may not vote on proposal {proposal.proposal_id}: its exposure"
    with refused("BA403", said):
        exceptions.vote(dba, proposal, by="dora")


def test_what_a_page_foresees_is_what_the_vote_says(dba: Conn) -> None:
    people.add_reviewers(dba, "anna", "ben", "carl")
    number = exceptions.opened(dba, on_behalf_of="Carl")
    proposal = exceptions.propose(dba, number, "write_off")
    ask = "select fault from bankagent.proposal_vote_fault(%s, %s)"

    def fault(name: str) -> str | None:
        return rows.one(dba, ask, proposal.proposal_id, name)

    assert fault("ben") is None
    for name, said in (
        ("anna", "anna made proposal"),
        ("carl", "was made on behalf of carl, who may not decide on it"),
        ("nobody", "nobody has no authority in force"),
    ):
        assert said in (fault(name) or "")
        if name != "nobody":
            with refused("BA403", said):
                exceptions.vote(dba, proposal, by=name)
    exceptions.vote(dba, proposal, by="ben")
    assert fault("ben") == "it does not wait for a vote"
