"""Sentences on what a fact was computed from: amounts with the numbers of the payload."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, localcontext

from bankagent.domain.exact_json import JsonValue
from bankagent.facts.exact import EXACT_DIGITS
from bankagent.service.requests.explanation.records import Records, Row, evaluation_id, mapping
from bankagent.service.requests.explanation.told import Told

METHODS = {
    "direct": "by one rate (method direct)",
    "cross": "by two rates, through EUR (method cross)",
}


def economics(records: Records, evaluation: Row) -> Iterator[Told]:
    """Yield quantity times price beside the notional."""
    quantity, price = map(_number, map(records.payload_field, ("quantity", "price")))
    notional = _number(records.payload_field("notional"))
    if quantity is None or price is None or notional is None:
        return
    with localcontext(prec=EXACT_DIGITS):
        product = quantity * price
        off = abs(product - notional)
    yield Told(
        f"Quantity times price is {quantity:f} x {price:f} = {product:f}, which is {off:f} off the "
        f"notional of {notional:f}.",
        (records.payload, f"{evaluation_id(evaluation, 'fact')}/economics"),
        ("economics",),
    )


def conversion(_: Records, evaluation: Row) -> Iterator[Told]:
    """Yield the notional in USD, and by which method it was converted."""
    facts = mapping(evaluation["facts"])
    method = METHODS.get(str(facts.get("fx_method")))
    notional, in_usd = _number(facts.get("notional")), _number(facts.get("notional_usd"))
    if method is None or notional is None or in_usd is None:
        return
    fact = evaluation_id(evaluation, "fact")
    yield Told(
        f"The notional of {notional:f} {facts.get('currency')} was {in_usd:f} USD, {method}.",
        tuple(f"{fact}/{name}" for name in ("notional", "notional_usd", "fx_method")),
        ("notional_usd",),
    )


def _number(value: JsonValue) -> Decimal | None:
    return None if value is None else Decimal(str(value))


# By the fact whose mark holds for the sentence.
COMPUTED: Mapping[str, Callable[[Records, Row], Iterator[Told]]] = {
    "economics": economics,
    "notional_usd": conversion,
}
