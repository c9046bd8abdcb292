"""Numbers in a path, a query or a header: only as this service prints them itself."""

import re
from typing import Annotated

from fastapi import Path
from pydantic import BeforeValidator, Field

LARGEST_ID = 2**63 - 1
NUMBER = re.compile(r"[1-9][0-9]{0,18}")


def a_number(text: object) -> int:
    """Return the number that a text is, without sign, leading zeros or spaces.

    Raises:
        ValueError: the text is no such number.
    """
    if not isinstance(text, str) or not NUMBER.fullmatch(text):
        raise ValueError("must be a number")
    return int(text)


# The limits stand before the validator, else the API description does not know them.
Id = Annotated[int, Field(ge=1, le=LARGEST_ID), BeforeValidator(a_number)]
RequestId = Annotated[Id, Path(description="The request's number.")]
