"""What the documentation tells a reader to type does what it says."""

import re
from pathlib import Path

import psycopg
import pytest
from servers import Database

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
SQL = re.compile(r"^```sql\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!http|#)([^)#]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_sql_on_a_page_runs(page: Path, db: Database) -> None:
    with psycopg.connect(db.url, autocommit=True) as conn:
        conn.execute("set search_path to bankagent, procrastinate, ops")
        for block in SQL.findall(page.read_text()):
            conn.execute(block.replace("%", "%%"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_links_on_a_page_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text()):
        assert (page.parent / target).exists(), target


def test_every_setting_is_documented() -> None:
    text = (ROOT / "docs" / "operations.md").read_text()
    from_code = re.findall(r'alias="([A-Z_]+)"', (ROOT / "src/bankagent/settings.py").read_text())
    assert from_code
    for name in from_code:
        assert f"`{name}`" in text


def test_the_tests_that_a_page_names_are_there() -> None:
    for page in PAGES:
        for path, name in re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", page.read_text()):
            assert f"def {name}" in (ROOT / path).read_text(), (page.name, path, name)
