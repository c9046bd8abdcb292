"""Forms of the CSVs: for each dataset its columns, and what a row may not repeat."""

from dataclasses import dataclass

from bankagent.reference import cells
from bankagent.reference.cells import Parser

CALENDAR = cells.matching(
    r"[A-Z][A-Z0-9_]{1,15}", "must be 2 to 16 of A-Z 0-9 _ as in XNYS, a letter first"
)
WORD = cells.matching(
    r"[a-z][a-z0-9_]{0,39}", "must be 1 to 40 of a-z 0-9 _ as in equity, a letter first"
)
TYPES = cells.matching(
    r"[a-z][a-z0-9_]{0,39}( [a-z][a-z0-9_]{0,39}){0,19}",
    "must be 1 to 20 words as passport national_id, of a-z 0-9 _, with a space between two",
)
NAME = cells.matching(
    r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", "must be 1 to 64 of A-Z a-z 0-9 . _ - as in rates-1"
)
# As in a payload, but in capital letters.
SYMBOL = cells.matching(
    r"[A-Z0-9./^=:-]([A-Z0-9./^=: -]{0,30}[A-Z0-9./^=:-])?",
    "must be 1 to 32 of A-Z 0-9 . / ^ = : - as in BRK.B",
)
CALENDARS = cells.matching(
    r"[A-Z][A-Z0-9_]{1,15}( [A-Z][A-Z0-9_]{1,15}){0,9}",
    "must be 1 to 10 calendars as XNYS USD, with a space between two",
)
TIME = cells.matching(
    r"(([01][0-9]|2[0-3]):[0-5][0-9])|24:00", "must be a time of day from 00:00 to 24:00"
)
# One birth date or several, as lists give them.
BIRTH_DATE = cells.matching(
    r"(circa )?\d{4}(-\d{2}(-\d{2})?)?(; (circa )?\d{4}(-\d{2}(-\d{2})?)?)*",
    'must be 1965-03-09, 1965-03, 1965 or circa 1965; several with "; " between them',
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in the header, and the parser of its cells."""

    name: str
    parse: Parser


@dataclass(frozen=True, slots=True)
class Form:
    """The CSV of a dataset: its columns, and those whose values together occur once."""

    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def header(self) -> list[str]:
        """The names of the columns."""
        return [column.name for column in self.columns]


def _form(key: str, **columns: Parser) -> Form:
    return Form(tuple(Column(name, parse) for name, parse in columns.items()), tuple(key.split()))


SCREENING = "screening"
FORMS = {
    "fx_rates": _form(
        "day currency",
        day=cells.day,
        currency=cells.currency_but_euro,
        rate=cells.number(above_zero=True, below=10**9),
    ),
    # A row with a weekend and a span opens a calendar; a row with a day and a name is a holiday.
    "calendars": _form(
        "calendar day",
        calendar=CALENDAR,
        weekend=cells.optional(cells.weekend),
        first_day=cells.optional(cells.day),
        last_day=cells.optional(cells.day),
        day=cells.optional(cells.day),
        name=cells.optional(cells.text(100)),
    ),
    "restricted_instruments": _form(
        "isin symbol",
        isin=cells.optional(cells.isin),
        symbol=cells.optional(SYMBOL),
        restriction=cells.one_of("restricted", "watch"),
        reason=cells.text(200),
    ),
    "country_risk": _form(
        "country",
        country=cells.country,
        tier=cells.one_of("low", "medium", "high", "prohibited"),
        reason=cells.text(200),
    ),
    "trading_limits": _form(
        "scope name",
        scope=cells.one_of("desk", "book"),
        name=NAME,
        currency=cells.currency,
        automatic_limit=cells.number(),
    ),
    "tolerances": _form(
        "field asset_class",
        field=WORD,
        asset_class=WORD,
        kind=cells.one_of("absolute", "basis_points", "ticks", "minor_units"),
        amount=cells.number(),
    ),
    "document_requirements": _form(
        "client_type jurisdiction product requirement",
        client_type=WORD,
        jurisdiction=cells.country_or_any,
        product=WORD,
        requirement=WORD,
        mandatory=cells.yes_or_no,
        valid_months=cells.optional(cells.whole_number(1, 120)),
        whose=cells.optional(cells.one_of("client", "beneficial_owner", "director", "signatory")),
        document_types=cells.optional(TYPES),
    ),
    "product_risk": _form(
        "scope name",
        scope=cells.one_of("product", "channel"),
        name=WORD,
        tier=cells.one_of("low", "medium", "high", "prohibited"),
        reason=cells.text(200),
    ),
    # A row is a stage; with a due time it has all five cells of it.
    "approval_demands": _form(
        "request_type outcome stage",
        request_type=WORD,
        outcome=cells.one_of("review", "dual_control", "escalate"),
        stage=cells.whole_number(1, 9),
        role=WORD,
        votes=cells.whole_number(1, 9),
        due_minutes=cells.optional(cells.whole_number(1, 100_000)),
        calendars=cells.optional(CALENDARS),
        zone=cells.optional(cells.zone),
        opens=cells.optional(TIME),
        closes=cells.optional(TIME),
    ),
    # A primary row is an entry with its name; an alias row has only its first four cells.
    SCREENING: _form(
        "entry_id name",
        entry_id=cells.text(64),
        name=cells.text(500),
        name_type=cells.one_of("primary", "alias"),
        quality=cells.optional(cells.one_of("strong", "weak"), blank="strong"),
        entity_type=cells.optional(
            cells.one_of("person", "organisation", "vessel", "aircraft", "unknown")
        ),
        program=cells.optional(cells.text(300)),
        country=cells.optional(cells.country),
        birth_date=cells.optional(BIRTH_DATE),
        identifiers=cells.optional(cells.identifiers, blank=[]),
        remarks=cells.optional(cells.text(5000)),
    ),
}
