"""Ways in of trade exceptions: over HTTP and by commands, worked on by two reviewers."""

from typing import Any

from tests.battery.given import CLIENT
from tests.battery.installation import Installation
from tests.battery.registry import way
from tests.support import pairs, people, rows
from tests.support.exact import assert_just_now, parsed

REASON = "Zażółć: both sides say so."


def opened(at: Installation, **theirs: Any) -> int:
    """Submit a broken pair of this installation's own; return its exception's number."""
    payload = pairs.pair(**(theirs or {"quantity": 900}))
    mark = rows.one(at.dba, "select pg_catalog.gen_random_uuid()::text")
    for side in ("ours", "theirs"):
        payload[side]["record_number"] = f"{side} {mark}"
    item = {"client_id": CLIENT, "request_type": "trade_exception", "payload": payload}
    request_id = int(at.ask("POST", "/requests", 201, json=item)["request_id"])
    at.wait(request_id, "awaiting_approval")
    query = "select id from bankagent.trade_exceptions where request_id = %s"
    return int(rows.one(at.dba, query, request_id))


@way
def exceptions_over_http(at: Installation) -> None:
    number, other = opened(at), opened(at)
    listed = at.ask("GET", "/exceptions?limit=200&state=open", by=at.reviewer)
    assert number in [one["id"] for one in listed["exceptions"]]
    url = f"/exceptions/{number}"
    at.ask(
        "POST", f"{url}/moves", by=at.reviewer, json={"to_state": "assigned", "assignee": "anna"}
    )
    text = {"visibility": "counterparty", "text": REASON}
    at.ask("POST", f"{url}/comments", 201, by=at.reviewer, json=text)
    at.ask("POST", f"{url}/labels", by=at.reviewer, json={"label": "late-booking"})
    proposal = {"proposed": "write_off", "content": {"client": CLIENT}, "reason": REASON}
    waits = at.ask("POST", f"{url}/proposals", 201, by=at.reviewer, json=proposal)
    vote = {"verdict": "approve", "reason": REASON} | {
        name: waits[name] for name in ("proposal_id", "digest")
    }
    at.call("POST", f"{url}/votes", 403, by=at.reviewer, json=vote)
    ben = people.keyed(at.dba, "reviewer", "ben-of-exceptions", "reviewer")
    assert at.ask("POST", f"{url}/votes", 201, by=ben, json=vote)["decision"] == "approved"
    shown = at.ask("GET", url, by=at.reviewer)
    assert (shown["client_id"], shown["comments"][0]["text"]) == (CLIENT, REASON)
    assert shown["proposals"][0]["content"] == {"client": CLIENT}
    assert_just_now(shown["closed_at"])
    again = at.ask("POST", f"{url}/reopen", 201, by=ben, json={"reason": REASON})
    at.wait(again["request_id"], "awaiting_approval")
    sent = {"exception_ids": [number, other], "to_state": "trade_cancelled", "reason": REASON}
    told = at.ask("POST", "/exceptions/bulk", by=at.reviewer, json=sent)["items"]
    assert [one["disposition"] for one in told] == ["not_eligible", "done"]


@way
def exception_commands(at: Installation) -> None:
    number = opened(at)
    listed = parsed(at.command("exception", "list", "--json").stdout)["exceptions"]
    assert number in [one["id"] for one in listed]
    assert CLIENT in at.command("exception", "list").stdout
    at.command("exception", "comment", str(number), "--text", REASON)
    at.command("exception", "label", str(number), "late-booking")
    assert REASON in at.command("exception", "show", str(number)).stdout
    propose = ("exception", "propose", str(number), "--as", "cancellation", "--reason", REASON)
    waits = parsed(at.command(*propose, "--json").stdout)
    cleo = people.keyed(at.dba, "reviewer", "cleo-of-exceptions", "reviewer").key.text
    vote = ("exception", "vote", str(number), "--proposal", str(waits["proposal_id"]))
    says = ("--digest", waits["digest"], "--verdict", "reject", "--reason", REASON, "--json")
    assert parsed(at.command(*vote, *says, BANKAGENT_KEY=cleo).stdout)["decision"] is None
    move = ("exception", "move", str(number), "--to", "trade_cancelled", "--reason", REASON)
    assert parsed(at.command(*move, "--json").stdout)["decision"] == "rejected"


@way
def exceptions_on_the_work_list(at: Installation) -> None:
    number = opened(at)
    claimed = at.ask("POST", f"/exceptions/{number}/claim", by=at.reviewer, json={})
    assert claimed["owner"] == at.reviewer.name
    assert at.ask("GET", f"/exceptions/{number}", by=at.reviewer)["state"] == "assigned"
    listed = parsed(at.command("exception", "work", "--json").stdout)["exceptions"]
    assert number in [one["id"] for one in listed]
    for name, *options in (
        ("release",),
        ("claim",),
        ("snooze",),
        ("assign", "--to", at.reviewer.name),
        ("team", "--to", "compliance"),
    ):
        done = at.command("exception", name, str(number), *options, code=int(name == "snooze"))
        assert f"Exception {number}: " in done.stdout
    at.command("exception", "claim", str(number))
    assert "the team compliance has it" in at.command("exception", "hand-back", str(number)).stdout
