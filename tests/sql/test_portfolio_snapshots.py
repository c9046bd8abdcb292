"""store_portfolio_snapshot, and snapshots that never change, whoever writes."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from psycopg.types.json import Jsonb

from tests.support import portfolios, rows
from tests.support.databases import Database
from tests.support.portfolios import AAPL, POSITIONS, position
from tests.support.rows import Conn, connect, refused
from tests.support.workers import wait_for

TABLES = ("portfolio_snapshots", "portfolio_positions")
STORED = (
    "select number, isin, symbol, quantity::text, market_value::text, currency "
    "from bankagent.portfolio_positions where snapshot_id = %s order by number"
)
# What the verb writes, for a test that goes past it.
INSERT = (
    "insert into bankagent.portfolio_snapshots "
    "(client_id, as_of, source, maker, position_count, gross) "
    "values ('C', %s, %s, 'mallory', %s, %s) returning id"
)
INSERT_POSITION = (
    "insert into bankagent.portfolio_positions "
    "(snapshot_id, number, symbol, quantity, market_value, currency) "
    "values (%s, %s, 'AAPL', %s, %s, 'USD')"
)
WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"client_id": ""}, "client_id", "1 to 64 characters"),
    ({"client_id": None}, "client_id", "1 to 64 characters"),
    ({"client_id": "c" * 65}, "client_id", "1 to 64 characters"),
    ({"source": " \t"}, "source", "printable"),
    ({"source": None}, "source", "printable"),
    ({"source": "a\nb"}, "source", "printable"),
    ({"as_of": "2090-01-01T00:00Z"}, "as_of", "from 1990 to now"),
    ({"as_of": "1989-12-31T23:59Z"}, "as_of", "from 1990 to now"),
    ({"as_of": "infinity"}, "as_of", "from 1990 to now"),
    ({"as_of": None}, "as_of", "from 1990 to now"),
    ({"positions": {}}, "positions", "1 to 5000 positions"),
    ({"positions": None}, "positions", "1 to 5000 positions"),
    ({"positions": []}, "positions", "1 to 5000 positions"),
    ({"positions": [position()] * 5001}, "positions", "1 to 5000 positions"),
    ({"positions": [position(), 7]}, "positions[1]", "must be an object with"),
    ({"positions": [position(), None]}, "positions[1]", "must be an object with"),
    ({"positions": [position(name="x")]}, "positions[0]", "must be an object with"),
    ({"positions": [position(symbol=None)]}, "positions[0]", "must have an isin or a symbol"),
    ({"positions": [position(isin="us0378331005")]}, "positions[0].isin", "12 capitals"),
    ({"positions": [position(), position(symbol="")]}, "positions[1].symbol", "1 to 32"),
    ({"positions": [position(symbol={"a": 1})]}, "positions[0].symbol", "1 to 32"),
    ({"positions": [position(quantity="1")]}, "positions[0].quantity", "must be a number"),
    ({"positions": [position(quantity=None)]}, "positions[0].quantity", "must be a number"),
    ({"positions": [position(10**28)]}, "positions[0].market_value", "below 1e28"),
    ({"positions": [position(True)]}, "positions[0].market_value", "must be a number"),
    ({"positions": [position(currency="usd")]}, "positions[0].currency", "ISO 4217"),
]


def test_a_snapshot_is_stored_exactly_with_the_sums_of_its_positions(dba: Conn) -> None:
    sent = '[{"symbol": "A", "quantity": 0.10, "market_value": -1234567890123456.0123456789, \
        "currency": "USD"}, {"isin": "US0378331005", "quantity": 3, "market_value": 1.50, \
        "currency": "USD"}, {"symbol": "B", "isin": null, "quantity": 1e2, "market_value": 0, \
        "currency": "EUR"}]'
    (answer,) = rows.fetch(dba, portfolios.STORE, "C", "custody", portfolios.AS_OF, sent, None)
    assert answer.disposition == "created"
    assert rows.fetch(dba, STORED, answer.snapshot_id) == [
        (1, None, "A", "0.10", "-1234567890123456.0123456789", "USD"),
        (2, AAPL, None, "3", "1.50", "USD"),
        (3, None, "B", "100", "0", "EUR"),
    ]
    (kept,) = rows.fetch(
        dba, "select s.*, gross::text as sums from bankagent.portfolio_snapshots as s"
    )
    assert (kept.client_id, kept.source, kept.position_count) == ("C", "custody", 3)
    assert kept.as_of.isoformat() == portfolios.AS_OF
    assert kept.maker == rows.one(dba, "select session_user")
    assert kept.sums == '{"EUR": 0, "USD": 1234567890123457.5123456789}'


def test_the_same_positions_of_one_source_and_time_are_one_snapshot(dba: Conn) -> None:
    first = portfolios.answers(dba)
    again = portfolios.answers(dba)
    assert (first.disposition, again.disposition) == ("created", "replayed")
    assert again.snapshot_id == first.snapshot_id
    for other in (
        {"source": "another"},
        {"client_id": "CUST-2"},
        {"as_of": "2025-11-23T18:00:01Z"},
        {"actor": "desk-7"},
    ):
        assert portfolios.store(dba, **other) != first.snapshot_id
    for others in ([POSITIONS[0]], [*POSITIONS[:1], position(1)], [*POSITIONS, position()]):
        with refused("BA409", "has other positions of this client, source and time"):
            portfolios.answers(dba, *others)


def test_a_replay_is_a_write_whose_commit_waits_for_a_standby(dba: Conn) -> None:
    portfolios.store(dba)
    with dba.transaction():
        assert portfolios.answers(dba).disposition == "replayed"
        assert rows.one(dba, "select pg_current_xact_id_if_assigned()::text")


def test_two_at_a_time_store_one(db: Database, dba: Conn) -> None:
    waits = "select from pg_stat_activity where wait_event_type = 'Lock' and datname = %s"
    with ThreadPoolExecutor(1) as beside, connect(db.url) as other, connect(db.url) as watch:
        with dba.transaction():
            first = portfolios.answers(dba)
            second = beside.submit(portfolios.answers, other)
            wait_for("the second one waits", lambda: rows.fetch(watch, waits, db.name))
        assert second.result(20) == (first.snapshot_id, "replayed")


@pytest.mark.parametrize(("fields", "field", "expected"), WRONG)
def test_what_is_wrong_is_named_by_its_path_and_nothing_is_stored(
    dba: Conn, fields: dict[str, Any], field: str, expected: str
) -> None:
    with refused("BA422", field, expected):
        portfolios.answers(dba, **fields)
    assert [rows.one(dba, f"select count(*) from bankagent.{table}") for table in TABLES] == [0, 0]


def test_digits_after_the_point_are_counted_without_zeros(dba: Conn) -> None:
    exact = '[{"symbol": "A", "quantity": 1, "market_value": %s, "currency": "USD"}]'
    call = "select disposition from bankagent.store_portfolio_snapshot('C', %s, now(), %s)"
    assert rows.one(dba, call, "a", exact % "1.000000000000") == "created"
    assert rows.one(dba, call, "b", exact % "1.0000000001") == "created"
    with refused("BA422", "positions[0].market_value"):
        dba.execute(call, ["c", exact % "1.00000000001"])


def test_the_api_names_its_callers_and_a_person_names_itself(dba: Conn, api: Conn) -> None:
    dba.execute("select bankagent.add_caller('desk-7')")
    number = rows.one(
        api, "select snapshot_id from bankagent.store_portfolio_snapshot('C', 'x', now(), %s, %s)",
        Jsonb(POSITIONS), "desk-7",
    )  # fmt: skip
    query = "select maker from bankagent.portfolio_snapshots where id = %s"
    assert rows.one(dba, query, number) == "desk-7"
    with refused("BA403", "may not name another actor"):
        rows.fetch(dba, portfolios.STORE, "C", "y", portfolios.AS_OF, Jsonb(POSITIONS), "desk-7")


@pytest.mark.parametrize("role", ["api", "worker", "auditor"])
def test_no_role_writes_a_snapshot_past_the_verb(
    dba: Conn, role: str, request: pytest.FixtureRequest
) -> None:
    portfolios.store(dba)
    conn: Conn = request.getfixturevalue(role)
    for table in TABLES:
        for attempt in (
            f"delete from bankagent.{table}",
            f"truncate bankagent.{table}",
            f"insert into bankagent.{table} default values",
        ):
            with refused("42501", table):
                conn.execute(attempt)
    with refused("42501"):
        conn.execute("update bankagent.portfolio_positions set market_value = 0")
    if role != "api":
        with refused("42501", "store_portfolio_snapshot"):
            portfolios.answers(conn)


def test_a_superuser_changes_and_removes_none(dba: Conn) -> None:
    portfolios.store(dba)
    for table, column in (
        ("portfolio_snapshots", "source = 'x'"),
        ("portfolio_snapshots", "as_of = now()"),
        ("portfolio_positions", "market_value = 0"),
    ):
        for attempt in (
            f"update bankagent.{table} set {column}",
            f"delete from bankagent.{table}",
            f"truncate bankagent.{table} cascade",
        ):
            with refused("BA403", "append-only"):
                dba.execute(attempt)


def test_a_superuser_adds_no_position_to_a_snapshot(dba: Conn) -> None:
    number = portfolios.store(dba)
    with refused("BA403", "once and all together"):
        dba.execute(INSERT_POSITION, [number, 3, 1, 1])
    with refused("23505", "portfolio_positions_pkey"):
        dba.execute(INSERT_POSITION, [number, 1, 1, 1])
    with refused("BA403", "once and all together"):
        dba.execute(
            "insert into bankagent.portfolio_positions "
            "(snapshot_id, number, symbol, quantity, market_value, currency) "
            "select snapshot_id, number + 2, symbol, quantity, market_value, currency "
            "from bankagent.portfolio_positions"
        )
    assert len(rows.fetch(dba, STORED, number)) == len(POSITIONS)


def test_a_superuser_stores_none_whose_sums_or_count_are_not_those_of_its_positions(
    dba: Conn,
) -> None:
    for count, gross, refusal in (
        (1, {"USD": 6}, "once and all together"),
        (1, {}, "once and all together"),
        (2, {"USD": 5}, "once and all together"),
    ):
        with refused("BA403", refusal), dba.transaction():
            number = rows.one(dba, INSERT, portfolios.AS_OF, "x", count, Jsonb(gross))
            dba.execute(INSERT_POSITION, [number, 1, 1, -5])
    with refused("BA403", "has no positions"):
        dba.execute(INSERT, [portfolios.AS_OF, "x", 1, Jsonb({"USD": 5})])
    with dba.transaction():
        number = rows.one(dba, INSERT, portfolios.AS_OF, "x", 1, Jsonb({"USD": 5}))
        dba.execute(INSERT_POSITION, [number, 1, 1, -5])
    assert len(rows.fetch(dba, STORED, number)) == 1


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1e28", "0.00000000001"])
def test_an_amount_that_is_none_is_refused_past_the_verb_too(dba: Conn, value: str) -> None:
    for quantity, market_value in ((value, "5"), ("1", value)):
        with refused("23514", "portfolio_positions_amounts_are_in_range"), dba.transaction():
            number = rows.one(dba, INSERT, portfolios.AS_OF, "x", 1, Jsonb({"USD": 5}))
            dba.execute(INSERT_POSITION, [number, 1, quantity, market_value])


def test_a_snapshot_of_a_time_to_come_is_refused_past_the_verb_too(dba: Conn) -> None:
    for time in ("2090-01-01", "infinity", "-infinity"):
        with refused("23514", "portfolio_snapshots_as_of_is_not_to_come"):
            dba.execute(INSERT, [time, "x", 1, Jsonb({"USD": 5})])


def test_a_dba_stores_one_in_a_transaction_of_its_own_and_takes_it_back(dba: Conn) -> None:
    dba.execute("begin")
    portfolios.store(dba)
    dba.execute("rollback")
    assert rows.one(dba, "select count(*) from bankagent.portfolio_snapshots") == 0
