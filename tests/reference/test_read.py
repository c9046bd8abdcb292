"""Files of reference data, as spreadsheets save them and as they break: named by line, column."""

import csv
import io
import random
import time
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bankagent.domain.currencies import CURRENCIES
from bankagent.errors import BadRequest
from bankagent.reference.codes import COUNTRIES
from bankagent.reference.csv_lines import SourceFile
from bankagent.reference.forms import FORMS
from bankagent.reference.read import Content, form_of, read

RATES = "day,currency,rate\n2026-10-30,USD,1.1172\n2026-10-30,JPY,175.68\n"


def content(dataset: str, text: str | bytes, name: str = "rows.csv") -> Content:
    return read(dataset, SourceFile(name, text.encode() if isinstance(text, str) else text))


def faults(dataset: str, text: str | bytes) -> list[tuple[str, str]]:
    with pytest.raises(BadRequest) as caught:
        content(dataset, text)
    assert caught.value.detail.startswith("Nothing was imported: ")
    return [
        (one.field.removeprefix("rows.csv").strip(), one.expected) for one in caught.value.findings
    ]


def under(dataset: str, *lines: str) -> str:
    """Return a file with the dataset's header and these lines; the first is line 2."""
    return "\n".join([",".join(form_of(dataset).header), *lines, ""])


# --- one file, many ways to save it ------------------------------------------------


@pytest.mark.parametrize(
    "saved",
    [
        RATES.replace("\n", "\r\n"),
        RATES.encode("utf-8-sig"),
        RATES.replace(",", ";"),
        RATES.rstrip(),
        RATES.replace("JPY", '"JPY"'),
        RATES.replace("JPY", " JPY "),
        RATES + "\n,,\n\n",
        RATES.replace("175.68", "175.6800"),
    ],
    ids=["crlf", "bom", "semicolons", "no-last-line-end", "quotes", "spaces", "blank", "zeros"],
)
def test_a_file_is_the_same_however_it_was_saved(saved: str | bytes) -> None:
    assert content("fx_rates", saved) == content("fx_rates", RATES)


def test_rates_say_their_newest_day() -> None:
    newest = content("fx_rates", RATES + "2026-10-29,USD,1.2\n").newest_day
    assert newest == "2026-10-30"


def test_each_dataset_reads_a_file_of_its_form() -> None:
    good = {
        "calendars": [
            "XNYS,sat sun,2026-01-01,2026-12-31,,",
            'XNYS,,,,2026-12-25,"Christmas, XNYS"',
        ],
        "restricted_instruments": ["US0378331005,AAPL,watch,research", ",BRK.B,restricted,deal"],
        "country_risk": ["KP,prohibited,sanctions"],
        "trading_limits": ["desk,rates-1,USD,5000000", "book,EQ.7,EUR,0.5"],
        "tolerances": ["price,equity,ticks,1", "price,any,basis_points,2.50"],
        "document_requirements": [
            "company,DE,custody,extract,yes,3,,", "any,any,any,id,no,,director,a b",
        ],
        "product_risk": ["product,custody,low,usual", "channel,custody,prohibited,never"],
        "approval_demands": [
            "any,review,1,any,1,,,,,",
            "any,dual_control,2,senior,1,600,TARGET XNYS,Europe/London,08:00,24:00",
            "any,dual_control,1,any,2,600,TARGET,Europe/London,08:00,18:00",
        ],
        "screening:A-1": [
            "1,Anna Example,primary,,person,TEST,PL,1965-03-09,passport:A1:PL; lei:X,a remark",
            "1,ANNA EXEMPEL,alias,weak,,,,,,",
        ],
        "fx_rates": ["2026-10-30,USD,1.1172"],
    }  # fmt: skip
    assert {form_of(name) for name in good} == {*FORMS.values()}
    found = {name: content(name, under(name, *lines)) for name, lines in good.items()}
    assert {name: one.row_count for name, one in found.items()} == {
        "calendars": 2,
        "restricted_instruments": 3,
        "country_risk": 1,
        "trading_limits": 2,
        "tolerances": 2,
        "document_requirements": 2,
        "product_risk": 2,
        "approval_demands": 3,
        "screening:A-1": 3,
        "fx_rates": 1,
    }
    assert found["calendars"].rows["calendar_days"] == [
        {"calendar": "XNYS", "day": "2026-12-25", "name": "Christmas, XNYS"}
    ]
    assert found["screening:A-1"].rows["screening_entries"][0]["identifiers"] == [
        {"type": "passport", "value": "A1", "country": "PL"},
        {"type": "lei", "value": "X"},
    ]
    assert [
        one["mandatory"] for one in found["document_requirements"].rows["document_requirements"]
    ] == [
        True,
        False,
    ]


# --- hostile files --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("", "", "the file is empty"),
        ("\ufeff \n\n", "", "the file is empty"),
        ("day,currency,rate\n", "", "must have a row below the header"),
        ("\n\n2026-10-30,USD,1\n", "line 3", "must be: day,currency,rate"),
        ("day,currency\n2026-10-30,USD\n", "line 1", "must be: day,currency,rate"),
        (RATES.encode("utf-16"), "line 1", "must be in UTF-8"),
        (RATES.encode() + "2026-10-29,ZÜR,1\n".encode("latin-1"), "line 4", "must be in UTF-8"),
        (RATES + '2026-10-29,"USD,1\n', "line 4", "must have quotes around the whole cell"),
        (RATES + '2026-10-29,U"S"D,1\n', "line 4, column currency", "must be a currency code"),
        (RATES + '2026-10-29,"U"SD,1\n', "line 4", "must have quotes around the whole cell"),
        (RATES + "2026-10-29,USD," + "9" * 10**6, "line 4", "at most 131,072 characters"),
        (RATES + "2026-10-29,USD," + "9" * 10**5, "line 4, column rate", "must be a number as"),
        (RATES + "2026-10-29,USD,1e5\n", "line 4, column rate", "must be a number as"),
        (RATES + "2026-10-29,USD,-1\n", "line 4, column rate", "must be a number as"),
        (RATES + "2026-10-29,USD,NaN\n", "line 4, column rate", "must be a number as"),
        (RATES + "2026-10-29,USD,\u0661\n", "line 4, column rate", "must be a number as"),
        (RATES + "2026-10-29,USD,0.0\n", "line 4, column rate", "must be above zero"),
        (RATES + "2026-10-29,USD,\n", "line 4, column rate", "must be a number as"),
        (RATES + "2026-10-29,USD\n", "line 4", "must have 3 cells, not 2"),
        (RATES + "2026-10-29,ZZZ,1\n", "line 4, column currency", "code of ISO 4217"),
        (RATES + "2026-10-29,EUR,1\n", "line 4, column currency", "EUR has no rate"),
        (RATES + "2026-10-29,USD,1000000000\n", "line 4, column rate", "below 1,000,000,000"),
        (RATES + "2026-10-29,XXX,1\n", "line 4, column currency", "code of ISO 4217"),
        (RATES + "2026-10-29,usd,1\n", "line 4, column currency", "code of ISO 4217"),
        (RATES + "2026-02-30,USD,1\n", "line 4, column day", "must be a day as"),
        (RATES + "1989-12-31,USD,1\n", "line 4, column day", "from 1990-01-01 to 2100-12-31"),
        (RATES + "2101-01-01,USD,1\n", "line 4, column day", "from 1990-01-01 to 2100-12-31"),
        (RATES + "20261029,USD,1\n", "line 4, column day", "must be a day as"),
        (RATES + "2026-10-30,JPY,1\n", "line 4", "must not have the day, currency of line 3"),
        (RATES + "2026-10-29,U\x00D,1\n", "line 4", ""),
    ],
)  # fmt: skip
def test_a_hostile_file_of_rates_is_refused_by_line_and_column(
    text: str | bytes, place: str, words: str
) -> None:
    ((where, expected),) = faults("fx_rates", text)
    assert where.startswith(place)
    assert words in expected


@pytest.mark.parametrize(
    ("dataset", "line", "column", "words"),
    [
        ("calendars", "XNYS,,,,2026-12-25,Christmas", "calendar", "opens"),
        ("calendars", "XNYS,sat sun,,,2026-12-25,x", "", "must have weekend, first_day"),
        ("calendars", "XNYS,sat sat,2026-01-01,2026-12-31,,", "weekend", "in this order"),
        ("calendars", "XNYS,sat sun,2026-12-31,2026-01-01,,", "last_day", "not be before"),
        ("restricted_instruments", ",,watch,x", "", "an isin or a symbol"),
        ("restricted_instruments", "US0378331006,,watch,x", "isin", "check digit"),
        ("restricted_instruments", "us0378331005,,watch,x", "isin", "check digit"),
        ("restricted_instruments", ",AAPL,banned,x", "restriction", "restricted or watch"),
        ("restricted_instruments", ",AAPL,watch,", "reason", "1 to 200"),
        ("country_risk", "UK,low,x", "country", "ISO 3166-1"),
        ("country_risk", "any,low,x", "country", "ISO 3166-1"),
        ("country_risk", 'DE,low,"a\nb"', "reason", "no control characters"),
        ("trading_limits", "trader,x,USD,1", "scope", "desk or book"),
        ("trading_limits", "desk,a desk,USD,1", "name", "1 to 64 of"),
        ("trading_limits", "desk,x,USD,1234567890123456789", "automatic_limit", "number"),
        ("tolerances", "price,equity,percent,1", "kind", "absolute or"),
        ("document_requirements", "company,XX,any,id,yes,,,", "jurisdiction", "or any"),
        ("document_requirements", "company,any,any,id,maybe,,,", "mandatory", "yes or no"),
        ("document_requirements", "company,any,any,id,yes,121,,", "valid_months", "1 to 120"),
        ("document_requirements", "company,any,any,id,yes,,owner,", "whose", "client or"),
        ("document_requirements", "company,any,any,id,yes,,,a  b", "document_types", "1 to 20"),
        ("product_risk", "client,x,low,x", "scope", "product or channel"),
        ("product_risk", "product,X,low,x", "name", "1 to 40 of"),
        ("product_risk", "product,x,none,x", "tier", "low or"),
        ("approval_demands", "any,approve,1,any,1,,,,,", "outcome", "review or"),
        ("approval_demands", "any,review,0,any,1,,,,,", "stage", "from 1 to 9"),
        ("approval_demands", "any,review,2,any,1,,,,,", "stage", "without a gap"),
        ("approval_demands", "any,review,1,Any,1,,,,,", "role", "1 to 40 of"),
        ("approval_demands", "any,review,1,any,0,,,,,", "votes", "from 1 to 9"),
        ("approval_demands", "any,dual_control,1,any,1,,,,,", "votes", "means two people"),
        ("approval_demands", "any,escalate,1,any,1,,,,,", "votes", "means two people"),
        ("approval_demands", "any,review,1,any,1,9,T1,Mars/X,08:00,09:00", "zone", "IANA"),
        ("approval_demands", "any,review,1,any,1,9,T1,localtime,08:00,09:00", "zone", "IANA"),
        ("approval_demands", "any,review,1,any,1,9,t1,UTC,08:00,09:00", "calendars", "1 to 10"),
        ("approval_demands", "any,review,1,any,1,9,T1,UTC,8:00,09:00", "opens", "time of day"),
        ("approval_demands", "any,review,1,any,1,9,T1,UTC,09:00,09:00", "closes", "after opens"),
        ("screening:A", "1,ANNA,alias,,,,,,,", "entry_id", "has a primary row"),
        ("screening:A", "1,ANNA,primary,,,TEST,,,,", "entity_type", "is required"),
        ("screening:A", "1,ANNA,primary,,person,T,XX,,,", "country", "ISO 3166-1"),
        ("screening:A", "1,ANNA,primary,,person,T,,65,,", "birth_date", "1965-03-09"),
        ("screening:A", "1,ANNA,primary,,person,T,,,A123,", "identifiers", "type:value"),
    ],
)  # fmt: skip
def test_a_bad_cell_of_each_dataset_is_named(
    dataset: str, line: str, column: str, words: str
) -> None:
    ((where, expected),) = faults(dataset, under(dataset, line))
    assert where == (f"line 2, column {column}" if column else "line 2")
    assert words in expected


def test_an_escalation_asks_for_as_many_people_as_dual_control() -> None:
    lines = ["any,dual_control,1,any,3,,,,,", "trade_review,escalate,1,senior,2,,,,,"]
    ((where, expected),) = faults("approval_demands", under("approval_demands", *lines))
    assert where == "line 3, column votes"
    assert expected == "must be 3 or more in all stages, as those of dual_control"


def test_two_rows_that_contradict_each_other_are_named_with_both_lines() -> None:
    twice = under("restricted_instruments", ",AAPL,watch,x", "US0378331005,AAPL,restricted,y")
    assert faults("restricted_instruments", twice) == [
        ("line 3, column symbol", "must not be the symbol of line 2")
    ]
    primary = "1,{},primary,,person,TEST,,,,"
    assert faults(
        "screening:A", under("screening:A", primary.format("A"), primary.format("B"))
    ) == [("line 3, column name_type", "must be alias: line 2 has the entry's primary name")]
    alias = under("screening:A", primary.format("A"), "1,B,alias,,person,,,,,")
    assert faults("screening:A", alias) == [
        ("line 3, column entity_type", "must be blank in an alias row")
    ]
    span = "XNYS,sat sun,2026-01-01,2026-12-31,,"
    outside = under("calendars", span, "XNYS,,,,2027-01-01,New Year")
    assert faults("calendars", outside) == [
        ("line 3, column day", "must be within the calendar's span")
    ]


def test_a_line_is_counted_as_an_editor_counts_it() -> None:
    """A cell over two lines moves those below it."""
    text = under("country_risk", 'DE,low,"a\nb"', "", "XX,low,x")
    assert [where for where, _ in faults("country_risk", text)] == [
        "line 2, column reason",
        "line 5, column country",
    ]


def test_the_first_twenty_of_many_faults_are_shown_and_all_are_counted() -> None:
    with pytest.raises(BadRequest) as caught:
        content("fx_rates", RATES + "2026-10-29,ZZZ,1\n" * 1000)
    assert caught.value.detail == "Nothing was imported: 1,000 faults, the first 20 of them."
    assert len(caught.value.findings) == 20


def test_no_finding_repeats_what_the_file_holds() -> None:
    found = faults("country_risk", under("country_risk", "SECRET,SECRET," + "SECRET" * 99))
    assert len(found) == 3
    assert not any("SECRET" in part for one in found for part in one)


def test_a_large_hostile_file_is_refused_within_seconds() -> None:
    began = time.monotonic()
    faults("fx_rates", RATES + ("2026-10-29,USD," + "9" * 10**5 + "\n") * 100)
    faults("fx_rates", RATES + "2026-10-29,USD,1\n" * 10**5)
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    "name", ["screening", "screening:", "screening:a", "rates", "", "fx_rates "]
)
def test_an_unknown_dataset_is_refused_with_the_names_of_all(name: str) -> None:
    with pytest.raises(BadRequest, match=r"must be fx_rates, calendars, .* or screening:NAME"):
        content(name, RATES)


def test_aliases_are_for_ofacs_files_alone() -> None:
    with pytest.raises(BadRequest) as caught:
        read("fx_rates", SourceFile("a.csv", RATES.encode()), SourceFile("b.csv", b"1"))
    assert caught.value.findings[0].field == "b.csv"


# --- properties --------------------------------------------------------------------------

DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))
AMOUNTS = st.decimals(Decimal("0.0001"), Decimal(10) ** 8, places=4)
RATE_ROWS = st.dictionaries(
    st.tuples(DAYS, st.sampled_from(sorted(CURRENCIES - {"EUR"}))), AMOUNTS, min_size=1, max_size=30
)
TEXTS = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40)


def written(rows: list[list[str]], *, separator: str = ",", end: str = "\n") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator=end).writerows(rows)
    return text.getvalue()


@given(RATE_ROWS, st.sampled_from([",", ";"]), st.sampled_from(["\n", "\r\n"]), st.randoms())
def test_what_is_written_is_read_exactly(
    rates: dict[tuple[date, str], Decimal], separator: str, end: str, order: random.Random
) -> None:
    lines = [[str(day), code, f"{rate:f}"] for (day, code), rate in rates.items()]
    order.shuffle(lines)
    text = written([["day", "currency", "rate"], *lines], separator=separator, end=end)
    rows = content("fx_rates", text).rows["fx_rates"]
    assert {(row["day"], row["currency"]): row["rate"] for row in rows} == {
        (str(day), code): rate for (day, code), rate in rates.items()
    }
    # As jsonb takes a number: plain digits, and no zeros that the table would refuse.
    for row in rows:
        shown = f"{row['rate']:f}"
        assert shown == str(row["rate"])
        assert "." not in shown or not shown.endswith("0")


@given(st.dictionaries(st.sampled_from(sorted(COUNTRIES)), TEXTS, min_size=1))
def test_any_text_comes_back_as_it_was(reasons: dict[str, str]) -> None:
    lines = [[country, "low", reason] for country, reason in reasons.items()]
    text = written([["country", "tier", "reason"], *lines])
    rows = content("country_risk", text.encode("utf-8-sig")).rows["country_risk"]
    assert {row["country"]: row["reason"] for row in rows} == reasons


@given(st.binary(max_size=400), st.sampled_from([*FORMS]))
def test_any_bytes_below_a_header_are_read_or_refused(found: bytes, name: str) -> None:
    dataset = "screening:X" if name == "screening" else name
    header = ",".join(FORMS[name].header).encode()
    try:
        read_rows = content(dataset, header + b"\n" + found).row_count
    except BadRequest as error:
        read_rows = len(error.findings)
        if read_rows > 20:
            raise
    assert read_rows > 0


@given(st.integers(0, 400), st.sampled_from(["x", "", "1" * 30, "2026-13-01"]), st.integers(0, 2))
def test_one_bad_cell_anywhere_is_named_alone(line: int, bad: str, column: int) -> None:
    first = date(2020, 1, 1)
    rows = [[str(first + timedelta(days=n)), "USD", "1.5"] for n in range(401)]
    rows[line][column] = bad
    ((where, _),) = faults("fx_rates", written([["day", "currency", "rate"], *rows]))
    if bad or column == 0:
        assert where == f"line {line + 2}, column {('day', 'currency', 'rate')[column]}"
