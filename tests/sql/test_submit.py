"""submit_requests: many at once, keys, replays, and nothing of a batch where an item is wrong."""

import pytest

from tests.support import payloads, rows, verbs
from tests.support.payloads import ONE_OF_THE_TYPES
from tests.support.rows import Conn, refused

KEYED = verbs.item(idempotency_key="k-1")
WRONG: list[tuple[dict[str, object], str]] = [
    ({"request_type": "nope"}, f"request_type {ONE_OF_THE_TYPES}"),
    ({"request_type": None}, f"request_type {ONE_OF_THE_TYPES}"),
    ({"client_id": ""}, "client_id must be a string of 1 to 64 characters"),
    ({"client_id": "x" * 65}, "client_id must be a string of 1 to 64 characters"),
    ({"client_id": None}, "client_id must be a string of 1 to 64 characters"),
    ({"client_id": 7}, "client_id must be a string of 1 to 64 characters"),
    ({"client_id": {"a": 1}}, "client_id must be a string of 1 to 64 characters"),
    ({"payload": [1]}, "payload must be a JSON object"),
    ({"payload": None}, "payload must be a JSON object"),
    ({"payload": "{}"}, "payload must be a JSON object"),
    ({"idempotency_key": ""}, "idempotency_key must be a string of 1 to 255 characters"),
    ({"idempotency_key": "k" * 256}, "idempotency_key must be a string of 1 to 255"),
    ({"idempotency_key": 7}, "idempotency_key must be a string of 1 to 255 characters"),
    ({"actor": ""}, "actor must be a string of 1 to 200 characters"),
    ({"actor": ["x"]}, "actor must be a string of 1 to 200 characters"),
]


def test_a_set_is_stored_with_its_entries_and_jobs_in_order(dba: Conn) -> None:
    answers = verbs.put(dba, *[verbs.item(client_id=f"C-{n}") for n in range(200)])
    assert [answer.item for answer in answers] == list(range(200))
    assert {(answer.status, answer.outcome) for answer in answers} == {("received", "created")}
    ids = [answer.request_id for answer in answers]
    assert ids == sorted(ids)
    assert (
        rows.one(
            dba,
            "select count(*) from bankagent.banking_requests as r "
            "inner join procrastinate.procrastinate_jobs as j on j.id = r.job_id "
            "inner join bankagent.agent_audit_log as a on a.request_id = r.id and a.job_id = j.id "
            "where r.status_xid = a.xid and a.action = 'received' and a.actor = r.maker "
            "and j.queue_name = 'trade_review' and j.lock is null "
            "and j.args = jsonb_build_object('request_id', r.id)",
        )
        == 200
    )
    job = rows.job(dba, ids[7])
    assert (job.status, job.attempts, job.task_name) == ("todo", 0, verbs.TASK)
    assert rows.events(dba, job.id) == ["deferred"]


def test_numbers_stay_exact(dba: Conn) -> None:
    dba.execute(
        'select bankagent.submit_requests(\'[{"client_id": "C", "request_type": '
        '"trade_review", "payload": {"notional": 12345678901234567890.120}}]\')'
    )
    kept = rows.one(dba, "select payload ->> 'notional' from bankagent.banking_requests")
    assert kept == "12345678901234567890.120"


def test_a_rollback_leaves_nothing(dba: Conn) -> None:
    before = rows.everything(dba)
    with dba.transaction(force_rollback=True):
        verbs.put(dba, KEYED)
    assert rows.everything(dba) == before


def test_a_dba_submits_inside_a_transaction_of_the_banks_own(dba: Conn) -> None:
    dba.execute("create table trades (id integer, request_id bigint)")
    with dba.transaction():
        dba.execute("insert into trades select 1, %s", verbs.submit(dba))
    assert rows.one(
        dba, "select count(*) from trades inner join bankagent.banking_requests using (id)"
    )


def test_equal_keys_of_a_batch_are_one_request(dba: Conn) -> None:
    other = KEYED | {"payload": {"symbol": "MSFT"}}
    first, again, another, unkeyed = verbs.put(dba, KEYED, KEYED, other, verbs.item())
    assert [a.outcome for a in (first, again, another, unkeyed)] == [
        "created",
        "replayed",
        "conflict",
        "created",
    ]
    assert first.request_id == again.request_id == another.request_id != unkeyed.request_id
    assert rows.one(dba, "select count(*) from bankagent.banking_requests") == 2


def test_a_replay_is_the_same_request_again_with_its_status(dba: Conn) -> None:
    (first,) = verbs.put(dba, KEYED)
    worker_id = verbs.register(dba)
    verbs.settle_approved(dba, worker_id, verbs.claim(dba, worker_id))
    (again,) = verbs.put(dba, KEYED)
    assert again == (0, first.request_id, "processed", "replayed")
    assert rows.actions(dba, first.request_id) == ["received", "processed"]


def test_a_replay_writes_when_it_was_seen(dba: Conn) -> None:
    verbs.put(dba, KEYED)
    seen = rows.one(dba, "select seen_at from bankagent.idempotency_keys")
    with dba.transaction():
        verbs.put(dba, KEYED)
        assert rows.one(dba, "select pg_current_xact_id_if_assigned() is not null")
    assert rows.one(dba, "select seen_at from bankagent.idempotency_keys") > seen


def test_another_body_under_a_key_is_a_conflict_and_stores_nothing(dba: Conn) -> None:
    (first,) = verbs.put(dba, KEYED)
    counted = "select count(*) from bankagent.banking_requests"
    for changed in ({"client_id": "C-2"}, {"payload": {"notional": 1}}):
        (answer,) = verbs.put(dba, KEYED | changed)
        assert (answer.outcome, answer.request_id) == ("conflict", first.request_id)
    assert rows.one(dba, counted) == 1


def test_the_order_of_a_bodys_fields_does_not_make_another_body(dba: Conn) -> None:
    verbs.put(dba, KEYED)
    turned = {"notional": payloads.PAYLOAD["notional"], "symbol": payloads.PAYLOAD["symbol"]}
    (answer,) = verbs.put(dba, KEYED | {"payload": turned})
    assert answer.outcome == "replayed"


def test_keys_belong_to_their_caller(dba: Conn) -> None:
    answers = verbs.put(dba, KEYED | {"actor": "desk-1"}, KEYED | {"actor": "desk-2"})
    assert [answer.outcome for answer in answers] == ["created", "created"]


def test_a_key_of_a_submit_that_was_rolled_back_is_free(dba: Conn) -> None:
    with dba.transaction(force_rollback=True):
        verbs.put(dba, KEYED)
    (answer,) = verbs.put(dba, KEYED | {"client_id": "C-2"})
    assert answer.outcome == "created"


def test_a_wrong_item_is_named_and_nothing_of_its_batch_is_stored(
    dba: Conn, subtests: pytest.Subtests
) -> None:
    before = rows.everything(dba)
    for wrong, sentence in WRONG:
        with subtests.test(str(wrong)), refused("BA422", "item 1: ", sentence):
            verbs.put(dba, verbs.item(), verbs.item() | wrong, verbs.item(payload=None))
    assert rows.everything(dba) == before


@pytest.mark.parametrize("items", ["null", "{}", '"x"', "7"])
def test_something_else_than_a_set_is_refused(dba: Conn, items: str) -> None:
    with refused("BA422", "submit_requests takes a JSON array of requests"):
        dba.execute("select bankagent.submit_requests(%s)", [items])
    with refused("BA422", "item 0: request_type must be one of"):
        dba.execute("select bankagent.submit_requests(%s)", [f"[{items}]"])


def test_an_empty_set_is_nothing_to_do(dba: Conn) -> None:
    assert verbs.put(dba) == []


def test_a_null_key_or_actor_is_none(dba: Conn) -> None:
    first, second = verbs.put(dba, *[verbs.item(idempotency_key=None, actor=None)] * 2)
    assert first.request_id != second.request_id
    assert rows.one(dba, "select count(*) from bankagent.idempotency_keys") == 0
