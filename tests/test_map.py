"""docs/architecture.md says what the code is: its floors, the states of a request, its files."""

import re
import tomllib
from pathlib import Path

from bankagent.domain.request_status import STATUSES

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "bankagent"
PAGE = (ROOT / "docs" / "architecture.md").read_text()

FLOOR = re.compile(r"^ *(\d+)  (\w+(?: \| \w+)*)(?:  .*)?$", re.MULTILINE)
ARROW = re.compile(r"^ +(\S+) --> (\S+)(?: : (\w+))?$", re.MULTILINE)
MOVE = re.compile(r"^\('(\w+)', '(\w+)', '(\w+)', '", re.MULTILINE)
STATUS = re.compile(r"^\| `(\w+)` \| ([^|:]+?)(: final)? \|", re.MULTILINE)
LIBRARIES = re.compile(r"^\| ([A-Z].*|psycopg) \| (`.*`) \|$", re.MULTILINE)
# A path: something with a folder or a suffix, in backticks.
PATH = re.compile(r"`([\w.<>-]+(?:/[\w.<>*-]+)+/?|[\w<>-]+\.(?:py|sql|csv|toml|md)|\w+/)`")
BACKTICKED = sorted(
    {path for path in PATH.findall(PAGE) if "*" not in path and not path.startswith("1.")}
)


def section(heading: str) -> str:
    return PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]


def moves() -> set[tuple[str, str, str]]:
    rows = MOVE.findall((ROOT / "sql" / "data" / "request_moves.sql").read_text())
    return {(action, "[*]" if start == "new" else start, end) for action, start, end in rows}


def test_the_floors_are_those_of_the_import_contract() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())
    (contract,) = (c for c in config["tool"]["importlinter"]["contracts"] if c["type"] == "layers")
    drawn = FLOOR.findall(section("The floors"))
    assert [int(number) for number, _ in drawn] == list(range(len(drawn), 0, -1))
    assert [set(names.split(" | ")) for _, names in drawn] == [
        set(layer.split(" | ")) for layer in contract["layers"]
    ]


def test_the_libraries_stay_where_the_contracts_say() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())
    names = [contract["name"] for contract in config["tool"]["importlinter"]["contracts"]]
    for row in re.findall(
        r"^\| ([A-Z].*|psycopg) \| (`.*`) \|$", section("The floors"), re.MULTILINE
    ):
        library, folders = row[0].split(",")[0], re.findall(r"`(\w+)", row[1])
        (name,) = (n for n in names if n.startswith(library) and " only in " in n)
        assert set(re.findall(r"\w+", name.partition(" only in ")[2])) - {"and"} == set(folders)


def test_the_states_are_drawn_as_the_legal_moves_say() -> None:
    arrows = ARROW.findall(section("The states of a request"))
    drawn = {(action, start, end) for start, end, action in arrows if end != "[*]"}
    assert drawn == moves()
    left = {start for _, start, end in moves() if end != start}
    finals = {start for start, end, _ in arrows if end == "[*]"}
    assert finals == {end for _, _, end in moves()} - left


def test_the_page_says_who_acts_next_as_the_code_does() -> None:
    rows = STATUS.findall(section("The states of a request"))
    assert [(name, who, bool(final)) for name, who, final in rows] == [
        (status.name, status.who_acts_next, status.is_final) for status in STATUSES.values()
    ]


def test_the_files_that_the_page_names_are_there() -> None:
    assert BACKTICKED
    # A placeholder stands for a file to come: its folder is there.
    known = [
        path.partition("<")[0].rpartition("/")[0] if "<" in path else path for path in BACKTICKED
    ]
    assert all(known), "a placeholder stands in a folder"
    assert [p for p in known if not (SOURCE / p).exists() and not (ROOT / p).exists()] == []


def test_a_statement_that_the_page_names_is_in_its_file() -> None:
    named = re.findall(r"`(\w+)` in `([\w/]+\.sql)`", PAGE)
    assert named
    for statement, path in named:
        assert f"-- name: {statement}\n" in (SOURCE / path).read_text()
