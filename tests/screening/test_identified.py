"""Entries of a list by the BIC and the LEI of a counterparty."""

import pytest

from bankagent.domain.listed_name import ListedIdentifier
from bankagent.screening.identified import Identified

LEI = "5493001KJTIIGC8Y1R12"
LISTED = Identified(
    [
        ListedIdentifier("7", "SWIFT/BIC", "MELIIRTH"),
        ListedIdentifier("8", "bic", "meli irth xxx"),
        ListedIdentifier("9", "SWIFT/BIC", "SYLCLBBE500"),
        ListedIdentifier("10", "Legal Entity Number", LEI),
        ListedIdentifier("11", "SWIFT/BIC", "not known"),
        ListedIdentifier("12", "bic", ""),
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
    hits = LISTED.screen(identifier)
    assert [(hit.entry_id, hit.name_type) for hit in hits] == expected
    assert all(hit.score == 100 for hit in hits)
