"""Redacted texts over HTTP: the answer and the document say so, and search finds nothing."""

from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pytest

from tests.support import people, rows, verbs
from tests.support.agent_work import TEXT, answered
from tests.support.databases import Database
from tests.support.documents import CLIENT
from tests.support.people import keyed_caller, keyed_reviewer
from tests.support.rows import Conn, connect

OF_CLIENT = f"client_id={quote(CLIENT)}"


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with connect(db.url) as conn:
        yield conn


async def test_a_redacted_document_is_found_and_shown_no_more(
    api: httpx.AsyncClient, db: Database, dba: Conn
) -> None:
    desk, rita = keyed_caller(db.url, "desk-7"), keyed_reviewer(db.url, "rita").headers
    work = answered(dba, actor=desk.name)
    work.settle(**verbs.approved())
    search = f"/documents/search?{OF_CLIENT}&q=revenue"
    found = await api.get(search, headers=desk.headers)
    assert [one["text"] for one in found.json()["passages"]] == [TEXT], found.text
    with people.logins(dba, db.url, "ina", "otto") as (ina, otto):
        rows.fetch(ina, "select * from bankagent.ask_redaction('document', 1, 'Erasure.')")
        rows.fetch(otto, "select * from bankagent.confirm_redaction(1)")
    found = await api.get(search, headers=desk.headers)
    assert found.json()["passages"] == []
    read = (await api.get("/documents/1", headers=desk.headers)).json()
    assert read["text"] is None
    assert len(read["versions"][0]["text_sha256"]) == 64
    answer = (await api.get(f"/requests/{work.request}/agent-answer", headers=rita)).json()
    assert (answer["left_out"], answer["claims"]) == ("redacted", [])
