"""What waits for people, in words for a terminal.

Payloads are strangers' text: what could move the cursor, change colours or turn the direction of
writing is shown as its number, so that a reviewer reads what is there.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import simplejson

from bankagent.cli.terminal import plain

LINES = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))
HEADS: tuple[str, ...] = ("request", "waits", "type", "client", "made by", "why")
NOTHING = "Nothing waits for people."


def list_in_words(answer: Mapping[str, Any]) -> str:
    """Return a list of what waits, one request a line, as GET /approvals answers it."""
    found = answer["approvals"]
    if not found:
        return NOTHING
    rows = [HEADS, *map(_row, found)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]) - 1)]
    lines = [
        "  ".join([*(cell.ljust(w) for cell, w in zip(row, widths, strict=False)), row[-1]])
        for row in rows
    ]
    if answer["next"]:
        lines.append(f"More wait: --after {found[-1]['request']['id']} shows the next.")
    return "\n".join(lines)


def approval_in_words(one: Mapping[str, Any]) -> str:
    """Return all that a reviewer must know for a vote, as GET /approvals/{id} answers it."""
    request, policy = one["request"], one["policy"]
    named = f"{policy['key']}@{policy['version']}  {policy['sha256']}" if policy else "none applied"
    lines = [
        f"Request {request['id']}: {request['request_type']} for {request['client_id']}",
        f"made by  {request['maker']}",
        f"waits    {_waits(one)}, since {one['waiting_since']}, attempt {one['attempt']}",
        f"because  {one['why']}",
        f"policy   {named}",
        f"digest   {one['digest']}",
        *([] if one["you_may_vote"] else [f"note     {one['why_not']}"]),
        *(["", "rules", *map(_rule, one["fired"])] if one["fired"] else []),
        "",
        *f"facts    {_json(one['facts'])}".split("\n"),
        "",
        *f"payload  {_json(request['payload'])}".split("\n"),
    ]
    return "\n".join(map(plain, lines))


def _row(one: Mapping[str, Any]) -> tuple[str, ...]:
    request = one["request"]
    cells = (
        str(request["id"]),
        _waits(one),
        request["request_type"],
        request["client_id"],
        request["maker"] + ("" if one["you_may_vote"] else " (you)"),
        one["why"],
    )
    return tuple(map(plain, cells))


def _rule(rule: Mapping[str, Any]) -> str:
    saw = ", ".join(
        f"{name} = {_json(value, indent=None)}" for name, value in rule["facts"].items()
    )
    line = f"  {rule['rule_id']}  {rule['outcome']}  {rule['text']}"
    return f"{line}  [{saw}]" if saw else line


def _waits(one: Mapping[str, Any]) -> str:
    since = datetime.fromisoformat(one["waiting_since"])
    seconds = max(0, int((datetime.now(UTC) - since).total_seconds()))
    size, unit = next((line for line in LINES if seconds >= line[0]), LINES[-1])
    return f"{seconds // size} {unit}"


def _json(value: Any, *, indent: int | None = 2) -> str:
    return str(simplejson.dumps(value, use_decimal=True, ensure_ascii=False, indent=indent))
