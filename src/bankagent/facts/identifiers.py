"""Identifiers of one instrument beside each other: an ISIN has the CUSIP or the SEDOL in it."""

from functools import lru_cache

from stdnum import isin as isins

# The countries whose ISINs have a CUSIP in them, and those whose ISINs have a SEDOL.
OF_CUSIP = ("US", "CA")
OF_SEDOL = ("GB", "IE")
# Between country and check digit.
LETTERS = 9


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
        inside.append(cusip == isin[2:11])
    if sedol is not None and country in OF_SEDOL:
        inside.append(sedol.zfill(LETTERS) == isin[2:11])
    if not inside:
        return "unknown"
    return "match" if all(inside) else "mismatch"


@lru_cache(maxsize=10_000)
def isins_of(cusip: str | None, sedol: str | None) -> tuple[str, ...]:
    """Return the ISINs that an instrument with a CUSIP or a SEDOL may have, one a country.

    A CUSIP with one of the signs * @ # (a private placement) has none.

    Example: the CUSIP 037833100 may be US0378331005 or CA0378331001.
    """
    found = [(country, cusip) for country in OF_CUSIP if cusip and cusip.isalnum()]
    found += [(country, sedol) for country in OF_SEDOL if sedol]
    return tuple(str(isins.from_natid(country, number)) for country, number in found)
