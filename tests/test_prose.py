"""Rules of plain English that a test can hold: the docstrings of modules, and hidden roles."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "bankagent"
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    ROOT / "examples" / "README.md",
    *sorted((ROOT / "docs").glob("*.md")),
]
FILES = sorted(SOURCE.rglob("*.py"))

# A docstring that begins with one of these has lost its noun: "What waits for people" is found by
# no search for approvals. Begin with the field's noun ("Approvals: ...") or an imperative verb.
NOT_A_HEAD = re.compile(
    r"(what|who|whom|whose|whoever|how|why|when|where|whether|which|while|if|that|those|these|this"
    r"|there|it|its|they|we|you|all|each|every|both|many|much|more|most|some|any|none|no|not|one"
    r"|another|anybody|everybody|somebody|nobody|from|for|to|as|at|by|in|on|of|with|is|are|does|may)"
)
# A gerund is neither: "Pausing queues" is "Pause queues". These end so and are not gerunds here.
NO_GERUNDS = frozenset(
    {"bring", "string", "housekeeping", "logging", "screening", "pricing", "mapping", "setting"}
)

# Words for what has a name of its own; docs/words.md says which.
MOODS = re.compile(
    r"\b(doors?|lobby|heart|shield|floor \d+|stor(y|ies)|news|standing"
    r"|whoever|somebody|nobody|everybody)\b",
    re.IGNORECASE,
)

# "Nobody" and "whoever" as subjects hide the role that is meant: a caller, a worker, an operator.
HIDDEN_ROLES = re.compile(r"\b(nobody|whoever|somebody)\b", re.IGNORECASE)
MOST_HIDDEN_ROLES = 25


def inside(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def docstring(path: Path) -> str:
    return ast.get_docstring(ast.parse(path.read_text())) or ""


def first_word(text: str) -> str:
    found = re.search(r"[a-z]+", text.lower())
    return found[0] if found else ""


def test_a_module_docstring_begins_with_a_noun_or_an_imperative() -> None:
    heads = {inside(path): first_word(docstring(path)) for path in FILES}
    wrong = {
        path: head
        for path, head in heads.items()
        if not head
        or NOT_A_HEAD.fullmatch(head)
        or (head.endswith("ing") and head not in NO_GERUNDS)
    }
    assert wrong == {}


def test_a_module_docstring_uses_the_terms_of_the_field() -> None:
    found = {inside(path): MOODS.findall(docstring(path)) for path in FILES}
    assert {path: words for path, words in found.items() if words} == {}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_uses_the_terms_of_the_field(page: Path) -> None:
    # `story` is a column of ops.request_history; "nobody" acts next on a final request; the second
    # table of words.md lists refused words; names in backticks are quoted.
    text = page.read_text().split("## Words that names do not use")[0]
    quoted = r"select at, story\b|nobody(: final)? \||(?<!`)`[^`]+`(?!`)"
    text = re.sub(quoted, "", text)
    found = MOODS.search(text)
    assert not found, found


def test_few_sentences_hide_the_role_that_they_mean() -> None:
    lines = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for folder in ("src", "sql")
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in {".py", ".sql"}
        for line in path.read_text().splitlines()
        if HIDDEN_ROLES.search(line)
    ]
    assert len(lines) <= MOST_HIDDEN_ROLES, "\n".join(lines)
