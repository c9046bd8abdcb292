"""Delegations and break-glass, as people ask for them, confirm and review them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

from tests.support import rows, verbs
from tests.support.rows import Conn

ASK = (
    "select bankagent.ask_authority(p_kind => %(kind)s, p_reason => %(reason)s, "
    "p_valid_to => %(valid_to)s, p_holder => %(holder)s, p_from_authority_id => %(authority)s, "
    "p_role => %(role)s, p_request_type => %(request_type)s, p_max_amount => %(max_amount)s, "
    "p_currency => %(currency)s, p_actor => %(actor)s)"
)
CONFIRM = "select bankagent.confirm_authority(%s, %s)"
REVIEW = "select bankagent.review_break_glass(%s, 'justified', 'It was needed.', %s)"
NOTHING = dict.fromkeys(("holder", "authority", "role", "request_type", "max_amount", "currency"))
Refused = psycopg.Error


def own(conn: Conn, name: str, *, last: bool = False) -> int:
    """Return the first authority that an operator gave a reviewer, or the last one."""
    which = "max" if last else "min"
    number: int = rows.one(
        conn, f"select {which}(id) from bankagent.authorities where reviewer = %s", name
    )
    return number


def asked(conn: Conn, by: str, given: dict[str, Any]) -> int:
    with verbs.naming(conn, by):
        cursor = conn.execute(ASK, NOTHING | given | {"actor": by})
        number: int = cursor.fetchone()[0]  # type: ignore[index]
    return number


def delegate(conn: Conn, by: str, holder: str, *, days: float = 5, **given: Any) -> int:
    """Ask for a delegation of the first authority of a reviewer; return the number of the ask."""
    until = datetime.now(UTC) + timedelta(days=days)
    usual = {"kind": "delegation", "reason": "On leave.", "valid_to": until, "holder": holder}
    return asked(conn, by, usual | {"authority": own(conn, by)} | given)


def break_glass(conn: Conn, by: str, role: str | None, *, hours: float = 2, **given: Any) -> int:
    """Ask for break-glass; return the number of the ask."""
    # A second less than asked for, where it is some hours: the database's clock goes on.
    until = datetime.now(UTC) + timedelta(hours=hours, seconds=-1 if hours <= 8 else 5)
    usual = {"kind": "break_glass", "reason": "No senior is here.", "valid_to": until}
    return asked(conn, by, usual | {"role": role} | given)


def confirm(conn: Conn, ask: int, by: str) -> int:
    """Confirm an ask; return the number of the authority."""
    with verbs.naming(conn, by):
        number: int = rows.one(conn, CONFIRM, ask, by)
    return number


def lent(conn: Conn, by: str, holder: str, **given: Any) -> int:
    """Delegate, and let cleo or sam confirm it; return the number of the authority."""
    second = next(one for one in ("sam", "cleo") if one not in {by, holder})
    return confirm(conn, delegate(conn, by, holder, **given), second)


def let_pass(conn: Conn, *, days: int) -> None:
    """Move all asks and what they gave into the past, as waiting would."""
    with rows.triggers_off(conn):
        for table in ("authority_asks", "authorities"):
            conn.execute(
                f"update bankagent.{table} set valid_from = valid_from - make_interval(days => %s),"
                " valid_to = valid_to - make_interval(days => %s) where valid_to is not null",
                [days, days],
            )


def review(conn: Conn, ask: int, by: str) -> None:
    with verbs.naming(conn, by):
        conn.execute(REVIEW, [ask, by])
