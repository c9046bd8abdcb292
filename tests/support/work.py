"""Items of work: moves of reviewers on the work list, and what an item is after them."""

from typing import Any

from tests.support import rows, verbs
from tests.support.rows import Conn

MOVE = "select * from bankagent.move_work(%s, %s, %s, %s, %s, %s)"
COMMENT = "select bankagent.comment_on_request(%s, %s, %s, %s) as id"
ITEM = "select * from ops.work_items where request_id = %s"
LATER = "select clock_timestamp() + %s::interval"


def move(
    conn: Conn,
    request_id: int,
    action: str,
    *,
    by: str = "anna",
    to: str | None = None,
    until: Any = None,
    reason: str | None = None,
) -> Any:
    """Call move_work as the API does for this person; return its row."""
    with verbs.naming(conn, by):
        (found,) = rows.fetch(conn, MOVE, request_id, action, to, until, reason, by)
    return found


def comment(
    conn: Conn, request_id: int, text: str, *, by: str = "anna", shared: bool = False
) -> int:
    """Comment on a request; return the comment's number."""
    with verbs.naming(conn, by):
        visibility = "caller" if shared else "internal"
        (found,) = rows.fetch(conn, COMMENT, request_id, visibility, text, by)
    return int(found.id)


def item(conn: Conn, request_id: int) -> Any:
    """Return the item of a request that awaits approval."""
    (found,) = rows.fetch(conn, ITEM, request_id)
    return found


def owner(conn: Conn, request_id: int) -> str | None:
    found: str | None = item(conn, request_id).owner
    return found


def later(conn: Conn, interval: str) -> Any:
    """Return the time that is so long from now."""
    return rows.one(conn, LATER, interval)


def let_lapse(conn: Conn, request_id: int) -> None:
    """Move the ends of a request's claims and snoozes into the past, as waiting would."""
    with rows.triggers_off(conn):
        conn.execute(
            "update bankagent.work_moves set owned_until = moved_at - interval '1 second', "
            "snoozed_until = snoozed_until - interval '31 days' "
            "where request_id = %s and (owned_until is not null or snoozed_until is not null)",
            [request_id],
        )
