"""Identifiers of one instrument beside each other: an ISIN has the CUSIP or the SEDOL in it."""

from stdnum import cusip as cusips
from stdnum.gb import sedol as sedols

# The countries whose ISINs have a CUSIP in them, and those whose ISINs have a SEDOL.
OF_CUSIP = ("US", "CA")
OF_SEDOL = ("GB", "IE")


def agreement(isin: str | None, cusip: str | None, sedol: str | None) -> str:
    """Return whether identifiers name one instrument: match, mismatch, unknown or not_given.

    Each must be valid by itself. They are compared where the ISIN's country has the other one in
    it; a SEDOL beside an ISIN of another country is unknown.

    Example: US0378331005 and the CUSIP 037833100 are a match.
    """
    if isin is None or (cusip is None and sedol is None):
        return "not_given"
    country = isin[:2]
    inside: list[bool] = []
    if cusip is not None and country in OF_CUSIP:
        inside.append(str(cusips.to_isin(cusip))[2:11] == isin[2:11])
    if sedol is not None and country in OF_SEDOL:
        inside.append(str(sedols.to_isin(sedol))[2:11] == isin[2:11])
    if not inside:
        return "unknown"
    return "match" if all(inside) else "mismatch"
