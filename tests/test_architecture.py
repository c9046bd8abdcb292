"""Rules of the code that no linter knows."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "bankagent"
FILES = sorted(SOURCE.rglob("*.py"))

# How many names the root folder shows beside __init__.py: a reader takes in so many at a glance.
MOST_NAMES = 24

LONGEST_FILE = 200
LONGEST_FUNCTION = 30
# At most five, each with its reason.
LONG_FILES: dict[str, str] = {}

# What a decision is made by; none of it may reach the database.
DECIDING = {
    "answering", "catalog", "request_types", "facts", "policy", "reference", "retrieval",
    "screening", "calendars", "domain",
}  # fmt: skip

# Modules with SQL in Python: they run before or around our schema, and have no .sql twin.
SQL_IN_PYTHON = ("db/migrate.py", "db/migration_lock.py", "db/roles.py", "db/embedded/")
SQL = re.compile(
    r"\b(select\s.+\sfrom|insert\s+into|update\s+\w+\s+set|delete\s+from|create\s+table)\b",
    re.IGNORECASE | re.DOTALL,
)


# Where the loop of agents stands: a change of the library, or to another one, ends here.
LOOPS_LIBRARY = ("agent/loop/", "llm/providers.py")


def inside(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


@pytest.mark.parametrize("path", FILES, ids=inside)
def test_a_file_has_at_most_200_lines(path: Path) -> None:
    lines = len(path.read_text().splitlines())
    assert lines <= LONGEST_FILE or inside(path) in LONG_FILES


def test_the_exceptions_are_few_and_still_needed() -> None:
    assert len(LONG_FILES) <= 5
    for name in LONG_FILES:
        assert len((SOURCE / name).read_text().splitlines()) > LONGEST_FILE


@pytest.mark.parametrize("path", FILES, ids=inside)
def test_a_function_has_at_most_thirty_lines(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            if body:
                length = (body[-1].end_lineno or 0) - body[0].lineno + 1
                assert length <= LONGEST_FUNCTION, f"{node.name} has {length} lines"


@pytest.mark.parametrize("path", FILES, ids=inside)
def test_no_sql_stands_in_python(path: Path) -> None:
    if inside(path).startswith(SQL_IN_PYTHON):
        return
    tree = ast.parse(path.read_text())
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and ast.get_docstring(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert id(node) in docstrings or not SQL.search(node.value), f"line {node.lineno}"


@pytest.mark.parametrize("path", FILES, ids=inside)
def test_nothing_is_imported_inside_a_function(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            hidden = [n for n in ast.walk(node) if isinstance(n, ast.Import | ast.ImportFrom)]
            assert not hidden, node.name


@pytest.mark.parametrize("path", FILES, ids=inside)
def test_the_library_of_the_loop_stands_behind_two_modules(path: Path) -> None:
    nodes = list(ast.walk(ast.parse(path.read_text())))
    found = [one.name for n in nodes if isinstance(n, ast.Import) for one in n.names]
    found += [n.module or "" for n in nodes if isinstance(n, ast.ImportFrom)]
    if not inside(path).startswith(LOOPS_LIBRARY):
        assert not [one for one in found if one.partition(".")[0] == "pydantic_ai"]
        # Loaded by name, in one place, because the library is an extra.
        assert not [one for one in found if one.startswith("bankagent.agent.loop")]


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("__init__.py")), ids=inside)
def test_a_package_has_a_docstring_and_no_code(path: Path) -> None:
    tree = ast.parse(path.read_text())
    assert ast.get_docstring(tree)
    others = [node for node in tree.body[1:] if not isinstance(node, ast.ImportFrom | ast.Assign)]
    assert not others


def names_of_the_root() -> set[str]:
    """Return the folders and modules of the package, as import contracts call them."""
    names = {path.stem for path in SOURCE.iterdir() if path.suffix == ".py" or path.is_dir()}
    return names - {"__init__", "__pycache__"}


def contracts(type_: str) -> list[dict[str, list[str]]]:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return [c for c in config["tool"]["importlinter"]["contracts"] if c["type"] == type_]


def test_the_root_folder_is_read_at_a_glance() -> None:
    assert len(names_of_the_root()) <= MOST_NAMES


def test_no_file_of_the_api_is_a_twin_of_another() -> None:
    twins = [p for p in (SOURCE / "api").rglob("*.py") if p.stem.endswith(("_docs", "_schemas"))]
    assert twins == []


def test_the_contract_of_the_floors_names_every_folder_once() -> None:
    (layers,) = contracts("layers")
    named = [name for layer in layers["layers"] for name in layer.split(" | ")]
    assert sorted(named) == sorted(names_of_the_root())


@pytest.mark.parametrize("contract", contracts("forbidden"), ids=lambda c: c["name"])
def test_a_contract_about_a_library_forgets_no_folder(contract: dict[str, list[str]]) -> None:
    named = {module.removeprefix("bankagent.") for module in contract["source_modules"]}
    assert named <= names_of_the_root(), "a contract names folders and files of the root"
    if any(not module.startswith("bankagent.") for module in contract["forbidden_modules"]):
        _, only, allowed = str(contract["name"]).partition(" only in ")
        if only:
            assert named == names_of_the_root() - set(re.findall(r"\w+", allowed))
        else:
            assert contract["name"] == "No database where a request is decided"
            assert DECIDING & names_of_the_root() <= named


def test_every_file_below_sql_is_installed_and_every_installed_file_is_there() -> None:
    install = (ROOT / "sql" / "install.sql").read_text()
    named = set(re.findall(r"^\\ir (\S+)$", install, re.MULTILINE))
    there = {
        path.relative_to(ROOT / "sql").as_posix()
        for path in (ROOT / "sql").rglob("*.sql")
        if "examples" not in path.parts
    }
    assert there - named == {"install.sql", "roles.sql", "schema.sql"}
    assert named <= there


def test_no_tracked_file_names_a_registry_or_a_path_of_a_machine() -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split("\0")
    wrong = re.compile(r"pypi\.org|pythonhosted|npmjs|deb\.debian|/" + r"work/|/opt/" + r"wheels")
    for name in filter(None, tracked):
        path = ROOT / name
        if path.is_file() and path != Path(__file__):
            text = path.read_text(errors="ignore")
            assert not wrong.search(text), name
