"""Ways in of reviewers: the API, and the commands that call it."""

import json

from tests.battery.given import BIG, CLIENT, brought_to
from tests.battery.installation import Installation
from tests.battery.registry import way
from tests.support.exact import assert_just_now, parsed

REASON = "Zażółć: within the limit."


@way
def vote(at: Installation) -> None:
    request_id = brought_to(at, "awaiting_approval", BIG)
    waiting = at.ask("GET", "/approvals?limit=200&show=mine&by=due", by=at.reviewer)["approvals"]
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
    trail = at.ask("GET", f"/requests/{request_id}/audit")["audit"]
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
