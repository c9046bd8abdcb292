"""OFAC's own files: read as published, and refused by line where they are torn."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bankagent.errors import BadRequest
from bankagent.reference import ofac_remarks
from bankagent.reference.csv_lines import SourceFile
from bankagent.reference.read import read

FOLDER = Path(__file__).parents[1] / "data" / "ofac"
SDN, ALT = ((FOLDER / name).read_bytes() for name in ("sdn.csv", "alt.csv"))
LIST = "screening:OFAC-SDN"


def entries_and_names(sdn: bytes, alt: bytes | None = None) -> tuple[list[dict], list[dict]]:
    aliases = SourceFile("alt.csv", alt) if alt is not None else None
    rows = read(LIST, SourceFile("sdn.csv", sdn), aliases).rows
    return [*rows["screening_entries"]], [*rows["screening_names"]]


def faults(sdn: bytes, alt: bytes | None = None) -> list[tuple[str, str]]:
    with pytest.raises(BadRequest) as caught:
        entries_and_names(sdn, alt)
    return [(one.field, one.expected) for one in caught.value.findings]


def test_the_files_are_read_as_published() -> None:
    entries, names = entries_and_names(SDN, ALT)
    assert len(entries) == 11
    by_id = {one["entry_id"]: one for one in entries}
    assert {one["entity_type"] for one in entries} == {
        "person",
        "organisation",
        "vessel",
        "aircraft",
    }
    assert by_id["36"] == {
        "entry_id": "36",
        "entity_type": "organisation",
        "program": "CUBA",
        "country": None,
        "birth_date": None,
        "identifiers": [],
        "remarks": None,
    }
    assert by_id["3754"]["program"] == "SDGT; SDT"
    assert by_id["4106"]["birth_date"] == "1951-08-24; 1951-07-05"
    assert by_id["26235"]["identifiers"] == [
        {"type": "Passport", "value": "717637093", "country": "Russia"},
        {"type": "National ID No.", "value": "781005202108"},
    ]
    of = {one["entry_id"]: [] for one in entries}
    for one in names:
        of[one["entry_id"]].append((one["name"], one["name_type"], one["quality"]))
    assert of["306"] == [
        ("BANCO NACIONAL DE CUBA", "primary", "strong"),
        ("BNC", "alias", "weak"),
        ("NATIONAL BANK OF CUBA", "alias", "strong"),
    ]
    # Published twice, as alias and as primary name, or as two aliases: taken once.
    assert of["12610"].count(("GADDAFI, Ayesha", "primary", "strong")) == 1
    assert len({name for name, *_ in of["8407"]}) == len(of["8407"])


def test_without_aliases_the_primary_and_the_weak_names_are_read() -> None:
    _, names = entries_and_names(SDN)
    assert {one["quality"] for one in names if one["name_type"] == "alias"} == {"weak"}
    assert sum(one["name_type"] == "primary" for one in names) == 11


def test_line_ends_and_the_end_mark_make_no_difference() -> None:
    plain = [file.replace(b"\r\n", b"\n").replace(b"\x1a\n", b"") for file in (SDN, ALT)]
    assert entries_and_names(*plain) == entries_and_names(SDN, ALT)
    assert entries_and_names(b"\xef\xbb\xbf" + SDN, ALT) == entries_and_names(SDN, ALT)
    assert entries_and_names(b"\xef\xbb\xbf" + SDN) == entries_and_names(SDN)


def test_a_name_in_latin_1_is_read() -> None:
    line = '7,"PEÑA, José","individual","TEST"' + ",-0- " * 8 + "\n"
    for encoding in ("latin-1", "utf-8"):
        _, (name,) = entries_and_names(line.encode(encoding))
        assert name["name"] == "PEÑA, José"


@pytest.mark.parametrize(
    ("sdn", "alt", "place", "words"),
    [
        (SDN.replace(b"540,", b"306,"), None, "sdn.csv line 3", "number of another entry"),
        (SDN.replace(b'"vessel"', b'"x"'), None, "sdn.csv line 6, column 3 (type)", "individual"),
        (SDN.replace(b"4234,", b"x,"), None, "sdn.csv line 6, column 1 (number)", "a number"),
        (SDN.replace(b'"HERMANN"', b"-0- "), None, "sdn.csv line 6, column 2 (name)", "1 to 500"),
        (SDN.replace(b'"CL2685",', b""), None, "sdn.csv line 6", "must have 12 cells, not 11"),
        (SDN.replace(b'"HERMANN"', b'"HERMANN'), None, "sdn.csv line 6", "quotes"),
        (SDN, ALT.replace(b"36,12", b"37,12"), "alt.csv line 1, column 1 (number)", "of an entry"),
        (SDN, ALT.replace(b'"AERO-CARIBBEAN"', b"-0- "), "alt.csv line 1, column 4 (name)", "1 to"),
        (SDN, ALT[:-8] + b'\n36,1,"aka"\n', "alt.csv line 35", "must have 5 cells"),
        (SDN, b"", "alt.csv", "the file is empty"),
    ],
)  # fmt: skip
def test_a_torn_file_is_refused_by_line(
    sdn: bytes, alt: bytes | None, place: str, words: str
) -> None:
    (where, expected), *_ = faults(sdn, alt)
    assert where == place
    assert words in expected


@pytest.mark.parametrize("cut", range(40, len(SDN) - 400, 397))
def test_a_file_cut_in_the_middle_of_a_line_is_not_taken_for_whole(cut: int) -> None:
    head = SDN[:cut]
    if not head.endswith((b"-0- ", b'."', b"\n")):
        assert faults(head)


@pytest.mark.parametrize(
    ("remarks", "dates"),
    [
        ("DOB 10 Dec 1948; POB Cairo.", "1948-12-10"),
        ("DOB Mar 1970.", "1970-03"),
        ("DOB circa 1951; alt. DOB 1956.", "circa 1951; 1956"),
        ("DOB 1960 to 1962.", None),
        ("DOB 31 Feb 1960; alt. DOB 1960.", "1960"),
        ("", None),
    ],
)
def test_birth_dates_are_read_where_they_are_certain(remarks: str, dates: str | None) -> None:
    assert ofac_remarks.birth_dates(remarks) == dates


def test_weak_aliases_keep_their_own_quotes() -> None:
    remarks = "a.k.a. 'O'NEIL'; DOB 1946; a.k.a. 'ABU-'UMAR'; nationality Egypt; a.k.a. 'H7'."
    assert ofac_remarks.weak_aliases(remarks) == ["O'NEIL", "ABU-'UMAR", "H7"]


@given(st.text(max_size=300))
def test_any_remarks_are_read(remarks: str) -> None:
    assert all(ofac_remarks.weak_aliases(remarks))
    assert ofac_remarks.birth_dates(remarks) != ""
    assert all(one["type"] and one["value"] for one in ofac_remarks.identifiers(remarks))


def test_remarks_made_to_be_slow_are_read_at_once() -> None:
    began = time.monotonic()
    for remarks in ("a.k.a. '" * 10_000, "Passport " + "1 (" * 20_000, "Passport " + "1 " * 20_000):
        ofac_remarks.weak_aliases(remarks)
        ofac_remarks.identifiers(remarks)
    assert time.monotonic() - began < 5
