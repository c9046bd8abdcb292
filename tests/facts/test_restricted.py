"""Instruments on the restricted list, whatever identifier or spelling a trade has."""

from types import SimpleNamespace
from typing import Any

import pytest

from bankagent.domain.known import Case
from bankagent.facts.identifiers import agreement, isins_of
from bankagent.facts.restricted import RestrictedInstruments, strictest

LISTED = RestrictedInstruments(
    1,
    strictest(
        [
            ("symbol", "FICTIONAL.RESTRICTED", "restricted"),
            ("symbol", "BRK  B", "restricted"),  # two spaces: a row may come by SQL
            ("symbol", "BRK B ", "watch"),
            ("isin", "US0378331005", "restricted"),
            ("isin", "GB0002634946", "restricted"),
            ("isin", "CA68389X1050", "watch"),
        ]
    ),
)


def restriction(**fields: Any) -> str:
    trade = {"symbol": "X", "isin": None, "cusip": None, "sedol": None} | fields
    return LISTED.part(Case(1, "C-1", SimpleNamespace(**trade))).restriction()


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"symbol": "FICTIONAL.RESTRICTED"}, "restricted"),
        ({"symbol": "Fictional.Restricted"}, "restricted"),
        ({"symbol": "FICTIONAL.RESTRICTED "}, "restricted"),
        ({"symbol": "BRK B"}, "restricted"),
        ({"symbol": "brk   b"}, "restricted"),
        ({"symbol": "BRKB"}, "clear"),
        ({"isin": "US0378331005"}, "restricted"),
        ({"cusip": "037833100"}, "restricted"),
        ({"sedol": "0263494"}, "restricted"),
        ({"cusip": "68389X105"}, "watch"),
        ({"cusip": "38259P508"}, "clear"),
        ({"isin": "US68389X1054", "cusip": "037833100"}, "restricted"),
    ],
)
def test_each_identifier_of_a_restricted_instrument_is_found(
    fields: dict[str, Any], expected: str
) -> None:
    assert restriction(**fields) == expected


@pytest.mark.parametrize("cusip", ["00800*AA0", "00800@AA8", "00800#AA6"])
def test_a_cusip_of_a_private_placement_has_no_isin(cusip: str) -> None:
    assert isins_of(cusip, None) == ()
    assert agreement("US0378331005", cusip, None) == "mismatch"
    assert restriction(cusip=cusip) == "clear"
