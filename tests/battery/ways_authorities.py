"""Ways in of delegations and break-glass: asked for, confirmed and reviewed by three people."""

from datetime import UTC, datetime, timedelta

from tests.battery.installation import Installation
from tests.battery.registry import way
from tests.support import people, rows
from tests.support.exact import parsed

REASON = "Zażółć: no colleague is here."


def over(at: Installation, ask_id: int) -> None:
    """Let break-glass be over now."""
    rows.one(
        at.dba,
        "select bankagent.end_authority(authority_id, 'Over.')::text "
        "from bankagent.authority_confirmations where ask_id = %s",
        ask_id,
    )


@way
def authorities_over_http(at: Installation) -> None:
    (own, *_) = at.ask("GET", "/authorities", by=at.reviewer)["authorities"]
    second = people.keyed(at.dba, "reviewer", "dora-of-authorities", "reviewer")
    holder = people.keyed(at.dba, "reviewer", "ben-of-authorities", "reviewer")
    delegation = {
        "authority_id": own["authority_id"], "holder": holder.name, "reason": REASON,
        "valid_to": (datetime.now(UTC) + timedelta(days=2)).isoformat(),
    }  # fmt: skip
    path = "/authorities/delegations"
    made = at.ask("POST", path, 201, by=at.reviewer, json=delegation)["ask_id"]
    glass = {"role": "senior", "hours": 1, "reason": REASON}
    path = "/authorities/break-glass"
    broken = at.ask("POST", path, 201, by=holder, json=glass)["ask_id"]
    at.call("POST", f"/authorities/asks/{broken}/confirm", 403, by=holder)
    for ask_id in (made, broken):
        at.ask("POST", f"/authorities/asks/{ask_id}/confirm", by=second)
    over(at, broken)
    said = {"verdict": "justified", "note": REASON}
    at.ask("POST", f"/authorities/asks/{broken}/review", by=second, json=said)
    asks = at.ask("GET", "/authorities/asks?limit=200", by=holder)["asks"]
    assert {one["ask_id"] for one in asks if one["reason"] == REASON} >= {made, broken}


@way
def authority_commands(at: Installation) -> None:
    second = people.keyed(at.dba, "reviewer", "eva-of-authorities", "reviewer")
    key = {"BANKAGENT_KEY": second.key.text}
    own = at.ask("GET", "/authorities", by=at.reviewer)["authorities"][0]["authority_id"]
    third = people.keyed(at.dba, "reviewer", "gil-of-authorities", "reviewer")
    lend = ("authority", "delegate", str(own), "--to", second.name, "--days", "2")
    made = parsed(at.command(*lend, "--reason", REASON, "--json").stdout)["ask_id"]
    glass = ("authority", "break-glass", "senior", "--hours", "1", "--reason", REASON, "--json")
    broken = parsed(at.command(*glass, **key).stdout)["ask_id"]
    for ask_id in (made, broken):
        confirm = ("authority", "confirm", str(ask_id))
        assert "in force" in at.command(*confirm, BANKAGENT_KEY=third.key.text).stdout
    over(at, broken)
    say = ("authority", "review", str(broken), "--verdict", "justified", "--note", REASON)
    at.command(*say)
    assert second.name in at.command("authority", "list", "--show", "mine").stdout
