"""Trade exceptions over HTTP: lists, work, votes, and many at once."""

from collections.abc import Iterator

import httpx
import pytest
from prometheus_client import REGISTRY

from tests.support import exceptions, people, records, rows
from tests.support.databases import Database
from tests.support.rows import Conn, connect

pytestmark = pytest.mark.expect_differences("comparisons of a test, which no facts make")
Headers = dict[str, str]


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with connect(db.url) as conn:
        yield conn


@pytest.fixture
def anna(dba: Conn) -> Headers:
    return people.bearer(people.add_key(dba, "reviewer", "anna"))


@pytest.fixture
def ben(dba: Conn) -> Headers:
    return people.bearer(people.add_key(dba, "reviewer", "ben"))


async def post(
    api: httpx.AsyncClient, path: str, who: Headers, status: int = 200, **body: object
) -> dict[str, object]:
    answer = await api.post(f"/exceptions/{path}", json=body, headers=who)
    assert answer.status_code == status, answer.text
    found: dict[str, object] = answer.json()
    return found


async def test_a_list_has_filters_a_cursor_and_counts_by_state(
    api: httpx.AsyncClient, dba: Conn, anna: Headers
) -> None:
    outcomes = ("escalate", "review", None)
    numbers = [
        exceptions.opened(dba, comparison={"pair": exceptions.pair(n), "outcome": one})
        for n, one in enumerate(outcomes)
    ]
    await post(api, f"{numbers[0]}/moves", anna, to_state="assigned", assignee="anna")
    await post(api, f"{numbers[0]}/labels", anna, label="late-booking")
    first = (await api.get("/exceptions?limit=2", headers=anna)).json()
    assert [one["id"] for one in first["exceptions"]] == [numbers[2], numbers[1]]
    assert (first["counts"]["open"], first["counts"]["assigned"]) == (2, 1)
    second = (await api.get(first["next"], headers=anna)).json()
    assert [one["id"] for one in second["exceptions"]] == [numbers[0]]
    assert second["next"] is None
    shown = (await api.get(f"/exceptions/{numbers[1]}", headers=anna)).json()
    listed = [*second["exceptions"], shown, first["exceptions"][0]]
    assert tuple(one["outcome"] for one in listed) == outcomes
    for query in ("state=assigned", "assignee=anna", "label=late-booking", "outcome=escalate"):
        found = (await api.get(f"/exceptions?{query}", headers=anna)).json()["exceptions"]
        assert [one["id"] for one in found] == [numbers[0]], query
    assert not (await api.get("/exceptions?code=DDEA", headers=anna)).json()["exceptions"]
    for wrong in ("state=closed", "code=x", "status=open", "outcome=approve", "cursor=x"):
        answer = await api.get(f"/exceptions?{wrong}", headers=anna)
        assert answer.status_code in {400, 422}, wrong


async def test_one_shows_its_breaks_exact_amounts_and_all_that_was_done(
    api: httpx.AsyncClient, dba: Conn, anna: Headers, ben: Headers
) -> None:
    number = exceptions.opened(dba)
    await post(api, f"{number}/comments", anna, 201, visibility="internal", text="Look.")
    waits = await post(
        api, f"{number}/proposals", anna, 201,
        proposed="write_off", content={"amount": 12345678901234567890}, reason="Below the cost.",
    )  # fmt: skip
    cast = await post(
        api, f"{number}/votes", ben, 201,
        proposal_id=waits["proposal_id"], verdict="approve", reason="Yes.", digest=waits["digest"],
    )  # fmt: skip
    assert (cast["state"], cast["decision"]) == ("written_off", "approved")
    answer = await api.get(f"/exceptions/{number}", headers=anna)
    assert '"exposure":100000.50' in answer.text
    assert '"amount":12345678901234567890' in answer.text, answer.text
    found = answer.json()
    assert found["pair"] == exceptions.PAIR
    assert found["breaks"] == [exceptions.QUANTITY]
    assert [one["action"] for one in found["moves"]] == [
        "opened", "write_off_proposed", "written_off",
    ]  # fmt: skip
    assert [one["text"] for one in found["comments"]] == ["Look."]
    assert found["proposals"][0]["vote"]["reviewer"] == "ben"
    reopened = await post(api, f"{number}/reopen", ben, 201, reason="It was theirs.")
    again = (await api.get(f"/exceptions/{number}", headers=anna)).json()
    assert again["reopened_by"] == reopened["request_id"]


async def test_refusals_have_their_status(
    api: httpx.AsyncClient, dba: Conn, anna: Headers, ben: Headers
) -> None:
    number, other = (
        exceptions.opened(dba, comparison={"pair": exceptions.pair(n)}) for n in range(2)
    )
    assert (await api.get("/exceptions/999", headers=anna)).status_code == 404
    await post(api, "999/moves", anna, 404, to_state="investigating")
    await post(api, f"{number}/moves", anna, 409, to_state="rematched", reason="So.")
    await post(api, f"{number}/moves", anna, 422, to_state="trade_cancelled")
    await post(api, f"{number}/moves", anna, 422, to_state="assigned", assignee="nonesuch")
    await post(api, f"{number}/moves", anna, 422, to_state="written_off")
    waits = await post(
        api,
        f"{number}/proposals",
        anna,
        201,
        proposed="repair",
        content={"quantity": 900},
        reason="So.",
    )
    vote = {"proposal_id": waits["proposal_id"], "verdict": "approve", "reason": "So."}
    good = vote | {"digest": waits["digest"]}
    await post(api, f"{number}/votes", anna, 403, **good)
    await post(api, f"{number}/votes", ben, 412, **vote, digest="0" * 64)
    await post(api, f"{other}/votes", ben, 404, **good)
    await post(api, f"{number}/votes", ben, 201, **good)
    await post(api, f"{number}/votes", ben, 409, **good)


async def test_a_bulk_call_answers_for_each_item(
    api: httpx.AsyncClient, dba: Conn, anna: Headers
) -> None:
    people.add_reviewers(dba, "ben")
    closed = exceptions.written_off(dba, comparison={"pair": exceptions.pair(1)})
    numbers = [exceptions.opened(dba, comparison={"pair": exceptions.pair(n)}) for n in (2, 3)]
    mine = exceptions.opened(dba, actor="anna", comparison={"pair": exceptions.pair(4)})
    sent = {"exception_ids": [*numbers, closed, 999, mine, numbers[0]]}
    told = await post(api, "bulk", anna, **sent, to_state="trade_cancelled", reason="Both gone.")
    items = told["items"]
    assert isinstance(items, list)
    assert [(one["exception_id"], one["disposition"]) for one in items] == [
        (numbers[0], "done"),
        (numbers[1], "done"),
        (closed, "not_eligible"),
        (999, "not_eligible"),
        (mine, "not_eligible"),
    ]
    assert "is written_off" in items[2]["why"]
    assert "does not exist" in items[3]["why"]
    assert "made request" in items[4]["why"]
    assert rows.one(dba, "select count(*) from ops.exceptions_open") == 1
    await post(api, "bulk", anna, 422, exception_ids=numbers, to_state="trade_cancelled")
    await post(api, "bulk", anna, 422, exception_ids=[], to_state="open")


async def test_a_request_shows_its_exception_and_the_state_of_it(
    api: httpx.AsyncClient, dba: Conn, anna: Headers
) -> None:
    number = exceptions.opened(dba)
    request_id = exceptions.row(dba, number).request_id
    for state, verb in (("open", None), ("investigating", "moves"), ("trade_cancelled", "moves")):
        if verb:
            await post(api, f"{number}/{verb}", anna, to_state=state, reason="So.")
        answer = await api.get(f"/requests/{request_id}")
        assert answer.json()["exception"] == {"id": number, "state": state}
        explained = (await api.get(f"/requests/{request_id}/explanation")).json()
        (found,) = [
            one
            for one in records.sentences(explained)
            if one["text"] == f"Its exception {number} is {state}."
        ]
        assert f"exception:{number}" in found["rests_on"]
        assert all(records.is_there(dba, it) for it in found["rests_on"])
        client = await api.get(f"/requests/{request_id}/explanation?audience=client")
        assert f"exception {number}" not in client.text
    (other,) = people.waiting(dba)
    assert (await api.get(f"/requests/{other}")).json()["exception"] is None


async def test_each_closing_by_people_is_counted_as_a_decision_of_people(
    api: httpx.AsyncClient, dba: Conn, anna: Headers, ben: Headers
) -> None:
    numbers = [exceptions.opened(dba, comparison={"pair": exceptions.pair(n)}) for n in range(3)]
    gone = {"to_state": "trade_cancelled", "reason": "Both sides."}

    def counted(decision: str) -> float:
        labels = {"type": "trade_review", "decision": decision, "by": "people"}
        return REGISTRY.get_sample_value("bankagent_decisions_total", labels) or 0

    before = {decision: counted(decision) for decision in ("approved", "rejected")}
    await post(api, f"{numbers[0]}/moves", anna, to_state="investigating")
    await post(api, f"{numbers[0]}/moves", anna, **gone)
    await post(api, "bulk", anna, exception_ids=numbers[:2], **gone)
    waits = await post(
        api,
        f"{numbers[2]}/proposals",
        anna,
        201,
        proposed="write_off",
        content={"quantity": 900},
        reason="So.",
    )
    vote = {"proposal_id": waits["proposal_id"], "digest": waits["digest"]}
    await post(api, f"{numbers[2]}/votes", ben, 201, verdict="approve", reason="Yes.", **vote)
    assert counted("rejected") - before["rejected"] == 2
    assert counted("approved") - before["approved"] == 1


async def test_an_approval_with_an_exception_says_that_the_exception_decides(
    api: httpx.AsyncClient, dba: Conn, anna: Headers
) -> None:
    number = exceptions.opened(dba)
    request_id = exceptions.row(dba, number).request_id
    found = (await api.get(f"/approvals/{request_id}", headers=anna)).json()
    assert not found["you_may_vote"]
    assert f"exception {number}" in found["why_not"]


async def test_the_trail_the_history_and_the_explanation_say_what_was_done(
    api: httpx.AsyncClient, dba: Conn, anna: Headers, ben: Headers
) -> None:
    number = exceptions.opened(dba)
    request_id = exceptions.row(dba, number).request_id
    await post(api, f"{number}/moves", anna, to_state="investigating")
    await post(api, f"{number}/moves", anna, to_state="trade_cancelled", reason="Both sides.")
    later = (await post(api, f"{number}/reopen", ben, 201, reason="Not yet."))["request_id"]
    trail = (await api.get(f"/requests/{request_id}/audit")).json()["audit"]
    assert [one["action"] for one in trail][-3:] == [
        "exception_moved", "processed", "exception_reopened",
    ]  # fmt: skip
    told = rows.fetch(dba, "select story from ops.request_history(%s)", request_id)
    assert [one.story for one in told][-3:] == [
        f"anna moved exception {number} from open to investigating.",
        f"anna: Rejected: exception {number} was closed, the trade is cancelled.",
        f"ben reopened exception {number}: request {later} compares the pair again.",
    ]
    explained = (await api.get(f"/requests/{request_id}/explanation")).text
    for words in (
        f"anna moved exception {number} from open to investigating",
        "People of the bank decided it.",
        f"anna closed exception {number} as trade_cancelled: Both sides.",
        f"ben reopened exception {number} by request {later}",
    ):
        assert words in explained, explained
    read = (await api.get(f"/requests/{request_id}")).json()
    assert read["request"]["status"] == "processed"


async def test_an_explanation_says_how_a_forced_match_came_about(
    api: httpx.AsyncClient, dba: Conn, anna: Headers, ben: Headers
) -> None:
    number = exceptions.opened(dba)
    request_id = exceptions.row(dba, number).request_id
    for proposed, reason, verdict, said in (
        ("write_off", "Small.", "reject", "Not that small."),
        ("repair", "The trader says 900.", "approve", "He says so."),
    ):
        made = await post(
            api, f"{number}/proposals", anna, 201,
            proposed=proposed, content={"quantity": 900}, reason=reason,
        )  # fmt: skip
        vote = {"proposal_id": made["proposal_id"], "verdict": verdict, "digest": made["digest"]}
        await post(api, f"{number}/votes", ben, 201, reason=said, **vote)
    await post(api, f"{number}/moves", anna, to_state="rematched", reason="Amended by hand.")
    explained = (await api.get(f"/requests/{request_id}/explanation")).json()
    told = {one["text"]: one for one in records.sentences(explained)}
    forced = f"anna closed exception {number} as rematched, though no pair matched (forced)"
    for text in (
        f"{forced}: Amended by hand.",
        "anna proposed to write the difference off: Small.",
        "ben voted reject on it: Not that small.",
        "anna proposed a repair: The trader says 900.",
        "ben voted approve on it: He says so.",
    ):
        assert told[text]["internal"]
        assert all(records.is_there(dba, it) for it in told[text]["rests_on"]), text
