"""add_document, withdraw_document and set_clearance, and documents that never change."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.support import documents, people, rows
from tests.support.databases import Database
from tests.support.rows import Conn, connect, refused
from tests.support.workers import wait_for

TABLES = (
    "documents", "document_versions", "document_texts", "document_chunks", "document_words",
    "document_withdrawals", "document_clearances",
)  # fmt: skip
CLEAR = "select bankagent.set_clearance(%s, %s, %s, %s, %s)"
WITHDRAW = "select * from bankagent.withdraw_document(%s, %s)"
WRONG: list[tuple[dict[str, Any], str]] = [
    ({"client_id": ""}, "client_id"),
    ({"client_id": " \t\u200b"}, "client_id"),
    ({"client_id": "c" * 65}, "client_id"),
    ({"name": None}, "name"),
    ({"name": "\u200b "}, "name"),
    ({"name": "a\nb"}, "name"),
    ({"name": "n" * 201}, "name"),
    ({"classification": None}, "classification"),
    ({"classification": "secret"}, "classification"),
    ({"trust": "full"}, "trust"),
    ({"media_type": "image/png"}, "media_type"),
    ({"bytes_sha256": "A" * 64}, "bytes_sha256"),
    ({"chunks": None}, "chunks"),
    ({"chunks": []}, "chunks"),
    ({"chunks": [["a"], ["b"]], "bytes_sha256": "0" * 64}, "chunks"),
    ({"chunks": ["a", None]}, "chunks"),
    ({"chunks": ["a", ""]}, "chunks"),
    ({"chunks": ["a", "b" * 4001]}, "chunks"),
    ({"chunks": [" \n", "\u200b"]}, "chunks"),
    ({"chunks": ["a" * 4000] * 501}, "chunks"),
    ({"removed": []}, "removed"),
    ({"removed": {"nul": "3"}}, "removed"),
    ({"removed": {"nul": -3}}, "removed"),
]


def test_chunks_are_the_text_byte_for_byte_with_their_hashes(dba: Conn) -> None:
    chunks = ["Ärger: 12 €\n\n", "\U0001f600 two\n", "end"]
    number = documents.add(dba, *chunks)
    found = rows.fetch(
        dba,
        "select c.*, substr(t.text, c.starts_at + 1, c.ends_at - c.starts_at) as part, t.text "
        "from bankagent.document_chunks as c "
        "inner join bankagent.document_texts as t using (document_id, version) "
        "where c.document_id = %s order by c.ordinal",
        number,
    )
    assert [one.part for one in found] == chunks
    assert found[0].text == "".join(chunks)
    assert [found[0].text[one.starts_at : one.ends_at] for one in found] == chunks
    assert [one.sha256 for one in found] == [
        hashlib.sha256(part.encode()).hexdigest() for part in chunks
    ]
    (version,) = rows.fetch(dba, "select * from bankagent.document_versions")
    assert version.text_sha256 == hashlib.sha256("".join(chunks).encode()).hexdigest()
    assert version.character_count == len("".join(chunks))


def test_the_same_bytes_are_replayed_and_others_are_the_next_version(dba: Conn) -> None:
    told = [
        documents.answer(dba, **fields)
        for fields in (
            {},
            {},
            {"chunks": ["Other."]},
            {"chunks": ["Other."], "classification": "mnpi"},
            {"chunks": ["Other."], "classification": "mnpi"},
            {"client_id": None},
            {"name": "another"},
        )
    ]
    assert [(one.document_id, one.version, one.disposition) for one in told] == [
        (1, 1, "created"),
        (1, 1, "replayed"),
        (1, 2, "new_version"),
        (1, 3, "new_version"),
        (1, 3, "replayed"),
        (2, 1, "created"),
        (3, 1, "created"),
    ]


def test_replays_use_up_no_number_and_are_writes(dba: Conn) -> None:
    documents.add(dba)
    for _ in range(3):
        with dba.transaction():
            assert documents.answer(dba).disposition == "replayed"
            assert rows.one(dba, "select pg_current_xact_id_if_assigned()::text")
    assert documents.add(dba, name="next") == 2


def test_a_text_that_was_redacted_or_withdrawn_is_stored_anew(dba: Conn) -> None:
    number = documents.add(dba)
    with rows.triggers_off(dba):
        dba.execute("delete from bankagent.document_words")
        dba.execute("delete from bankagent.document_texts")
    assert rows.one(dba, "select is_redacted from ops.documents") is True
    again = documents.answer(dba)
    assert (again.document_id, again.version, again.disposition) == (number, 2, "new_version")
    rows.fetch(dba, WITHDRAW, number, "wrong")
    assert documents.answer(dba).version == 3
    assert rows.one(dba, "select withdrawn_at from ops.documents") is None


def test_two_at_a_time_store_one(db: Database, dba: Conn) -> None:
    waits = "select from pg_stat_activity where wait_event_type = 'Lock' and datname = %s"
    with ThreadPoolExecutor(1) as beside, connect(db.url) as other, connect(db.url) as watch:
        with dba.transaction():
            first = documents.answer(dba)
            second = beside.submit(documents.answer, other)
            wait_for("the second one waits", lambda: rows.fetch(watch, waits, db.name))
        told = second.result(20)
    assert (told.document_id, told.disposition) == (first.document_id, "replayed")


@pytest.mark.parametrize(("fields", "field"), WRONG)
def test_what_is_wrong_is_named_and_nothing_is_stored(
    dba: Conn, fields: dict[str, Any], field: str
) -> None:
    with refused("BA422", field):
        documents.answer(dba, **({"bytes_sha256": "0" * 64} | fields))
    assert rows.one(dba, "select count(*) from bankagent.documents") == 0


def test_a_withdrawal_is_one_row_and_says_so_again(dba: Conn) -> None:
    number = documents.add(dba)
    (first,) = rows.fetch(dba, WITHDRAW, number, "wrong figures")
    (again,) = rows.fetch(dba, WITHDRAW, number, "another reason")
    assert first == again
    assert rows.one(dba, "select withdrawal_reason from ops.documents") == "wrong figures"
    for reason in (None, "", " \u200b", "r" * 501):
        with refused("BA422", "reason"):
            rows.fetch(dba, WITHDRAW, number, reason)
    with refused("BA404", "no document"):
        rows.fetch(dba, WITHDRAW, 99, "why")


def test_a_caller_stores_nothing_above_its_clearance(dba: Conn) -> None:
    people.add_callers(dba, "desk-7")
    with refused("BA403", "desk-7 is cleared up to confidential"):
        documents.answer(dba, actor="desk-7", classification="mnpi")
    rows.fetch(dba, CLEAR, "caller", "desk-7", "mnpi", "deal team", documents.CLIENT)
    assert documents.answer(dba, actor="desk-7", classification="mnpi").version == 1
    with refused("BA403", "confidential"):
        documents.answer(dba, actor="desk-7", classification="mnpi", client_id="CUST-2")
    rows.fetch(dba, CLEAR, "caller", "desk-7", "internal", "left the deal", documents.CLIENT)
    with refused("BA403", "this document is mnpi"):
        documents.answer(dba, actor="desk-7", classification="public")


def test_the_newest_clearance_of_holder_and_client_is_in_force(dba: Conn) -> None:
    people.add_callers(dba, "desk-7")
    people.add_reviewers(dba, "anna")

    def cleared(client: str | None = "C") -> str:
        return rows.one(dba, "select bankagent.clearance_of('caller', 'desk-7', %s)", client)

    assert cleared() == "confidential"
    rows.fetch(dba, CLEAR, "caller", "desk-7", "internal", "usual", None)
    rows.fetch(dba, CLEAR, "caller", "desk-7", "mnpi", "deal", "C")
    assert (cleared(), cleared("D"), cleared(None)) == ("mnpi", "internal", "internal")
    assert rows.one(dba, "select bankagent.clearance_of('reviewer', 'desk-7', 'C')") == (
        "confidential"
    )
    with refused("BA404", "no reviewer called desk-7"):
        rows.fetch(dba, CLEAR, "reviewer", "desk-7", "mnpi", "deal", None)
    for wrong, field in (
        (("worker", "anna", "mnpi", "x", None), "kind"),
        (("reviewer", "anna", "top", "x", None), "classification"),
        (("reviewer", "anna", "mnpi", " ", None), "reason"),
        (("reviewer", "anna", "mnpi", "x", " "), "client_id"),
    ):
        with refused("BA422", field):
            rows.fetch(dba, CLEAR, *wrong)


def test_nobody_changes_documents_superusers_included(dba: Conn) -> None:
    people.add_callers(dba, "desk-7")
    number = documents.add(dba)
    rows.fetch(dba, WITHDRAW, number, "why")
    rows.fetch(dba, CLEAR, "caller", "desk-7", "mnpi", "deal", None)
    for table in TABLES:
        column = {
            "documents": "name = name",
            "document_words": "words = words",
            "document_clearances": "reason = reason",
        }.get(table, "document_id = document_id")
        for change in (
            f"update bankagent.{table} set {column}",
            f"truncate bankagent.{table} cascade",
        ):
            with refused("BA403", "append-only"):
                dba.execute(change)
        if table not in {"document_texts", "document_words"}:
            with refused("BA403", "append-only"):
                dba.execute(f"delete from bankagent.{table}")


def test_a_question_is_never_an_expression_of_the_query(dba: Conn) -> None:
    for question in ("", "the of", "a' | !b & (c) :* <-> \\", "'", "\\' \\", "it''s", "& | !"):
        rows.fetch(dba, "select bankagent.search_query(%s)::text", question)
    assert rows.one(dba, "select bankagent.search_query('FY2018 revenue of the 10K')::text") == (
        "'10' | '2018' | 'fy' | 'k' | 'revenu'"
    )
