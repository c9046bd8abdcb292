"""Portfolio snapshots, as callers send them and read them back."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator
from pydantic import StringConstraints as Text

from bankagent.api.models.common import Answer, Body, JsonObject, Time
from bankagent.api.models.problems import Problem
from bankagent.domain.json_limits import Limits
from bankagent.domain.portfolio import ListedSnapshot, Snapshot
from bankagent.request_types.fields import Amount, AnyInstant, Currency, Isin, Symbol

# store_portfolio_snapshot has the same limit; 5,000 positions take about 700 kB.
MOST_POSITIONS = 5_000
LIMITS = Limits(bytes=1024 * 1024)
INVALID = Problem.EXAMPLE | {
    "detail": "The body is not what this route expects.",
    "errors": [{"field": "positions[2]", "expected": "must have an isin or a symbol"}],
}
POSITION: JsonObject = {
    "isin": "US0378331005",
    "symbol": "AAPL",
    "quantity": 1000,
    "market_value": 271500,
    "currency": "USD",
}
OTHER: JsonObject = {
    "isin": None,
    "symbol": "CASH.USD",
    "quantity": 900000,
    "market_value": 900000,
    "currency": "USD",
}


def _not_too_many(positions: Any) -> Any:
    # Counted before they are validated: 1 MiB can hold 500,000 of them.
    if isinstance(positions, list) and not 1 <= len(positions) <= MOST_POSITIONS:
        raise ValueError(f"must have 1 to {MOST_POSITIONS} positions")
    return positions


class NewPosition(BaseModel):
    """What is held of one instrument; short positions are below 0."""

    model_config = ConfigDict(extra="forbid")

    isin: Isin | None = Field(
        default=None, description="the ISIN (ISO 6166) of the instrument, 12 capitals and digits"
    )
    symbol: Symbol | None = Field(
        default=None,
        description="the ticker, RIC or Bloomberg symbol, 1 to 32 letters, digits, spaces or "
        "./-^=:; needed where there is no isin",
    )
    quantity: Amount = Field(
        description="the number of units, below 0 for a short position, at most 28 digits, 10 "
        "after the point"
    )
    market_value: Amount = Field(
        description="the value in major units of `currency`, below 0 for a short position, at most "
        "28 digits, 10 after the point"
    )
    currency: Currency = Field(
        description="the currency code (ISO 4217) of market_value, as in USD"
    )

    @model_validator(mode="after")
    def _has_an_instrument(self) -> Self:
        if self.isin is None and self.symbol is None:
            raise ValueError("must have an isin or a symbol")
        return self


class NewPortfolioSnapshot(Body):
    """What a client held at an instant, as one source says."""

    EXAMPLES: ClassVar[Mapping[str, JsonObject]] = {
        "portfolio": {
            "summary": "A portfolio of two positions.",
            "value": {
                "client_id": "CUST-1042",
                "as_of": "2025-11-27T18:00:00Z",
                "source": "custody, end of day",
                "positions": [
                    {name: value for name, value in one.items() if value is not None}
                    for one in (POSITION | {"market_value": "271500.50"}, OTHER)
                ],
            },
        }
    }

    client_id: str = Field(
        min_length=1, max_length=64, description="the client's id, 1 to 64 characters"
    )
    as_of: AnyInstant = Field(
        description="the instant at which the client held this, with offset, as "
        "2025-11-27T18:00:00Z"
    )
    source: Annotated[
        str, Text(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f-\x9f]+$")
    ] = Field(description="the source of the positions, 1 to 200 printable characters")
    positions: Annotated[list[NewPosition], BeforeValidator(_not_too_many)] = Field(
        min_length=1,
        max_length=MOST_POSITIONS,
        description="1 to 5000 positions with isin or symbol, quantity, market_value and currency",
    )

    def positions_as_json(self) -> list[JsonObject]:
        """Return the positions as the database takes them, with exact numbers."""
        return [one.model_dump() for one in self.positions]


class SnapshotStored(Answer):
    """The number of a snapshot, which trades name."""

    EXAMPLE: ClassVar[JsonObject] = {"portfolio_snapshot_id": 1}

    portfolio_snapshot_id: int = Field(description="The snapshot's number, as payloads name it.")


Number = Annotated[Any, WithJsonSchema({"type": "number"})]


class PositionView(Answer):
    """A position as it is stored."""

    EXAMPLE: ClassVar[JsonObject] = POSITION

    isin: str | None
    symbol: str | None
    quantity: Number = Field(description="Units; below 0 for a short position.")
    market_value: Number = Field(description="In major units of the currency; exact.")
    currency: str


class SnapshotRow(Answer):
    """A snapshot in a list, without its positions."""

    EXAMPLE: ClassVar[JsonObject] = {
        "id": 1,
        "client_id": "CUST-1042",
        "as_of": "2025-11-27T18:00:00.000000Z",
        "source": "custody, end of day",
        "maker": "anonymous",
        "created_at": "2025-11-27T18:05:00.000000Z",
        "position_count": 2,
    }

    id: int
    client_id: str
    as_of: Time = Field(description="The instant at which the client held this.")
    source: str
    maker: str = Field(description="The caller that stored the snapshot.")
    created_at: Time
    position_count: int

    @classmethod
    def of(cls, found: ListedSnapshot | Snapshot) -> Self:
        """Return the database's row as callers see it."""
        return cls.model_validate(found, from_attributes=True)


class SnapshotView(SnapshotRow):
    """A snapshot with its positions, in the order in which they were sent."""

    EXAMPLE: ClassVar[JsonObject] = SnapshotRow.EXAMPLE | {"positions": [POSITION, OTHER]}

    positions: list[PositionView]


class SnapshotList(Answer):
    """A page of a client's snapshots, newest instant first."""

    EXAMPLE: ClassVar[JsonObject] = {"portfolio_snapshots": [SnapshotRow.EXAMPLE], "next": None}

    portfolio_snapshots: list[SnapshotRow]
    next: str | None = Field(description="The next page's path; null on the last page.")
