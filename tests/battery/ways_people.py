"""Ways in of reviewers: the API, and the commands that call it."""

import json

from tests.battery.given import BIG, CLIENT, brought_to
from tests.battery.installation import Installation
from tests.battery.registry import way
from tests.support import rows
from tests.support.exact import assert_just_now, parsed

REASON = "Zażółć: within the limit."


@way
def vote(at: Installation) -> None:
    request_id = brought_to(at, "awaiting_approval", BIG)
    waiting = at.ask("GET", "/approvals?limit=200&show=team&by=due", by=at.reviewer)["approvals"]
    assert request_id in [one["request"]["id"] for one in waiting]
    shown = at.ask("GET", f"/approvals/{request_id}", by=at.reviewer)
    assert (shown["request"]["payload"], shown["facts"]["notional"]) == (BIG, BIG["notional"])
    assert_just_now(shown["waiting_since"])
    cast = {"verdict": "approve", "reason": REASON, "digest": shown["digest"]}
    url = f"/requests/{request_id}/votes"
    stale = cast | {"digest": "0" * 64}
    at.call("POST", url, 412, by=at.reviewer, json=stale)
    assert at.ask("POST", url, 201, by=at.reviewer, json=cast)["decision"] == "approved"
    at.call("POST", url, 409, by=at.reviewer, json=cast)
    (latest,) = at.ask("GET", "/votes?limit=1", by=at.reviewer)["votes"]
    assert (latest["request_id"], latest["reason"]) == (request_id, REASON)
    trail = at.ask("GET", f"/requests/{request_id}/audit", by=at.reviewer)["audit"]
    assert [one["action"] for one in trail][-2:] == ["voted", "processed"]
    assert trail[-2]["result"]["digest"] == shown["digest"]


@way
def approval_commands(at: Installation) -> None:
    request_id = brought_to(at, "awaiting_approval", BIG)
    listed = json.loads(at.command("approval", "list", "--json").stdout)["approvals"]
    assert request_id in [one["request"]["id"] for one in listed]
    assert CLIENT in at.command("approval", "list").stdout
    shown = at.command("approval", "show", str(request_id)).stdout
    assert CLIENT in shown
    assert str(BIG["notional"]) in shown
    words = ("approval", "vote", str(request_id), "--verdict", "needs_info", "--reason", REASON)
    cast = parsed(at.command(*words, "--json", stdin="y\n").stdout)
    assert cast["status"] == "needs_info"
    assert at.ask("GET", f"/requests/{request_id}")["asked"] == REASON


@way
def escalation(at: Installation) -> None:
    by_api, by_command = (brought_to(at, "awaiting_approval", BIG) for _ in range(2))
    shown = at.ask("GET", f"/approvals/{by_api}", by=at.reviewer)
    asked = {"code": "unusual_case", "reason": REASON, "digest": shown["digest"]}
    url = f"/requests/{by_api}/escalations"
    at.call("POST", url, 412, by=at.reviewer, json=asked | {"digest": "0" * 64})
    assert at.ask("POST", url, 201, by=at.reviewer, json=asked)["status"] == "awaiting_approval"
    at.call("POST", url, 409, by=at.reviewer, json=asked)
    demand = at.ask("GET", f"/approvals/{by_api}", by=at.reviewer)["demand"]
    assert [one["role"] for one in demand["stages"]][-1] == "senior"
    assert demand["votes"][0]["reason"] == REASON
    words = ("approval", "escalate", str(by_command), "--code", "other", "--reason", REASON)
    done = parsed(at.command(*words, "--json", stdin="y\n").stdout)
    assert (done["request_id"], done["status"]) == (by_command, "awaiting_approval")


@way
def work_list(at: Installation) -> None:
    request_id = brought_to(at, "awaiting_approval", BIG)
    url = f"/approvals/{request_id}"
    claimed = at.ask("POST", f"{url}/claim", by=at.reviewer, json={})
    assert (claimed["owner"], claimed["request_id"]) == (at.reviewer.name, request_id)
    mine = at.ask("GET", "/approvals?limit=200&show=mine", by=at.reviewer)["approvals"]
    assert request_id in [one["request"]["id"] for one in mine]
    again = {"items": [{"request_id": request_id, "action": "release", "reason": REASON}]}
    (done,) = at.ask("POST", "/work:batch", by=at.reviewer, json=again)["items"]
    assert (done["disposition"], done["item"]["owner"]) == ("done", None)
    text = {"visibility": "caller", "text": REASON}
    at.ask("POST", f"/requests/{request_id}/comments", 201, by=at.reviewer, json=text)
    assert at.ask("GET", f"/requests/{request_id}")["comments"][0]["text"] == REASON
    read = at.ask("GET", f"/requests/{request_id}/comments", by=at.reviewer)["comments"]
    assert_just_now(read[0]["written_at"])


@way
def work_list_commands(at: Installation) -> None:
    number = str(brought_to(at, "awaiting_approval", BIG))
    words = {
        "claim": (),
        "assign": ("--to", at.reviewer.name),
        "hand-back": ("--reason", REASON),
        "team": ("--to", "compliance"),
        "snooze": ("--until", soon(at)),
        "claim again": (),
        "release": (),
    }
    for name, options in words.items():
        typed = ("approval", name.removesuffix(" again"), number, *options, "--json")
        assert parsed(at.command(*typed).stdout)["items"][0]["disposition"] == "done", name
    assert "is on request" in at.command("approval", "comment", number, "--text", REASON).stdout
    assert REASON in at.command("approval", "show", number).stdout


def soon(at: Installation) -> str:
    """Return the time in a minute, as people type it."""
    now = "select to_char((now() + interval '1 minute') at time zone 'UTC', %s)"
    return str(rows.one(at.dba, now, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
