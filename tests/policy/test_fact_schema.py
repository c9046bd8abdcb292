"""Facts as a file or a table declares them: a bad one is a finding, never an error of ours."""

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bankagent.errors import BadRequest
from bankagent.policy import gates
from bankagent.policy.csv import to_jdm
from bankagent.policy.engine import evaluate
from bankagent.policy.lint import lint
from bankagent.policy.report import report
from tests.support import policies
from tests.support.policies import content

HEADER = "Rule,S,Outcome,In words\nT-000,,approve,ok\n"


def a_file(fact: Any, name: str = "s") -> str:
    columns = [{"id": "s", "name": "S", "field": name}]
    return json.dumps({"name": "t", "description": "d", "facts": {name: fact}, "columns": columns})


def table_of(fact: Any, cell: str = "") -> str:
    row = f"T-001,{cell},review,x\n" if cell else ""
    return to_jdm((HEADER + row).encode(), a_file(fact))


def findings(fact: Any, name: str = "s") -> dict[str, str]:
    with pytest.raises(BadRequest) as refused:
        to_jdm(HEADER.encode(), a_file(fact, name))
    return {one.field: one.expected for one in refused.value.findings}


@pytest.mark.parametrize(
    ("fact", "part", "said"),
    [
        ({"type": "string", "pattern": "["}, "pattern", "must be a pattern from ^ to $"),
        ({"type": "string", "pattern": "^(?=x)x$"}, "pattern", "must be a pattern"),
        ({"type": "string", "pattern": r"^(?P<a>[a-z])(?P=a)$"}, "pattern", "must be a pattern"),
        ({"type": "string", "pattern": r"^a\Z"}, "pattern", "must be a pattern"),
        ({"type": "string", "pattern": "^a{2,1}$"}, "pattern", "must be a pattern"),
        ({"type": "string", "pattern": "^(?:a+)+$"}, "pattern", "must be a pattern"),
        ({"type": "string", "pattern": "^(?:a+){31}$"}, "pattern", "no other count that varies"),
        ({"type": "string", "pattern": "^a*a*a*a*a*$"}, "pattern", "at most 4 counts vary"),
        ({"type": "string", "pattern": f"^{'a' * 100}$"}, "pattern", "at most 100 characters"),
        ({"type": "string", "enum": ["a"], "pattern": "^a$"}, "pattern", "without an enum"),
        ({"type": "number", "pattern": "^a$"}, "pattern", "only a string"),
        ({"type": "number", "minimum": "abc"}, "minimum", "must be a number of at most 28 digits"),
        ({"type": "number", "maximum": [1]}, "maximum", "must be a number"),
        ({"type": "number", "exclusiveMinimum": True}, "exclusiveMinimum", "must be a number"),
        ({"type": "number", "exclusiveMaximum": {}}, "exclusiveMaximum", "must be a number"),
        ({"type": "integer", "minimum": 0.5}, "minimum", "must be a whole number"),
        ({"type": "number", "enum": [1], "minimum": 0}, "minimum", "without an enum"),
        ({"type": "string", "enum": ["a"], "minimum": 0}, "minimum", "only a number"),
        ({"type": "boolean", "maximum": 1}, "maximum", "only a number"),
        ({"type": "string", "enum": [1, 2]}, "enum", "must be a list of words"),
        ({"type": "string", "enum": [{}]}, "enum", "must be a list of words"),
        ({"type": "string", "enum": ["a", " "]}, "enum", "that are not blank"),
        ({"type": "string", "enum": []}, "enum", "at least one value"),
        ({"type": "string", "enum": ["a", "a"]}, "enum", "each value once"),
        ({"type": "number", "enum": ["a"]}, "enum", "must be a list of numbers"),
        ({"type": "integer", "enum": [1.5]}, "enum", "a whole number"),
        ({"type": "boolean", "enum": ["x"]}, "enum", "must be left out: a boolean is true"),
        ({"type": "boolean", "enum": [True]}, "enum", "must be left out"),
    ],
)
def test_a_bad_part_of_a_fact_is_named_in_a_file_and_in_a_table(
    fact: dict[str, Any], part: str, said: str
) -> None:
    found = findings(fact)
    assert [*found] == [f"facts.s.{part}"]
    assert said in found[f"facts.s.{part}"]

    def declared(model: Any) -> None:
        schema = content(model, "inputNode")["schema"]
        schema["properties"]["dates"] = fact

    policy = policies.changed(policies.shipped("trade_review", version=1), declared)
    faults = [one.expected for one in lint(policy.table_json).faults]
    assert any(one.startswith(f"schema: dates.{part} ") and said in one for one in faults)


@pytest.mark.parametrize("name", ["", "Not Small", "a.b", "not", "true", "a" * 64, "é", "len(a)"])
def test_a_fact_has_a_name_that_the_engine_reads_as_one(name: str) -> None:
    found = findings({"type": "boolean"}, name)
    assert "must be named by small letters" in found["facts.?"]


@pytest.mark.parametrize(
    ("pattern", "word"),
    [
        ("^[A-Z]{3}$", "USD"),
        ("^(?:q7){2}$", "q7q7"),
        ("^(?:GB|US)[0-9]{2,4}$", "GB12"),
        ("^[A-Za-z0-9./-]+$", "a/b-1.c"),
        (r"^a\.b$", "a.b"),
        ("^EQ-?[0-9]*$", "EQ-1"),
    ],
)
def test_a_pattern_that_may_stand_is_read_by_the_engine_as_by_us(pattern: str, word: str) -> None:
    policy = policies.a_policy(table_of({"type": "string", "pattern": pattern}, word))
    (rule,) = evaluate(policy, {"s": word}).fired
    assert rule.rule_id == "T-001"
    (other,) = evaluate(policy, {"s": f"{word}\u2603"}).fired
    assert other.rule_id == "POLICY-ERROR"


def test_no_pattern_that_may_stand_takes_long() -> None:
    began = time.process_time()
    lint(table_of({"type": "string", "pattern": "^[a-z]*[a-z]*[a-z]*[a-z]*0$"}))
    assert time.process_time() - began < 5


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**40), 10**40)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=5,
)
NUMBERS = st.integers(-3, 3) | st.decimals(-3, 3, places=1).map(float)
TYPES = st.sampled_from(["number", "integer", "string", "boolean"])
FACTS = st.fixed_dictionaries(
    {"type": TYPES | JSON},
    optional={
        "enum": st.lists(NUMBERS | st.text(max_size=3), max_size=3) | JSON,
        "pattern": st.text("^$[]{}()?:*+|,.a1\\", max_size=8) | JSON,
        "minimum": NUMBERS | JSON,
        "maximum": NUMBERS | JSON,
        "exclusiveMinimum": NUMBERS | JSON,
        "exclusiveMaximum": NUMBERS | JSON,
        "public": st.booleans() | JSON,
        "description": st.text(max_size=3) | JSON,
    },
)
CELLS = st.sampled_from(["", "> 1", "a", "true", "not a", "[0..1]", "1", "TRUE", "a1"])


@given(fact=FACTS, cell=CELLS)
@settings(deadline=None, max_examples=400)
def test_a_facts_file_is_refused_or_its_table_is_linted_and_tested(fact: Any, cell: str) -> None:
    try:
        table_json = table_of(fact, cell)
    except BadRequest:
        return
    if lint(table_json).passed:
        assert not report(policies.a_policy(table_json)).failures


@given(made=JSON)
@settings(deadline=None, max_examples=200)
def test_any_json_is_refused_as_a_facts_file(made: Any) -> None:
    with pytest.raises(BadRequest):
        to_jdm(HEADER.encode(), json.dumps(made))


def places(part: Any, before: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The places of all values in a JSON value, as steps from its root."""
    steps = part.items() if isinstance(part, dict) else enumerate(part)
    inner = [(*before, step) for step, _ in steps] if isinstance(part, dict | list) else []
    return inner + [
        deeper
        for place in inner
        for value in [part[place[-1]]]
        if isinstance(value, dict | list)
        for deeper in places(value, place)
    ]


MODEL = json.loads(policies.shipped("trade_review", version=1).table_json)
PLACES = places(MODEL)


@given(place=st.sampled_from(PLACES), made=JSON | CELLS, gone=st.booleans())
@settings(deadline=None, max_examples=400)
def test_a_table_with_any_part_changed_is_linted(place: Any, made: Any, gone: bool) -> None:
    model = json.loads(json.dumps(MODEL))
    within = model
    for step in place[:-1]:
        within = within[step]
    if gone:
        del within[place[-1]]
    else:
        within[place[-1]] = made
    text = json.dumps(model)
    assert bool(gates.check(text)) <= (not lint(text).passed)


@given(made=JSON)
@settings(deadline=None, max_examples=200)
def test_any_json_is_linted_as_a_table(made: Any) -> None:
    assert not lint(json.dumps(made)).passed
