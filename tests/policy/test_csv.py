import csv
import io
import json
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bankagent.errors import BadRequest
from bankagent.policy.csv import from_jdm, to_jdm
from bankagent.policy.engine import evaluate
from bankagent.policy.facts_file import FactsFile
from bankagent.policy.jdm import DecisionModel
from tests.support import policies
from tests.support.policies import content, rule

FOLDER = Path(__file__).parents[2] / "policies"
VERSION_1 = "29d4256d2bbd8c4fc465aa906a38028e18ef84ee999fd73217126809c990b6a7"
TRADES = (FOLDER / "trade_review" / "1.csv").read_bytes()
TRADE_FACTS = (FOLDER / "trade_review" / "1.facts.json").read_bytes()
POLICY = policies.shipped("trade_review", version=1)

FACTS = json.dumps(
    {
        "name": "A table",
        "description": "Decides for tests.",
        "facts": {
            "amount": {"type": "number"},
            "count": {"type": "integer"},
            "word": {"type": "string", "enum": ["yes", "no", "not known", "TRUE", "-"]},
            "code": {"type": "string", "pattern": "^[A-Z]{3}$"},
            "flag": {"type": "boolean"},
        },
        "columns": [
            {"id": "a", "name": "Amount", "field": "amount"},
            {"id": "n", "name": "Count, whole", "field": "count"},
            {"id": "w", "name": "Word; one", "field": "word"},
            {"id": "c", "name": "Code", "field": "code"},
            {"id": "f", "name": "Flag", "field": "flag"},
        ],
    }
)
HEADER = ["Rule", "Amount", "Count, whole", "Word; one", "Code", "Flag", "Outcome", "In words"]
NAMES = {"amount": 1, "count": 2, "word": 3, "code": 4, "flag": 5, "outcome": 6, "text": 7}
DEFAULT = ["AA-000", "", "", "", "", "", "approve", "the default"]
SEEN = {"amount": Decimal(3), "count": 3, "word": "yes", "code": "USD", "flag": True}


def a_rule(number: int = 1, **cells: str) -> list[str]:
    """A row of a CSV: tests by the fact's name, and what it gives."""
    row = [f"AA-{number:03}", "", "", "", "", "true", "review", "a reason"]
    for name, cell in cells.items():
        row[NAMES[name]] = cell
    return row


def as_csv(*rules: list[str], header: list[str] = HEADER, **dialect: Any) -> bytes:
    text = io.StringIO()
    csv.writer(text, **({"lineterminator": "\n"} | dialect)).writerows([header, DEFAULT, *rules])
    return text.getvalue().encode()


def faults(table_csv: bytes, facts: str | bytes = FACTS) -> dict[str, str]:
    with pytest.raises(BadRequest) as refused:
        to_jdm(table_csv, facts)
    return {finding.field: finding.expected for finding in refused.value.findings}


def fired(table_json: str, **seen: Any) -> list[str]:
    evaluation = evaluate(policies.a_policy(table_json), SEEN | seen)
    return [one.rule_id for one in evaluation.fired]


def test_version_1_of_trade_review_comes_out_byte_for_byte() -> None:
    # A released version never changes: a new rule is a new version, never another digest here.
    table_json = to_jdm(TRADES, TRADE_FACTS)
    assert sha256(table_json.encode()).hexdigest() == VERSION_1
    written = (FOLDER.parent / "sql" / "policies" / "trade_review.sql").read_text(encoding="utf-8")
    assert f"$policy${table_json}$policy$" in written


@pytest.mark.parametrize("path", policies.TABLES, ids=policies.label)
def test_a_table_becomes_the_files_again_from_which_it_came(path: Path) -> None:
    facts_json = path.with_suffix(".facts.json").read_text(encoding="utf-8")
    description = FactsFile.read(facts_json).description
    table_json = to_jdm(path.read_bytes(), facts_json)
    assert from_jdm(table_json, description) == (path.read_text(encoding="utf-8"), facts_json)


def test_a_fact_that_is_marked_as_public_stays_so_and_changes_no_rule() -> None:
    marked = FactsFile.read(TRADE_FACTS)
    dates = marked.facts["dates"].model_copy(update={"public": True})
    marked = marked.model_copy(update={"facts": marked.facts | {"dates": dates}})
    facts_json = marked.write()
    assert facts_json.count('"public": true') == 1
    table_json = to_jdm(TRADES, facts_json)
    assert sha256(table_json.encode()).hexdigest() != VERSION_1
    assert from_jdm(table_json, marked.description) == (TRADES.decode(), facts_json)
    public = {
        name
        for name, one in DecisionModel.read(table_json).facts().properties.items()
        if one.public
    }
    assert public == {"dates"}
    shipped = policies.shipped("trade_review", 1)
    wrong = {
        "notional": 1,
        "currency": "USD",
        "notional_usd_known": "yes",
        "side": "buy",
        "economics": "match",
        "dates": "reversed",
    }
    assert evaluate(policies.a_policy(table_json), wrong).fired == evaluate(shipped, wrong).fired


def test_a_file_is_taken_as_a_spreadsheet_saves_it() -> None:
    rows = [a_rule(1, flag="TRUE", text="a, b; c"), [""] * 8, a_rule(2, flag=" False ")]
    plain = to_jdm(as_csv(a_rule(1, flag="true", text="a, b; c"), a_rule(2, flag="false")), FACTS)
    for dialect in ({}, {"delimiter": ";"}, {"lineterminator": "\r\n"}, {"lineterminator": "\r"}):
        for mark in (b"", b"\xef\xbb\xbf"):
            assert to_jdm(mark + as_csv(*rows, **dialect), FACTS) == plain
    assert to_jdm(as_csv(*rows, quoting=csv.QUOTE_ALL), FACTS) == plain


@pytest.mark.parametrize(
    ("fact", "cell", "fires", "does_not"),
    [
        ("amount", "> 5000000", Decimal("5000000.01"), Decimal(5000000)),
        ("amount", "-5", Decimal(-5), Decimal(5)),
        ("amount", "[1..5]", Decimal(5), Decimal("5.01")),
        ("count", ">= 1 and < 5", 4, 5),
        ("word", "yes", "yes", "no"),
        ("word", "yes, no", "no", "not known"),
        ("word", "not yes", "no", "yes"),
        ("word", "Not  yes,no", "not known", "no"),
        ("code", "USD, EUR", "EUR", "JPY"),
        ("code", "not USD", "JPY", "USD"),
        ("flag", "TRUE", True, False),
        ("flag", "false", False, True),
    ],
)
def test_a_cell_tests_what_it_says(fact: str, cell: str, fires: Any, does_not: Any) -> None:
    table_json = to_jdm(as_csv(a_rule(1, **{fact: cell})), FACTS)
    assert fired(table_json, **{fact: fires}) == ["AA-001"]
    assert fired(table_json, **{fact: does_not}) == ["AA-000"]


@pytest.mark.parametrize(
    ("fact", "cell", "said"),
    [
        *[("text", f"{first}a", f"must not begin with {first}") for first in "=+-@"],
        *[("text", f"{first}1", f"must not begin with {first}") for first in "\uff1d\uff0b\uff20"],
        ("text", "=cmd|'/c calc'!A1", "takes it for a formula"),
        ("amount", "== 5", "must not begin with ="),
        ("amount", "+5", "must not begin with +"),
        ("amount", "-5+1", "must not begin with -"),
        ("amount", "'5", "must not begin with an apostrophe"),
        ("amount", "> 5,000,000", "> 5,000,000 is not a number's test"),
        ("amount", "> 0,5", "is not a number's test"),
        ("amount", "1.23457E+18", "is not a number's test"),
        ("amount", "05. Feb", "is not a number's test"),
        ("amount", "> 1\nand < 5", "U+000A"),
        ("count", "three", "is not a number's test"),
        ("word", "'yes'", "must not begin with an apostrophe"),
        ("word", '"yes"', "must be words without quotes"),
        ("word", "yes,", "must be words without quotes"),
        ("word", "not", "names not, which"),
        ("word", "Yes", "names Yes, which"),
        ("word", "!= yes", "names != yes, which"),
        ("word", "yes;no", "names yes;no, which"),
        ("word", "yes\u200b", "U+200B"),
        ("word", "-", "must not begin with -"),
        ("code", "usd", "names usd, which the pattern"),
        ("code", "1. Mrz", "takes it for a number, a date"),
        ("flag", "yes", "true or false"),
        ("text", "", "must not be blank"),
        ("text", "a\tb", "U+0009"),
        ("text", "a\r\nb", "U+000D"),
        ("text", "a\x00b", "U+0000"),
        ("text", "a\u202eb", "U+202E"),
        ("text", "a\u00a0b", "U+00A0"),
        ("text", "a\\b", "must not hold a backslash"),
        ("text", 'it\'s "so"', "both kinds of quotes"),
    ],
)
def test_a_cell_that_could_mean_something_else_is_refused_with_its_place(
    fact: str, cell: str, said: str
) -> None:
    table_csv = as_csv(a_rule(1), a_rule(2, **{fact: cell}))
    found = faults(table_csv)
    place = f"row 4, column {HEADER[NAMES[fact]]}"
    assert [*found] == [place]
    assert said in found[place]


@pytest.mark.parametrize(
    ("table_csv", "place", "said"),
    [
        (b"", "row 1", "must be: Rule, Amount"),
        (b"Rule,Amount\n", "row 1", "separated by commas or by semicolons"),
        (as_csv(delimiter="\t"), "row 1", "separated by commas"),
        (as_csv(header=[HEADER[1], HEADER[0], *HEADER[2:]]), "row 1", "must be: Rule"),
        (as_csv(["AA-001", "", "review"]), "row 3", "must have 8 cells, not 3"),
        (as_csv([*a_rule(), "more"]), "row 3", "a text with commas needs quotes"),
        (as_csv() + b'AA-001,,,,,,review,"open\n', "row 3", "must have quotes around"),
        (as_csv() + b'AA-001,,,,,,review,"a"b\n', "row 3", "each quote inside it twice"),
        (as_csv(a_rule(text="Z\u00fcrich")).decode().encode("cp1252"), "file", "CSV UTF-8"),
        (as_csv().decode().encode("utf-16"), "file", "CSV UTF-8"),
        (as_csv() + b"\n" * 300_000, "file", "at most 262144 bytes"),
        (as_csv(a_rule(1), a_rule(1)), "table", "AA-001: the id stands in 2 rows"),
        (as_csv(a_rule(1, outcome="Approve")), "table", "Approve is not one of"),
        (as_csv(a_rule(1, flag="")), "table", "one default row"),
        (as_csv(a_rule(1, text="x" * 201)), "table", "longer than 200"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(table_csv: bytes, place: str, said: str) -> None:
    found = faults(table_csv)
    assert said in found[place]


def facts_changed(**changes: Any) -> str:
    return json.dumps(json.loads(FACTS) | changes)


COLUMN = {"id": "a", "name": "Amount", "field": "amount"}


@pytest.mark.parametrize(
    ("facts_json", "place", "said"),
    [
        ("", "facts", "not JSON"),
        ("[]", "facts", "must be an object"),
        (facts_changed(columns=[COLUMN | {"field": "amont"}]), "columns.0.field", "name of a fact"),
        (facts_changed(columns=[COLUMN, COLUMN]), "columns.0.name", "another column"),
        (facts_changed(columns=[COLUMN | {"name": "Rule"}]), "columns.0.name", "another column"),
        (facts_changed(columns=[COLUMN | {"name": "=1"}]), "columns.0.name", "begin with ="),
        (facts_changed(columns=[COLUMN | {"name": " A"}]), "columns.0.name", "a space"),
        (facts_changed(columns=[COLUMN | {"name": ""}]), "columns.0.name", "a space"),
        (facts_changed(facts={"amount": {"type": "date"}}), "facts.amount.type", "'number'"),
        (facts_changed(more=1), "?", "leave it out"),
    ],
)
def test_a_facts_file_that_is_not_valid_is_refused(facts_json: str, place: str, said: str) -> None:
    found = faults(as_csv(), facts_json)
    assert said in found[place]


def test_a_table_of_an_editor_keeps_its_meaning() -> None:
    def as_an_editor_writes(model: Any) -> None:
        for node in model["nodes"]:
            node["position"] = {"x": 1, "y": 2}
        content(model, "inputNode")["schema"] = json.dumps(content(model, "inputNode")["schema"])
        for row in content(model)["rules"]:
            row["_id"] = f"8f14-{row['_id']}"
        content(model)["rules"][1].update(in_usd="in ['yes']", notional="== 7")
        content(model)["rules"][2].update(in_usd='!= "yes"', economics="not in ['match']")
        content(model)["rules"][3].pop("dates")

    edited = policies.changed(POLICY, as_an_editor_writes).table_json
    table_csv, facts_json = from_jdm(edited, "Decides.")
    assert "TR-010,7,yes,,,review," in table_csv
    assert "TR-020,,not yes,not match,,review," in table_csv
    again = to_jdm(table_csv.encode(), facts_json)
    for notional in (7, 8):
        for in_usd in ("yes", "no"):
            for economics in ("match", "unknown", "mismatch"):
                facts = {"notional": notional, "currency": "USD", "notional_usd_known": in_usd}
                facts |= {"side": "buy", "economics": economics, "dates": "ordered"}
                before, after = (evaluate(policies.a_policy(one), facts) for one in (edited, again))
                assert before.fired == after.fired


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda m: rule(m, "TR-010").update(_description="why"), "must have no _description"),
        (lambda m: rule(m, "TR-010").update(text='"=1"'), "must not begin with ="),
        (lambda m: rule(m, "TR-010").update(text="'a\u00a0b'"), "U+00A0"),
        (lambda m: content(m)["inputs"][0].update(name="Rule"), "another column"),
        (lambda m: content(m)["rules"].pop(0), "one default row"),
    ],
)
def test_a_table_that_a_csv_cannot_say_is_refused(change: Any, said: str) -> None:
    with pytest.raises(BadRequest) as refused:
        from_jdm(policies.changed(POLICY, change).table_json, "Decides.")
    assert said in refused.value.findings[0].expected


@pytest.mark.parametrize("word", ["a, b", "it's", " a", "not a"])
def test_a_word_that_needs_quotes_cannot_stand_in_a_csv(word: str) -> None:
    def with_the_word(model: Any) -> None:
        content(model, "inputNode")["schema"]["properties"]["side"]["enum"].append(word)
        content(model)["inputs"].append({"id": "side", "name": "Side", "field": "side"})
        rule(model, "TR-010").update(side=json.dumps(word))

    with pytest.raises(BadRequest) as refused:
        from_jdm(policies.changed(POLICY, with_the_word).table_json, "Decides.")
    assert "without quotes" in refused.value.findings[0].expected


NUMBERS = st.decimals(Decimal("-1e9"), Decimal("1e9"), places=2).map("{:f}".format)
NUMBER_TESTS = NUMBERS.map("[{0}..{0}]".format) | st.builds(
    "{} {}".format, st.sampled_from([">", "<=", "!="]), NUMBERS
)
WORD_TESTS = st.builds(
    "{}{}".format,
    st.sampled_from(["", "not "]),
    st.lists(st.sampled_from(["yes", "no"]), min_size=1, max_size=3).map(", ".join),
)
TEXTS = st.builds(
    "a{}z".format,
    st.text("aZ09 ,;'\u00fc\u4e2d()=@%&", max_size=99)
    | st.text('aZ09 ,;"\u00fc\u4e2d()=@%&', max_size=99),
)
CODE_TESTS = st.from_regex(r"\A[A-Z]{3}(, [A-Z]{3}){0,2}\Z")
TESTS = st.fixed_dictionaries(
    {"flag": st.sampled_from(["true", "false"])},
    optional={
        "amount": NUMBER_TESTS,
        "count": st.integers(-9, 9).map(str),
        "word": WORD_TESTS,
        "code": CODE_TESTS,
        "outcome": st.sampled_from(["approve", "reject", "dual_control"]),
        "text": TEXTS,
    },
)


@given(rules=st.lists(TESTS, max_size=6))
@settings(deadline=None, max_examples=60)
def test_a_csv_comes_back_from_the_engines_form_as_it_was(rules: list[dict[str, str]]) -> None:
    table_csv = as_csv(*(a_rule(number, **rule) for number, rule in enumerate(rules, start=1)))
    table_json = to_jdm(table_csv, FACTS)
    shown, facts_json = from_jdm(table_json, "Decides for tests.")
    assert shown.encode() == table_csv
    assert to_jdm(shown.encode(), facts_json) == table_json


HOSTILE = st.text(st.characters(max_codepoint=0x2100), max_size=12) | st.text(
    "=+-@'\"\\,;\n\r\t \ufeff\u200b\uff1d1aN.[]>", max_size=8
)


@given(cell=HOSTILE, fact=st.sampled_from([*NAMES]))
@settings(deadline=None, max_examples=200)
def test_any_text_in_any_cell_is_refused_with_its_place_or_means_itself(
    cell: str, fact: str
) -> None:
    tests = {"flag": "true", fact: cell}
    try:
        table_json = to_jdm(as_csv(a_rule(1, **tests), quoting=csv.QUOTE_ALL), FACTS)
    except BadRequest as refused:
        (finding,) = refused.findings
        assert finding.field in (f"row 3, column {HEADER[NAMES[fact]]}", "table")
        return
    shown, _ = from_jdm(table_json, "Decides for tests.")
    row = [*csv.reader(io.StringIO(shown))][2]
    if fact in ("outcome", "text"):
        assert row[NAMES[fact]] == cell.strip()
        (hit,) = evaluate(policies.a_policy(table_json), SEEN).fired
        assert hit.text == row[7]
    for shown_cell in row:
        assert shown_cell.isprintable()
        assert not shown_cell.startswith(("=", "+", "@", "'"))
