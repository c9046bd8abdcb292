"""Comments of tables are improved without a migration; a table is changed only by one."""

import hashlib
from collections.abc import Callable

import pytest

from bankagent.db import schema
from bankagent.db.migrate import migrate
from bankagent.errors import SchemaMismatch
from tests.support import rows
from tests.support.databases import Database
from tests.support.rows import Conn

FILE = "tables/decisions.sql"
TABLE = "select obj_description('bankagent.decisions'::regclass)"
COLUMN = "select col_description('bankagent.decisions'::regclass, 1)"
RECORDED = "select sha256 from bankagent.schema_files where file = %s"
Change = Callable[[str], str]


def file_of(name: str, text: str) -> schema.SqlFile:
    return schema.SqlFile(name, text, hashlib.sha256(text.encode()).hexdigest())


def edited(monkeypatch: pytest.MonkeyPatch, change: Change) -> schema.SqlFile:
    """Let this code's file of the table decisions be another one."""
    new = file_of(FILE, change(schema.read(FILE).text))
    *files, manifest = schema.files()
    record = manifest.text.replace(schema.read(FILE).sha256, new.sha256)
    others = tuple(new if file.name == FILE else file for file in files)
    monkeypatch.setattr(
        schema, "files", lambda: (*others, schema.SqlFile(manifest.name, record, "manifest"))
    )
    return new


def better_comments(text: str) -> str:
    ddl, _, _ = text.partition("comment on table")
    remark = "-- A remark; with a ' quote.\n"
    table = "comment on table bankagent.decisions is 'Final words; it''s -- all.';\n"
    return remark + ddl + table + "comment on column bankagent.decisions.request_id is 'Number.';\n"


def test_better_comments_are_applied_and_recorded(
    db: Database, dba: Conn, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = edited(monkeypatch, better_comments)
    assert migrate(db.url) == [FILE, "grants.sql"]
    assert rows.one(dba, TABLE) == "Final words; it's -- all."
    assert rows.one(dba, COLUMN) == "Number."
    assert rows.one(dba, RECORDED, FILE) == new.sha256
    assert rows.fetch(dba, "table ops.schema_drift") == []
    assert migrate(db.url) == []


CHANGED = {
    "a column's type": lambda text: text.replace("decision text", "decision varchar"),
    "a constraint": lambda text: text.replace("'rejected')", "'rejected', 'undecided')"),
    "white space in a literal": lambda text: text.replace("'people')", "'people ')"),
    "another statement": lambda text: text + "alter table bankagent.decisions add x text;\n",
    "one hidden behind a comment": lambda text: text.replace(
        "comment on column", "drop table bankagent.decisions; comment on column", 1
    ),
    "a remark that swallows a column": lambda text: text.replace("    job_id", "    -- job_id"),
}


@pytest.mark.parametrize("change", CHANGED.values(), ids=CHANGED)
def test_a_table_that_changed_is_refused_with_better_comments_too(
    db: Database, dba: Conn, monkeypatch: pytest.MonkeyPatch, change: Change
) -> None:
    before = [rows.one(dba, query) for query in (TABLE, COLUMN)]
    edited(monkeypatch, lambda text: better_comments("") + change(text))
    with pytest.raises(SchemaMismatch) as caught:
        migrate(db.url)
    assert str(caught.value) == (
        "sql/tables/decisions.sql was changed after it was applied here: restore it, or bring the "
        "change as a migration."
    )
    assert [rows.one(dba, query) for query in (TABLE, COLUMN)] == before


def test_the_ddl_of_released_table_files_is_as_it_was_released() -> None:
    released = [
        line.split() for line in (schema.folder() / "version_2.txt").read_text().splitlines()
    ]
    assert len(released) == 24
    changed = [name for name, _, ddl in released if schema.read(name).ddl_sha256 != ddl]
    assert changed == []


def test_the_comments_of_every_file_can_be_applied_again(dba: Conn) -> None:
    once = [file for file in schema.files() if file.once and file.comments]
    assert len(once) > 20
    for file in once:
        dba.execute(file.comments)
