"""Reference data in force, as callers see it."""

from datetime import date
from typing import Annotated, ClassVar, Self

from pydantic import Field, PlainSerializer, WithJsonSchema

from bankagent.api.models.common import Answer, JsonObject, Time
from bankagent.domain.reference import ReferenceInForce

Day = Annotated[
    date,
    PlainSerializer(lambda day: day.isoformat()),
    WithJsonSchema({"type": "string", "format": "date"}),
]


class ReferenceView(Answer):
    """The version of a dataset that is in force."""

    EXAMPLE: ClassVar[JsonObject] = {
        "dataset": "fx_rates",
        "version": 3,
        "as_of": "2026-11-27",
        "age_days": 1,
        "row_count": 29,
        "source": "European Central Bank, euro foreign exchange reference rates",
        "description": "Rates of one day.",
        "activated_at": "2026-11-27T15:10:00.000000Z",
        "activated_by": "dba_anna",
        "is_shipped": False,
        "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    }

    dataset: str = Field(description="The dataset; a screening list is screening:NAME.")
    version: int = Field(description="The version, which evaluations name.")
    as_of: Day = Field(description="The day for which the source published the rows.")
    age_days: int = Field(description="Whole days since the beginning of that day (UTC).")
    row_count: int = Field(description="The number of rows.")
    source: str = Field(description="Where the rows come from.")
    description: str = Field(description="What the rows are, and what they are worth.")
    activated_at: Time = Field(description="Since when the version is in force.")
    activated_by: str = Field(description="The operator who activated it.")
    is_shipped: bool = Field(description="True for rows that bankagent ships, not the bank's own.")
    sha256: str = Field(description="The SHA-256 of the rows, whatever their order.")

    @classmethod
    def of(cls, found: ReferenceInForce) -> Self:
        """Return a version in force as callers see it."""
        return cls(
            dataset=found.dataset,
            version=found.version,
            as_of=found.as_of,
            age_days=found.age_days,
            row_count=found.row_count,
            source=found.source,
            description=found.description,
            activated_at=found.activated_at,
            activated_by=found.activated_by,
            is_shipped=found.is_shipped,
            sha256=found.sha256,
        )


class ReferenceData(Answer):
    """The reference data in force, by dataset."""

    EXAMPLE: ClassVar[JsonObject] = {"reference": [ReferenceView.EXAMPLE]}

    reference: list[ReferenceView]
