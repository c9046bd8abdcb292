"""tools/policies.py: the SQL of the policies is written from their CSV files."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(root: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, root / "tools" / "policies.py", *options],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the files that the tool reads and writes."""
    for folder in ("policies", "sql/policies"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    (tmp_path / "tools").mkdir()
    shutil.copy(ROOT / "tools" / "policies.py", tmp_path / "tools")
    return tmp_path


def test_the_sql_of_the_policies_is_current() -> None:
    done = run(ROOT, "--check")
    assert done.returncode == 0, done.stderr


def test_a_new_version_is_written_beside_the_old_one(copied: Path) -> None:
    folder, written = copied / "policies" / "trade_review", copied / "sql/policies/trade_review.sql"
    before = written.read_text()
    *_, newest = sorted(int(path.stem) for path in folder.glob("*.csv") if path.stem.isdigit())
    table = (folder / f"{newest}.csv").read_text().replace("> 5000000", "> 4000000")
    (folder / f"{newest + 1}.csv").write_text(table)
    shutil.copy(folder / f"{newest}.facts.json", folder / f"{newest + 1}.facts.json")
    lone = run(copied, "--check")
    assert (lone.returncode, f"see {newest + 1}.tests.csv" in lone.stderr) == (1, True)
    examples = (folder / f"{newest}.tests.csv").read_text().replace("5000000", "4000000")
    (folder / f"{newest + 1}.tests.csv").write_text(examples)
    stale = run(copied, "--check")
    assert (stale.returncode, written.read_text()) == (1, before)
    assert "sql/policies/trade_review.sql is stale" in stale.stderr
    assert run(copied).returncode == 0
    tables = before.split("$policy$")[1::2]
    assert written.read_text().split("$policy$")[1::2] == [
        *tables,
        tables[-1].replace("> 5000000", "> 4000000"),
    ]
    assert run(copied, "--check").returncode == 0


def test_a_fault_is_told_with_its_file_row_and_column_and_nothing_is_written(copied: Path) -> None:
    table = copied / "policies" / "trade_review" / "1.csv"
    table.write_text(table.read_text().replace("mismatch", "mismach"))
    before = (copied / "sql" / "policies" / "trade_review.sql").read_text()
    done = run(copied)
    assert done.returncode == 1
    place = "policies/trade_review/1: row 5, column Quantity times price: "
    assert done.stderr.startswith(place)
    assert (copied / "sql" / "policies" / "trade_review.sql").read_text() == before


@pytest.mark.parametrize("name", ["3.csv", "1.csv.bak", "~$1.csv", "draft.facts.json"])
def test_a_file_that_is_no_version_is_refused(copied: Path, name: str) -> None:
    (copied / "policies" / "trade_review" / name).write_text("")
    done = run(copied, "--check")
    assert done.returncode == 1
    assert "versions count from 1, three files each" in done.stderr
