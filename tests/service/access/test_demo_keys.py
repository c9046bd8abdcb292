"""The keys for trials: made once, kept for their owner's eyes, made anew where they do not work."""

import json
from pathlib import Path

import pytest

from bankagent.db.operator_login import as_operator
from bankagent.db.url import DatabaseUrl
from bankagent.errors import CannotRun
from bankagent.service.access.demo_keys import FILE, demo_keys
from tests.support.databases import Database
from tests.support.rows import connect, one


async def made(db: Database, folder: Path) -> dict[str, str]:
    async with as_operator(DatabaseUrl.parse(db.url)) as conn:
        return {who.name: key.text for who, key in (await demo_keys(conn, folder)).items()}


async def test_they_are_made_once_and_kept_for_their_owner(db: Database, tmp_path: Path) -> None:
    first = await made(db, tmp_path)
    assert list(first) == ["demo", "rita", "carl", "vera"]
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
    assert await made(db, tmp_path) == first == json.loads((tmp_path / FILE).read_text())
    with connect(db.url) as conn:
        assert one(conn, "select role from bankagent.reviewers where name = 'rita'") == "reviewer"
        assert one(conn, "select role from bankagent.reviewers where name = 'carl'") == "compliance"
        assert one(conn, "select count(*) from bankagent.api_keys") == 4


async def test_keys_of_another_database_are_made_anew(db: Database, tmp_path: Path) -> None:
    first = await made(db, tmp_path)
    (tmp_path / FILE).write_text(json.dumps(first | {"demo": first["rita"], "rita": "nonsense"}))
    again = await made(db, tmp_path)
    assert again["carl"] == first["carl"]
    assert again["demo"] != first["demo"]
    for _ in range(3):  # a lost folder each time: two keys at most work, the newest does
        (tmp_path / FILE).unlink()
        latest = await made(db, tmp_path)
    assert await made(db, tmp_path) == latest
    with connect(db.url) as conn:
        query = "select count(*) from bankagent.api_keys where revoked_at is null"
        assert one(conn, query) <= 8


async def test_a_persona_that_an_operator_disabled_stays_so(db: Database, tmp_path: Path) -> None:
    await made(db, tmp_path)
    with connect(db.url) as conn:
        conn.execute("select bankagent.disable_holder('reviewer', 'rita')")
    assert list(await made(db, tmp_path)) == ["demo", "carl", "vera"]


async def test_a_folder_that_cannot_be_used_is_one_sentence(db: Database, tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="cannot be written"):
        await made(db, tmp_path / "missing")
