"""Names below src/ keep to docs/words.md: the words that it refuses, and where each may stand."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "bankagent"
PAGE = (ROOT / "docs" / "words.md").read_text()

REFUSED_ROW = re.compile(r"^\| ((?:`\w+`(?:, )?)+) \| [^|]+ \|(.*)\|$", re.MULTILINE)
WORD_ROW = re.compile(r"^\| ([a-z ,]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def refused() -> dict[str, tuple[str, ...]]:
    """Return each refused word with the places, below src/bankagent/, where it may stand."""
    table = PAGE.split("## Words that names do not use")[1]
    return {
        word: tuple(re.findall(r"`([\w/.]+)`", cell.partition(": ")[0]))
        for words, cell in REFUSED_ROW.findall(table)
        for word in re.findall(r"\w+", words)
    }


@cache
def named(path: Path) -> set[str]:
    """Return the names that a file has: its own, and those of its classes and functions."""
    kinds = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    tree = ast.parse(path.read_text())
    return {path.stem, path.parent.name} | {
        node.name for node in ast.walk(tree) if isinstance(node, kinds)
    }


def words_of(name: str) -> set[str]:
    return {part.lower() for part in PARTS.findall(name)}


@pytest.mark.parametrize(("word", "places"), refused().items(), ids=refused())
def test_no_name_has_a_word_that_stands_for_something_else(
    word: str, places: tuple[str, ...]
) -> None:
    found = [
        f"{inside}: {name}"
        for path in sorted(SOURCE.rglob("*.py"))
        if not (inside := path.relative_to(SOURCE).as_posix()).startswith(places or "-")
        for name in named(path)
        if word in words_of(name)
    ]
    assert found == []


def test_an_exception_is_still_needed_and_has_its_reason() -> None:
    rows = REFUSED_ROW.findall(PAGE.split("## Words that names do not use")[1])
    for words, cell in rows:
        places, _, reason = cell.partition(": ")
        assert bool(places.strip()) == bool(reason.strip()), words
        for place in re.findall(r"`([\w/.]+)`", places):
            paths = [SOURCE / place, *(SOURCE / place).rglob("*.py")]
            names = set().union(*(named(path) for path in paths if path.is_file()))
            used = {word for name in names for word in words_of(name)}
            assert used & set(re.findall(r"\w+", words)), f"{place} needs no exception"


def test_each_word_has_one_row_and_says_what_it_is_not() -> None:
    rows = WORD_ROW.findall(PAGE.split("## Words that names do not use")[0])[1:]
    words = [word for row in rows for word in row[0].split(", ")]
    assert len(words) == len(set(words)) > 40
    assert all(cell.strip() for row in rows for cell in row)


def test_each_word_shows_where_its_row_says() -> None:
    sql = " ".join(path.read_text() for path in sorted((ROOT / "sql").rglob("*.sql")))
    python = " ".join(path.read_text() for path in sorted(SOURCE.rglob("*.py")))
    for *_, shown in WORD_ROW.findall(PAGE.split("## Words that names do not use")[0]):
        for name in re.findall(r"`([^`]+)`", shown):
            if name.startswith("/"):
                assert name.rpartition("/")[2] in python, name
            elif "/" in name:
                assert (SOURCE / name).exists() or (ROOT / name).exists(), name
            else:
                assert name.rpartition(".")[2].removeprefix("bankagent ") in sql + python, name
