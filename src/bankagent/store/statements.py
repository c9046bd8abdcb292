"""Reads the named statements of a store module's .sql twin."""

import re
from functools import cache
from importlib.resources import files
from typing import LiteralString, cast

NAME = re.compile(r"^-- name: (\w+)$", re.MULTILINE)


@cache
def load(module: str) -> dict[str, LiteralString]:
    """Return the statements of bankagent/store/<module>.sql by name.

    A cast to LiteralString is honest: the text is a file of the package, never put together.
    """
    package, _, name = module.rpartition(".")
    text = files(package).joinpath(f"{name}.sql").read_text()
    _, *parts = NAME.split(text)
    return {
        key: cast("LiteralString", body.strip().rstrip(";"))
        for key, body in zip(parts[::2], parts[1::2], strict=True)
    }
