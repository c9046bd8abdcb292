"""Entries of a list by the BIC and the LEI of a counterparty."""

import pytest

from bankagent.domain.listed_name import ListedIdentifier
from bankagent.screening.identified import Identified, key_of

LEI = "5493001KJTIIGC8Y1R12"
LISTED = Identified(
    [
        ListedIdentifier("7", "SWIFT/BIC", "MELIIRTH"),
        ListedIdentifier("8", "bic", "meli irth xxx"),
        ListedIdentifier("9", "SWIFT/BIC", "SYLCLBBE500"),
        ListedIdentifier("10", "Legal Entity Number", LEI),
        ListedIdentifier("11", "SWIFT/BIC", "not known"),
        ListedIdentifier("12", "bic", ""),
        ListedIdentifier("13", "Passport", "c01-x00 t47"),
        ListedIdentifier("14", "National ID No.", "C01X00T47"),
        ListedIdentifier("15", "Registration Number", "1234"),
        ListedIdentifier("16", "Passport", "SYLCLBBE"),
        ListedIdentifier("17", "Arabic ID No.", "ARAB1"),
    ]
)


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [
        ("MELIIRTH", [("7", "bic"), ("8", "bic")]),
        ("MELIIRTHXXX", [("7", "bic"), ("8", "bic")]),
        ("MELIIRTH201", [("7", "bic"), ("8", "bic")]),  # a branch of the listed bank
        ("MELIIRT2", []),
        ("SYLCLBBE", [("9", "bic")]),
        (LEI, [("10", "lei")]),
        ("213800KUD8LAJWSQ9D15", []),
        ("", []),
    ],
)
def test_a_listed_identifier_is_a_hit_of_100_percent(
    identifier: str, expected: list[tuple[str, str]]
) -> None:
    key = key_of("lei", identifier)
    assert key == key_of("SWIFT/BIC", identifier)
    hits = LISTED.screen(key) if key else ()
    assert [(hit.entry_id, hit.name_type) for hit in hits] == expected
    assert all(hit.score == 100 for hit in hits)


@pytest.mark.parametrize(
    ("type_", "value", "expected"),
    [
        ("passport", "C01X00T47", ["13"]),
        ("passport_number", "c01 x00 t47", ["13"]),
        ("national_id", "C01X00T47", ["14"]),
        ("passport", "C01X00T48", []),
        ("tax_id", "C01X00T47", []),
        # Of four signs it is on no list by itself.
        ("registration", "1234", []),
        # A passport is no BIC, whatever its letters.
        ("bic", "SYLCLBBE", ["9"]),
        ("passport", "SYLCLBBE", ["16"]),
        ("swift_code", "SYLCLBBE", ["9"]),
        ("arabic_id", "ARAB1", ["17"]),
    ],
)
def test_each_type_of_identifier_finds_its_entries(
    type_: str, value: str, expected: list[str]
) -> None:
    key = key_of(type_, value)
    assert key is not None
    assert [hit.entry_id for hit in LISTED.screen(key)] == expected


@pytest.mark.parametrize(("type_", "value"), [("passport", "--"), ("\u2116", "1"), ("lei", "X")])
def test_an_identifier_without_signs_or_a_type_has_no_key(type_: str, value: str) -> None:
    assert key_of(type_, value) is None
