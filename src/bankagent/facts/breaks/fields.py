"""Comparable fields of a side: the reason code of each, and in which way it is compared."""

from dataclasses import dataclass
from typing import Literal

# amount: within a tolerance. date: equal, differences in days. text: equal. direction: contrary.
# instruction: equal, and absent on both sides or on none.
Method = Literal["amount", "date", "text", "direction", "instruction"]


@dataclass(frozen=True, slots=True)
class Field:
    """A comparable field: its reason code, its method, and the check of an identifier.

    `in_currency`: an amount of money, in major units. `above_zero`: it is never 0 or less.
    """

    code: str
    method: Method
    identifier: str | None = None
    in_currency: bool = False
    above_zero: bool = False


FIELDS = {
    "uti": Field("IIND", "text"),
    "side": Field("DELN", "direction"),
    "isin": Field("DSEC", "text", "ISIN"),
    "symbol": Field("DSEC", "text"),
    "counterparty_lei": Field("IEXE", "text", "LEI"),
    "counterparty_bic": Field("IEXE", "text", "BIC"),
    "quantity": Field("DQUA", "amount", above_zero=True),
    "currency": Field("NCRR", "text", "currency"),
    "settlement_amount": Field("DMON", "amount", in_currency=True),
    "accrued_interest": Field("ACRU", "amount", in_currency=True),
    "price": Field("DDEA", "amount", in_currency=True),
    "settlement_date": Field("DDAT", "date"),
    "trade_date": Field("DTRD", "date"),
    "ssi.place_of_settlement_bic": Field("DEPT", "instruction", "BIC"),
    "ssi.agent_bic": Field("ICAG", "instruction", "BIC"),
    "ssi.custodian_bic": Field("ICUS", "instruction", "BIC"),
    "ssi.safekeeping_account": Field("SAFE", "instruction"),
    # The standard has no code for the cash account: OTHR, and the field says which.
    "ssi.cash_iban": Field("OTHR", "instruction", "IBAN"),
}
AMOUNTS = tuple(name for name, one in FIELDS.items() if one.method == "amount")
