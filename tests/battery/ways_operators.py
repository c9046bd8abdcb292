"""Ways in of operators: every command of `bankagent` that meets the database."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

from tests.battery.given import BIG, brought_to, submitted
from tests.battery.installation import Installation
from tests.battery.places import IN_THE_SERVER
from tests.battery.registry import way, way_by_psql
from tests.support import rows
from tests.support.agent_work import insert
from tests.support.exact import assert_just_now, parsed

WHY = ("--reason", "Zażółć: the prices are late.")
# Findings that would be false here, whatever is set.
FALSE = {
    "audit_gap", "bad_policy", "check_failed", "clocks_apart", "dead_workers", "drift",
    "files_not_applied", "key_expires", "missing_object", "more_drift", "no_policy", "no_worker",
    "queue_version", "reference_altered", "right_missing", "right_too_many", "stuck_requests",
}  # fmt: skip


@way
def status(at: Installation) -> None:
    brought_to(at, "processed")
    told = parsed(at.command("status", "--json").stdout)
    assert told["well"], told["troubles"]
    assert "All is well." in at.command("status").stdout


@way
def doctor(at: Installation) -> None:
    told = json.loads(at.command("doctor", "--json", code=(0, 1)).stdout)
    findings = {one["code"]: one["what"] for check in told["checks"] for one in check["findings"]}
    wrong = {code: what for code, what in findings.items() if code in FALSE}
    assert wrong == {}
    said = " ".join(findings.values()) + at.command("doctor", code=(0, 1)).stdout
    if at.circumstances.place in IN_THE_SERVER:  # of other processes' environment it knows nothing
        for one in at.circumstances.settings:
            assert one.name in said or not one.named, f"the doctor does not name {one.name}"


@way
def explain(at: Installation) -> None:
    request_id = str(brought_to(at, "awaiting_approval", BIG))
    told = parsed(at.command("explain", request_id, "--json").stdout)
    assert len(told["sections"]) == 4
    said = at.command("explain", request_id).stdout
    assert f"<request:{request_id}, entry:" in said
    assert str(BIG["notional"]) in said
    assert "[internal]" not in at.command("explain", request_id, "--audience", "client").stdout


@way
def trace_of_an_agent(at: Installation) -> None:
    number = brought_to(at, "processed")
    insert(at.dba, number)
    (run,) = parsed(at.command("trace", "show", str(number), "--json").stdout)["runs"]
    assert_just_now(run["begun_at"])
    assert run["steps"][0]["result"]["content"] == {"text": "Zażółć", "amount": Decimal("1.10")}
    assert "text: Zażółć" in at.command("trace", str(number)).stdout
    assert "Nothing is wrong." in at.command("trace", "verify", str(number)).stdout
    assert parsed(at.command("trace", "verify", str(number), "--json").stdout)["faults"] == []


@way
def replay(at: Installation) -> None:
    """What the worker has decided under these settings comes out again, and by a version too."""
    brought_to(at, "awaiting_approval", BIG)
    since = ("policy", "replay", "--since", "2020-01-01")
    told = parsed(at.command(*since, "--json").stdout)
    assert (told["differ"], told["differences"], told["explained"]) == (0, [], 0)
    assert told["agreed"] > 0
    of_type = ("--type", "trade_review")
    of_trades = parsed(at.command(*since, *of_type, "--json").stdout)
    assert (of_trades["differ"], of_trades["agreed"] > 0) == (0, True)
    assert " 0 differ." in at.command(*since, *of_type).stdout
    tried = parsed(at.command(*since, *of_type, "--draft", "1", "--json").stdout)
    assert (tried["draft"], tried["requests"]) == ("trade_review@1", of_trades["requests"])


@way
def models_and_limits(at: Installation) -> None:
    model = ("openai", "by-command")
    about = ("--owner", "Zażółć", "--purpose", "drafts", "--validated-by", "Risk")
    validated = ("--validated-on", "2026-01-05", "--prices", "0.25,2,0.025")
    listed = parsed(at.command("models", "add", *model, *about, *validated, "--json").stdout)
    assert (listed["owner"], listed["validated_on"]) == ("Zażółć", "2026-01-05")
    assert "openai:by-command" in at.command("models", "list").stdout
    at.command("models", "limit", "client_day", "--for", "CUST-by-command", "--money", "25.5")
    assert "25.5" in at.command("models", "limits").stdout
    at.command("models", "unlimit", "client_day", "--for", "CUST-by-command")
    at.command("models", "resume", "openai", code=1)
    assert "is retired" in at.command("models", "retire", *model).stdout


@way
def pause_and_resume(at: Installation) -> None:
    for kind in ("queue", "type"):
        paused = parsed(at.command("pause", kind, "trade_review", *WHY, "--json").stdout)
        assert_just_now(paused["paused_at"])
        request_id = submitted(at)
        (listed,) = parsed(at.command("pause", "list", "--json").stdout)
        assert listed["reason"] == WHY[1]
        assert "trade_review" in at.command("pause", "list").stdout
        told = parsed(at.command("status", "--json", code=0).stdout)
        assert len(told["pauses"]) == 1
        assert "is resumed, after 0 min" in at.command("resume", kind, "trade_review").stdout
        at.wait(request_id, "processed")
    at.command("resume", "queue", "trade_review", code=1)


@way
def caller(at: Installation) -> None:
    _holders(at, "caller", "--scope", "requests:read")


@way
def reviewer(at: Installation) -> None:
    _holders(at, "reviewer", "--role", "compliance")
    name, reason = "new-reviewer", ("--reason", "A trial.")
    limit = ("--limit", "trade_review=1000000.50USD", "--to", "2099-12-31")
    granted = at.command("reviewer", "grant", name, "--role", "senior", *limit, *reason, "--json")
    (number,) = parsed(granted.stdout)["authority_ids"]
    assert "1,000,000.50 USD" in at.command("reviewer", "show", name).stdout
    told = at.command("reviewer", "email", name, "anna@bank.example").stdout
    assert told == f"Summaries for {name} go to anna@bank.example.\n"
    at.command("reviewer", "email", name)
    at.command("reviewer", "end", str(number), *reason)
    shown = parsed(at.command("reviewer", "show", name, "--json").stdout)["authorities"]
    assert [one["state"] for one in shown] == ["in force", "ended"]


def _holders(at: Installation, kind: str, *options: str) -> None:
    name = f"new-{kind}"
    added = parsed(at.command(kind, "add", name, *options, "--json").stdout)
    assert at.command(kind, "add", name, *options).stdout.startswith(f"bak_{kind}_")
    at.command(kind, "add", name, *options, code=1)  # two keys at most
    for command, state in (("disable", "disabled"), ("enable", "works")):
        at.command(kind, command, name)
        listed = parsed(at.command(kind, "list", "--json").stdout)
        assert {one["state"] for one in listed if one["name"] == name} == {state}
    at.command(kind, "revoke", added["key_id"])
    assert name in at.command(kind, "list").stdout


@way
def migrate_again(at: Installation) -> None:
    told = json.loads(at.command("migrate", "--json").stdout)
    assert (told["applied"], told["said"]) == ([], [])


@way
def install(at: Installation) -> None:
    """A database that is empty, under the same settings."""
    with _empty(at) as name:
        here = {"DATABASE_URL": at.url("operator", name)}
        assert json.loads(at.command("migrate", "--json", **here).stdout)["applied"]
        assert json.loads(at.command("migrate", "--json", **here).stdout)["applied"] == []


@contextmanager
def _empty(at: Installation) -> Iterator[str]:
    name = f"{at.db.name}_new"
    at.dba.execute(f"create database {name} template template1 strategy file_copy")
    at.dba.execute(f"grant create on database {name} to bankagent_owner")
    at.circumstances.apply_to(at.dba, name, at.logins)
    try:
        yield name
    finally:
        at.dba.execute(f"drop database {name} with (force)")


@way_by_psql
def prompt(at: Installation) -> None:
    """A prompt of our own; what a server of today alone knows, it cannot pin for all servers."""
    asked = ("psql", "-X", "-At", "-c", "select queue from queue_depth; table pauses_open")
    at.process(*asked)
    assert at.db.name in at.command("url").stdout


@way
def version(at: Installation) -> None:
    assert parsed(at.command("version", "--json").stdout)["schema"]


@way
def second_worker(at: Installation) -> None:
    """A worker that comes, and drains when it is told to end."""
    if (more := at.started_worker()) is None:
        raise AssertionError(f"there is no second worker: {at.why['worker']}")
    code, said = more.drain(), more.said()
    more.end()
    assert code == 0, said[-300:]
    assert "Traceback" not in said, said[-300:]
    assert rows.fetch(at.dba, "select 1 from ops.workers where pid = %s", more.pid) == []
