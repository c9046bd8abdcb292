"""Checks of the identifiers that a side has: a fault is a finding, in words."""

from collections.abc import Callable, Mapping
from functools import lru_cache

from stdnum import bic, iban, isin, lei
from stdnum.exceptions import InvalidChecksum
from stdnum.exceptions import ValidationError as StdnumError

from bankagent.domain.currencies import CURRENCIES

# Trades that were booked before 2008 have bolivars (VEB), which ISO 4217 lists no more.
KNOWN = CURRENCIES | {"VEB"}
STANDARDS: Mapping[str, Callable[[str], str]] = {
    "ISIN": isin.validate,
    "LEI": lei.validate,
    "BIC": bic.validate,
    "IBAN": iban.validate,
}


# Instruments and counterparties come again and again: a check takes up to 30 us.
@lru_cache(maxsize=10_000)
def fault(standard: str | None, value: str) -> str | None:
    """Return the fault of an identifier in words; None for a good one, and without a standard.

    Example: `fault("ISIN", "US0378331006")` says that its check digit is wrong.
    """
    if standard is None:
        return None
    if standard == "currency":
        return None if value in KNOWN else "is no currency code of ISO 4217"
    try:
        STANDARDS[standard](value)
    except InvalidChecksum:
        return f"is no valid {standard}: its check digit is wrong"
    except StdnumError:
        return f"is no valid {standard}: a part of it does not exist"
    return None
