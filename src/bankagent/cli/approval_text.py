"""Approvals as text for a reviewer's terminal: the table of a list, and one approval in full.

Payloads are strangers' text: characters that could move the cursor, change colours or turn the
direction of writing are shown as their numbers, so that a reviewer reads the text that is there.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from rich.table import Table

from bankagent.cli.tables import table
from bankagent.domain import exact_json
from bankagent.domain.durations import formatted
from bankagent.domain.plain_text import plain


def list_table(answer: Mapping[str, Any]) -> Table:
    """Return the table of an answer of GET /approvals, one request a row."""
    shown = table(
        "request", "waits", "due", "type", "client", "amount", "made by", "owner", "policy", "why"
    )
    for one in answer["approvals"]:
        shown.add_row(*_cells(one))
    return shown


def approval_text(one: Mapping[str, Any]) -> str:
    """Return an answer of GET /approvals/{id} as text: all that a reviewer must know for a vote."""
    request, policy = one["request"], one["policy"]
    named = f"{policy['key']}@{policy['version']}  {policy['sha256']}" if policy else "none applied"
    lines = [
        f"Request {request['id']}: {request['request_type']} for {request['client_id']}",
        f"made by  {_made_by(request)}",
        f"waits    {_waits(one)}, since {one['waiting_since']}, attempt {one['attempt']}",
        f"because  {one['why']}",
        *_work(one["work"]),
        *_demand(one["demand"]),
        f"policy   {named}",
        f"advises  {one['recommended'] or 'nothing'}{_needs_code(one)}",
        f"digest   {one['digest']}",
        *([] if one["you_may_vote"] else [f"note     {one['why_not']}"]),
        *_before(one),
        *(["", "rules", *map(_rule, one["fired"])] if one["fired"] else []),
        *([] if one["causes"] is None else ["", *_causes(one["causes"])]),
        "",
        *f"facts    {exact_json.indented(one['facts'])}".split("\n"),
        "",
        *f"payload  {exact_json.indented(request['payload'])}".split("\n"),
    ]
    return "\n".join(map(plain, lines))


def comment_line(one: Mapping[str, Any]) -> str:
    """Return a comment as a line: when, by whom, for whom, and the text."""
    to = " (its caller reads it)" if one["visibility"] == "caller" else ""
    return plain(f"comment  {_day(one['written_at'])} {one['author']}{to}: {one['text']}")


def _cells(one: Mapping[str, Any]) -> tuple[str, ...]:
    request = one["request"]
    cells = (
        str(request["id"]),
        _waits(one),
        _day(one["demand"]["due_at"]),
        request["request_type"],
        request["client_id"],
        _amount(one["demand"]["exposure"]),
        _made_by(request) + ("" if one["you_may_vote"] else " (you)"),
        one["work"]["owner"] or "-",
        one["recommended"] or "-",
        one["why"],
    )
    return tuple(map(plain, cells))


def _made_by(request: Mapping[str, Any]) -> str:
    person = request["on_behalf_of"]
    return f"{request['maker']} on behalf of {person}" if person else str(request["maker"])


def _work(work: Mapping[str, Any]) -> list[str]:
    until = f" until {_day(work['owned_until'])} UTC" if work["owned_until"] else ""
    return [
        *([f"owner    {work['owner']}{until}"] if work["owner"] else []),
        *([f"team     {work['team']}"] if work["team"] else []),
        *([f"snoozed  until {_day(work['snoozed_until'])} UTC"] if work["snoozed_until"] else []),
    ]


def _demand(demand: Mapping[str, Any]) -> list[str]:
    limit = _amount(demand["your_limit"]) or "none"
    return [
        f"exposure {_amount(demand['exposure']) or 'not known'}  (your limit: {limit})",
        *map(_stage, demand["stages"]),
        *(
            f"vote     {one['reviewer']}: {one['verdict']} at stage {one['stage']}, {one['reason']}"
            for one in demand["votes"]
        ),
    ]


def _before(one: Mapping[str, Any]) -> list[str]:
    """Return what went before: questions with answers, earlier votes, and what payloads changed."""
    lines: list[str] = []
    for asked in one["questions"]:
        if asked["question"] is not None:
            lines.append(f"asked    {asked['asked_by']}: {asked['question']}")
        if asked["answer"] is not None:
            lines.append(f"answer   {asked['answered_by']}: {asked['answer']}")
    history = one.get("history") or {"votes": [], "payload_changes": []}
    lines += [
        f"earlier  {vote['reviewer']}: {vote['verdict']} at stage {vote['stage']}, {vote['reason']}"
        for vote in history["votes"]
        if vote["verdict"] != "needs_info"
    ]
    for change in history["payload_changes"]:
        lines += [
            f"changed  {one['field']}: {exact_json.dumps(one['before'])} -> "
            f"{exact_json.dumps(one['after'])} (version {change['version']})"
            for one in change["fields"]
        ] or [f"changed  nothing: version {change['version']} is the same payload"]
    return lines


def _stage(one: Mapping[str, Any]) -> str:
    role = f"role {one['role']}" if one["role"] else "any role"
    due = f", due {_day(one['due_at'])}" if one["due_at"] else ""
    return f"stage {one['stage']}  {one['given']} of {one['votes']} votes, {role}{due}"


def _needs_code(one: Mapping[str, Any]) -> str:
    against = {"approve": "reject", "reject": "approve"}.get(one["recommended"])
    return f"  (a vote to {against} needs --override-code)" if against else ""


def _amount(amount: Mapping[str, Any] | None) -> str:
    if amount is None:
        return ""
    return f"{Decimal(amount['amount']):,f} {amount['currency']}"


def _day(at: str | None) -> str:
    return f"{datetime.fromisoformat(at):%Y-%m-%d %H:%M}" if at else ""


def _rule(rule: Mapping[str, Any]) -> str:
    facts = ", ".join(
        f"{name} = {exact_json.dumps(value)}" for name, value in rule["facts"].items()
    )
    line = f"  {rule['rule_id']}  {rule['outcome']}  {rule['text']}"
    return f"{line}  [{facts}]" if facts else line


def _causes(causes: Mapping[str, Any]) -> list[str]:
    return f"causes   {exact_json.indented(causes)}".split("\n")


def _waits(one: Mapping[str, Any]) -> str:
    since = datetime.fromisoformat(one["waiting_since"])
    return formatted(max(datetime.now(UTC), since) - since)
