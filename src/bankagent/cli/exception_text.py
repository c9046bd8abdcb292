"""Trade exceptions as text for a reviewer's terminal: the table of a list, and one in full."""

from collections.abc import Mapping
from typing import Any

from rich.table import Table

from bankagent.cli.tables import table
from bankagent.domain.plain_text import plain

# What each action of a move says; its fields are those of the move.
MOVES = {
    "opened": "opened it",
    "assigned": "assigned it to {assignee}",
    "moved": "moved it from {from_state} to {to_state}",
    "released": "gave it back to the team",
    "repair_proposed": "proposed a repair",
    "repaired": "approved the repair",
    "repair_rejected": "rejected the repair",
    "write_off_proposed": "proposed a write-off",
    "written_off": "approved the write-off, which closed it",
    "write_off_rejected": "rejected the write-off",
    "cancellation_proposed": "proposed to cancel the trade",
    "cancellation_rejected": "rejected the cancellation",
    "forced_match_proposed": "proposed to accept the pair after its repair (forced_match)",
    "forced_match_rejected": "rejected the forced match",
    "voted": "voted for the proposal, which waits for more votes",
    "rematched": "closed it by a match",
    "match_forced": "closed it as rematched, though no pair matched (forced)",
    "trade_cancelled": "closed it as trade_cancelled",
    "changed": "showed the values of request {by_request} in it",
    "reopened": "reopened it by request {by_request}",
}


def list_table(answer: Mapping[str, Any]) -> Table:
    """Return the table of an answer of GET /exceptions, one exception a row."""
    shown = table(
        "exception",
        "priority",
        "outcome",
        "age",
        "state",
        "assignee",
        "code",
        "exposure",
        "client",
        "labels",
    )
    for one in answer["exceptions"]:
        cells = (
            str(one["id"]),
            _or_none(one["priority"]),
            _or_none(one["outcome"]),
            _or_none(one["age"]),
            one["state"],
            _or_none(one["assignee"]),
            _or_none(one["primary_code"]),
            f"{one['exposure']} {one['currency']}" if one["exposure"] is not None else "-",
            one["client_id"],
            ", ".join(one["labels"]),
        )
        shown.add_row(*map(plain, cells))
    return shown


def counts_text(answer: Mapping[str, Any]) -> str:
    """Return the counts by state as one line."""
    counts = [f"{state} {count}" for state, count in answer["counts"].items() if count]
    return plain(", ".join(counts) or "no exceptions")


def exception_text(one: Mapping[str, Any]) -> str:
    """Return an answer of GET /exceptions/{id} as text."""
    pair = one["pair"]
    lines = [
        f"Exception {one['id']} of request {one['request_id']}: {one['state']}",
        f"client    {one['client_id']}",
        f"ours      {_side(pair['our_source'], pair['our_record'])}",
        f"theirs    {_side(pair['their_source'], pair['their_record'])}",
        f"assignee  {_or_none(one['assignee'])}",
        f"severity  {_or_none(one['severity'])}, priority {_or_none(one['priority'])}",
        f"outcome   {_or_none(one['outcome'])}",
        f"exposure  {_or_none(one['exposure'])} {one['currency'] or ''}".rstrip(),
        _age(one),
        f"labels    {', '.join(one['labels']) or '-'}",
        *([f"closed    {one['closed_at']}"] if one["closed_at"] else []),
        "",
        "breaks",
        *map(_break, one["breaks"]),
        "",
        "moves",
        *map(_move, one["moves"]),
        *(["", "comments", *map(_comment, one["comments"])] if one["comments"] else []),
        *(["", "proposals", *map(_proposal, one["proposals"])] if one["proposals"] else []),
    ]
    return "\n".join(map(plain, lines))


def _side(source: str | None, record: str | None) -> str:
    return f"{source} {record}" if record is not None else "missing"


def _age(one: Mapping[str, Any]) -> str:
    """Return the age of an open exception; a closed one, or one without a value date, has none."""
    if one["age"] is None:
        return f"value     {_or_none(one['value_date'])}"
    return f"age       {one['age']} business days since {one['value_date']}"


def _or_none(value: object) -> str:
    return "-" if value is None else str(value)


def _break(one: Mapping[str, Any]) -> str:
    values = f"ours {_or_none(one.get('ours'))}, theirs {_or_none(one.get('theirs'))}"
    within = ", within tolerance" if one.get("within") else ""
    return f"  {one.get('code')}  {one.get('field')}  {values}{within}"


def _move(one: Mapping[str, Any]) -> str:
    reason = f": {one['reason']}" if one.get("reason") else ""
    said = MOVES.get(one["action"], one["action"]).format_map({"assignee": "-", **one})
    return f"  {one['moved_at']}  {one['actor']}  {said}{reason}"


def _comment(one: Mapping[str, Any]) -> str:
    return f"  {one['written_at']}  {one['author']} ({one['visibility']}): {one['text']}"


def _proposal(one: Mapping[str, Any]) -> str:
    given = [f"stage {it['stage']} {it['reviewer']} {it['verdict']}" for it in one["votes"]]
    asked = sum(it["votes"] for it in one["stages"] or [{"votes": 1}])
    waits = f"waits, {len(given)} of {asked} votes; digest {one['digest']}"
    became = ", ".join([one["disposition"] or waits, *given])
    return f"  {one['id']}  {one['proposed']} by {one['proposer']}: {one['reason']} ({became})"
