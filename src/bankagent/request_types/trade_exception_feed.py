"""Row of a feed: the file of pairs that a pair came in with, and its place there."""

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic import StringConstraints as Text

from bankagent.domain.feed import MOST_ROWS, NAME
from bankagent.request_types.fields import Payload

FeedName = Annotated[str, Text(pattern=NAME)]
Row = Annotated[int, Field(ge=1, le=MOST_ROWS)]


class FeedRow(Payload):
    """A row of a feed; it says nothing about the pair itself."""

    name: FeedName = Field(
        description="the name of the feed, 1 to 100 letters, digits, dots, dashes or _, the first "
        "one a letter or a digit"
    )
    row: Row = Field(description=f"the number of the row in the feed, 1 to {MOST_ROWS}")
    rows: Row = Field(description=f"the number of rows that the feed has, 1 to {MOST_ROWS}")

    @model_validator(mode="after")
    def _is_within(self) -> Self:
        if self.row > self.rows:
            raise ValueError("must have a row that is not beyond its rows")
        return self
