"""Numbers in a path, a query or a header: only in the form in which this service prints them."""

import re
from typing import Annotated

from fastapi import Path
from pydantic import BeforeValidator, Field

LARGEST_ID = 2**63 - 1
NUMBER = re.compile(r"[1-9][0-9]{0,18}")


def a_number(text: object) -> int:
    """Return a text as a number; it has no sign, leading zeros or spaces.

    Raises:
        ValueError: the text is not a number of this form.
    """
    if not isinstance(text, str) or not NUMBER.fullmatch(text):
        raise ValueError("must be a number")
    return int(text)


# The limits come before the validator: else the API description would lack them.
Id = Annotated[int, Field(ge=1, le=LARGEST_ID), BeforeValidator(a_number)]
RequestId = Annotated[Id, Path(description="The request's number.")]
