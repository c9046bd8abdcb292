"""Currencies of ISO 4217: their codes, and the digits of their minor units."""

from collections.abc import Mapping

from iso4217 import Currency

# ISO 4217 has a code for "no currency" and one for tests: no amount, rate or limit is in either.
CURRENCIES = frozenset(known.code for known in Currency) - {"XXX", "XTS"}
# Digits after the point: 2 for USD, 0 for JPY, 3 for KWD. Metals and funds have no minor unit.
MINOR_DIGITS: Mapping[str, int] = {
    known.code: known.exponent for known in Currency if known.exponent is not None
}
