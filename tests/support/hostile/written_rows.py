"""What a call wrote, row by row: triggers of the test's own note it in its transaction."""

import json
from decimal import Decimal
from typing import Any

import psycopg
from psycopg.types.json import set_json_loads

from bankagent.db.pool import READ_JSON

NOTE = """
create schema watched;
create table watched.rows (id bigserial primary key, "table" text not null, "row" jsonb);
create function watched.note() returns trigger language plpgsql security definer
set search_path to watched, pg_temp as $$
begin
    insert into watched.rows ("table", "row") values (tg_table_name, to_jsonb(new));
    return null;
end $$;
do $$
declare
    one regclass;
begin
    for one in
        select c.oid from pg_class as c
        where c.relkind in ('r', 'p') and c.relnamespace in (
            'bankagent'::regnamespace, 'procrastinate'::regnamespace
        )
    loop
        execute format(
            'create trigger zz_note after insert or update or delete on %s '
            'for each row execute function watched.note()', one
        );
    end loop;
end $$;
"""


# Fields that are stored in another form: a policy as its table, a time in UTC, hours as their end,
# an action as what was done. Of a bulk call each exception has an answer of its own.
CONVERTED = {
    "action", "csv", "facts", "examples", "active_from", "as_of", "exception_ids", "hours", "until",
    "valid_from", "valid_to",
}  # fmt: skip
# Fields whose column has another name; `to` is of the example that assigns.
RENAMED = {
    "proposed": "kind",
    "authority_id": "from_authority_id",
    "amount": "max_amount",
    "to": "owner",
    "code": "escalation_code",
}
# Fields that are numbers in their table, whether a number or a decimal text is sent.
AMOUNTS = {"quantity", "market_value", "amount"}


class Watched:
    """A database that tells what was written since it was last asked."""

    def __init__(self, url: str) -> None:
        self.conn = psycopg.connect(url, autocommit=True)
        set_json_loads(READ_JSON, self.conn)
        self.conn.execute(NOTE)
        self._seen = 0

    def written(self) -> list[tuple[str, dict[str, Any]]]:
        """Return the table and the content of each row that was written since the last look."""
        rows = self.conn.execute(
            'select id, "table", "row" from watched.rows where id > %s order by id', [self._seen]
        ).fetchall()
        self._seen = max([self._seen, *(number for number, _, _ in rows)])
        return [(table, row) for _, table, row in rows]

    def close(self) -> None:
        self.conn.close()


def besides_readings(rows: list[tuple[str, dict[str, Any]]]) -> list[tuple[str, dict[str, Any]]]:
    """Return the rows without the readings of cases about persons, which are noted on purpose."""
    return [(table, row) for table, row in rows if table != "request_readings"]


def refusal_may_leave(rows: list[tuple[str, dict[str, Any]]], status: int) -> bool:
    """Whether a refusal may have written this: nothing, or when a key of a conflict was seen."""
    return not rows or (status == 409 and [table for table, _ in rows] == ["idempotency_keys"])


def is_stored(sent: Any, rows: list[dict[str, Any]]) -> bool:
    """Whether each field of a body that was accepted is, exactly, the column of its name in a row.

    An object or an array may also be a column of another name, or be spread over several rows;
    null may be stored as nothing.
    """
    columns = {(name, _canonical(value)) for row in rows for name, value in row.items()}
    return _is_in("", sent, columns, {value for _, value in columns})


def _is_in(name: str, sent: Any, columns: set[tuple[str, str]], values: set[str]) -> bool:
    if name in AMOUNTS and isinstance(sent, str):
        sent = Decimal(sent)
    if (
        sent is None
        or name in CONVERTED
        or any((one, _canonical(sent)) in columns for one in _columns(name))
    ):
        return True
    if isinstance(sent, dict) and _canonical(sent) not in values:
        return all(_is_in(one, inner, columns, values) for one, inner in sent.items())
    if isinstance(sent, list) and _canonical(sent) not in values:
        return all(_is_in(name, inner, columns, values) for inner in sent)
    return isinstance(sent, dict | list)


def _columns(field: str) -> tuple[str, ...]:
    """Return the possible names of a field's column: idempotency_key or key; withdrawal_reason."""
    other = RENAMED.get(field, field)
    return other, field.rpartition("_")[2], f"withdrawal_{field}"


def _canonical(value: Any) -> str:
    """Return a text that is equal for equal JSON values only: 1.10 is 1.1, true is not 1."""
    return json.dumps(_tagged(value), sort_keys=True)


def _tagged(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _tagged(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_tagged(inner) for inner in value]
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        number = Decimal(value)
        return ["number", format(number.normalize() if number else Decimal(0), "f")]
    return value
