"""Feeds as text for a terminal: a table of several, the summary of one."""

from collections.abc import Mapping
from typing import Any

from rich.table import Table

from bankagent.cli.tables import table
from bankagent.domain.plain_text import plain

MATCHES = {
    "exact": "matched exactly",
    "within_tolerance": "matched within tolerance",
    "forced": "accepted before by people",
    "broken": "broken",
    "unmatched_ours": "unmatched, ours alone",
    "unmatched_theirs": "unmatched, theirs alone",
    "not_compared": "not compared",
}
STATUSES = {
    "approved": "approved",
    "rejected": "rejected",
    "awaiting_approval": "waiting for people",
    "needs_info": "waiting for the caller",
    "received": "waiting for a worker",
    "failed": "failed: waiting for an operator",
    "cancelled": "cancelled",
}
# Lines that stand there with 0, too.
ALWAYS = {"exact", "within_tolerance", "broken", "unmatched_ours", "unmatched_theirs", "approved"}


def list_table(answer: Mapping[str, Any]) -> Table:
    """Return the table of an answer of GET /feeds, one feed a row."""
    shown = table("feed", "maker", "client", "rows", "began at", right=("rows",), whole=("feed",))
    for one in answer["feeds"]:
        rows = "-" if one["rows"] is None else f"{one['rows']:,}"
        shown.add_row(
            *map(plain, (one["name"], one["maker"], one["client_id"], rows, one["began_at"]))
        )
    return shown


def summary_text(one: Mapping[str, Any]) -> str:
    """Return an answer of GET /feeds/{feed} as text."""
    rows = "?" if one["rows"] is None else f"{one['rows']:,}"
    exceptions = f"{one['exceptions_opened']:,} opened, {one['exceptions_open']:,} open now"
    lines = [
        f"Feed {one['name']} of {one['maker']}: {one['taken']:,} of {rows} rows are taken.",
        *_numbers(one["matches"], MATCHES),
        "",
        *_numbers(one["statuses"], STATUSES),
        "",
        f"  exceptions: {exceptions}",
        *_repeated(one["repeated"]),
    ]
    return "\n".join(map(plain, lines))


def is_decided(one: Mapping[str, Any], rows: int) -> bool:
    """Whether all rows of a feed are decided, by policy or by people."""
    return bool(one["statuses"]["approved"] + one["statuses"]["rejected"] == rows)


def _numbers(numbers: Mapping[str, int], words: Mapping[str, str]) -> list[str]:
    return [
        f"  {numbers[name]:>7,}  {word}"
        for name, word in words.items()
        if numbers[name] or name in ALWAYS
    ]


def _repeated(number: int) -> list[str]:
    return [f"  {number:,} are unchanged: their exceptions were open before"] if number else []
