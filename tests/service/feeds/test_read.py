"""Files of pairs, read into payloads: both forms, names, and faults with their places."""

from decimal import Decimal
from typing import Any

import pytest

from bankagent.errors import BadRequest
from bankagent.reference.csv_lines import SourceFile
from bankagent.request_types.trade_exception import TradeException
from bankagent.request_types.trade_exception_side import Side
from bankagent.service.feeds.csv_pairs import COLUMNS
from bankagent.service.feeds.read import FeedFile, read
from bench import feed as feeds

HEADER = "ours_source,ours_record_number,ours_price,theirs_source,theirs_record_number,market\n"
ROW = "OMS,1,1.50,BROKER,9,XNAS\n"


def of(text: str | bytes, file: str = "pairs.csv", name: str | None = None) -> FeedFile:
    content = text if isinstance(text, bytes) else text.encode()
    return read(SourceFile(file, content), name)


def faults(text: str | bytes, file: str = "pairs.csv") -> list[tuple[str, str]]:
    with pytest.raises(BadRequest) as refused:
        of(text, file)
    return [(one.field.removeprefix(file), one.expected) for one in refused.value.findings]


def test_a_row_of_a_csv_has_its_cells_as_they_came_and_its_place_in_the_feed() -> None:
    header = (
        "ours_source;ours_record_number;ours_price;ours_ssi_agent_bic;ours_cancelled;ours_raw_P X;"
        "theirs_source;theirs_record_number;reported_reason_codes;exposure"
    )
    text = f"\ufeff{header}\nOMS;1;150.250;CITIUS33;true; 1,5 ;BROKER;9;DQUA DDEA;1000000\n"
    (payload,) = of(text, name="eod").payloads
    assert payload == {
        "ours": {
            "source": "OMS", "record_number": "1", "price": "150.250", "cancelled": True,
            "ssi": {"agent_bic": "CITIUS33"}, "raw": {"P X": "1,5"},
        },
        "theirs": {"source": "BROKER", "record_number": "9"},
        "reported_reason_codes": ["DQUA", "DDEA"],
        "exposure": "1000000",
        "feed": {"name": "eod", "row": 1, "rows": 1},
    }  # fmt: skip


def test_each_field_of_a_side_and_of_a_pair_has_a_column() -> None:
    left_out = {"raw", "mapping", "ssi"}
    assert {path[1:] for path in COLUMNS.values() if path[0] == "theirs"} >= {
        (name,) for name in Side.model_fields if name not in left_out
    }
    of_pair = {path[0] for path in COLUMNS.values() if len(path) == 1}
    assert of_pair | {"ours", "theirs", "feed"} == set(TradeException.model_fields)


def test_a_row_with_one_side_is_kept_and_a_blank_line_is_no_row() -> None:
    found = of(HEADER + ROW + "\nOMS,2,,,,\n,,,BROKER,8,\n").payloads
    assert [sorted({"ours", "theirs"} & set(one)) for one in found] == [
        ["ours", "theirs"], ["ours"], ["theirs"],
    ]  # fmt: skip
    assert [one["feed"]["row"] for one in found] == [1, 2, 3]  # type: ignore[index, call-overload]


def test_json_lines_have_payloads_with_raw_fields_and_exact_numbers() -> None:
    side = (
        '{"source": "OMS", "record_number": "1", "raw": {"PX": 1.50}, "mapping": {"price": "PX"}}'
    )
    found: Any = of(f'{{"ours": {side}}}\n\n{{"theirs": {side}}}\n', "pairs.jsonl").payloads
    assert str(found[0]["ours"]["raw"]["PX"]) == str(Decimal("1.50"))
    assert [one["feed"]["row"] for one in found] == [1, 2]


def test_the_name_is_that_of_the_file_and_of_its_content() -> None:
    one, other = of(HEADER + ROW), of(HEADER + ROW + "OMS,2,1,BROKER,8,XNAS\n")
    assert one.name.startswith("pairs.csv-")
    assert one.name != other.name
    assert one.name == of(HEADER + ROW).name
    assert of(HEADER + ROW, "Końcówka dnia.csv").name.startswith("Ko-c-wka-dnia.csv-")
    assert of(HEADER + ROW, "…").name.startswith("feed-")
    assert of(HEADER + ROW, name="eod_1.2").name == "eod_1.2"
    for wrong in ("", " eod", "a/b", "x" * 101, "-x"):
        with pytest.raises(BadRequest, match="name of a feed"):
            of(HEADER + ROW, name=wrong)


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ("OMS,,1,,,\n", [(" line 2, column ours_record_number", "is required")]),
        ('OMS,1,"1,5",,,\n', [(" line 2, column ours_price", "must be plain digits")]),
        (",,,,,XNAS\n", [(" line 2", "must have ours, theirs or both")]),
        ("OMS,1,1,,,nasdaq\n", [(" line 2, column market", "must be the market")]),
        ("OMS,1\n", [(" line 2", "must have 6 cells as the header, not 2")]),
        ("", [("", "must have 1 to 100,000 pairs")]),
        (ROW + "OMS,2,x,,,\n" + "OMS,3,y,,,\n",
         [(" line 3, column ours_price", "must be"), (" line 4, column ours_price", "must be")]),
        ("OMS,1,\x00,,,\n", [("", "must not have the character NUL")]),
    ],
    ids=["number", "a comma in a price", "no side", "market", "cells", "no pair", "two", "NUL"],
)  # fmt: skip
def test_a_faulty_row_is_named_by_line_and_column(rows: str, found: list[tuple[str, str]]) -> None:
    told = faults(HEADER + rows)
    assert [where for where, _ in told] == [where for where, _ in found]
    assert all(said.startswith(words) for (_, said), (_, words) in zip(told, found, strict=True))


def test_a_column_that_is_unknown_or_there_twice_is_named() -> None:
    told = faults("ours_source,ours_prize,ours_source\nOMS,1,OMS\n")
    assert [where for where, _ in told] == [
        " line 1, column ours_prize", " line 1, column ours_source",
    ]  # fmt: skip
    assert told[1][1] == "must be there once"


@pytest.mark.parametrize(
    ("line", "where", "expected"),
    [
        ('{"ours": {"source": "OMS"}}', ": payload.ours.record_number", "is required"),
        ('{"ours": null, "theirs": null}', ": payload", "must have ours, theirs or both"),
        ('{"ours": {}', "", "must be JSON"),
        ("[]", "", "must be an object"),
        ('{"feed": {"name": "eod", "row": 1, "rows": 1}}', "", "must be an object"),
        ('{"ours": {}, "ours": {}}', "", "must be JSON"),
    ],
)
def test_a_faulty_line_of_json_is_named(line: str, where: str, expected: str) -> None:
    good = '{"ours": {"source": "OMS", "record_number": "1"}}'
    ((place, said),) = faults(f"{good}\n{line}\n", "pairs.jsonl")
    assert place == f" line 2{where}"
    assert said.startswith(expected)


def test_ten_thousand_pairs_are_read_and_the_first_twenty_of_many_faults_are_told() -> None:
    found = feeds.pairs(10_000)
    assert len(of(feeds.as_csv(found)).payloads) == 10_000
    for one in found:
        one["ours_quantity"] = "0"
    assert len(faults(feeds.as_csv(found))) == 20
