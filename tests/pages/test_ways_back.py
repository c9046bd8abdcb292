"""Ways back: after a login to the page of a form, after a lost answer to the receipt."""

import pytest

from tests.support import people, rows, verbs
from tests.support.databases import Database
from tests.support.pages import Browser, hidden
from tests.support.people import Keyed
from tests.support.rows import connect


@pytest.mark.parametrize(
    ("sent", "back"),
    [
        ("/requests/17/votes", "/ui/requests/17"),
        ("/exceptions/17/proposals", "/ui/exceptions/17"),
        ("/exceptions", "/ui/exceptions"),
        ("/queues/pause", "/ui/queues"),
        ("/failures", "/ui/failures"),
        ("/policies/trade_review/1/activate", "/ui/policies/trade_review/1"),
        ("/policies/reference/fx_rates/activate", "/ui/policies/reference/fx_rates"),
    ],
)
async def test_a_form_whose_session_ended_leads_back_to_its_page(
    stranger: Browser, anna: Keyed, sent: str, back: str
) -> None:
    answer = await stranger.send(sent, {"reason": "x"})
    assert answer.status_code == 303
    login = await stranger.client.get(answer.headers["location"])
    assert hidden(login, "next") == back


async def test_a_logout_without_a_session_leads_to_the_first_page(stranger: Browser) -> None:
    login = await stranger.client.get((await stranger.send("/logout")).headers["location"])
    assert hidden(login, "next") == ""


async def test_a_vote_whose_answer_was_lost_leads_to_its_receipt(
    annas: Browser, db: Database
) -> None:
    with connect(db.url) as conn:
        (request_id,) = people.waiting(conn)
        page = await annas.get(f"/requests/{request_id}")
        form = {"verdict": "approve", "reason": "x", "digest": hidden(page, "digest")}
        path = f"/requests/{request_id}/votes"
        first, again = [await annas.send(path, form) for _ in range(2)]
        assert first.status_code == again.status_code == 303
        assert first.headers["location"] == again.headers["location"]
        assert rows.one(conn, "select count(*) from bankagent.votes") == 1
        other = await annas.send(path, form | {"verdict": "reject"})
        assert (other.status_code, "voted" in other.text) == (409, True)
        assert verbs.submit(conn)
