"""An exception as it may be told: what kind, and where; its text may hold anybody's data."""

import traceback
from pathlib import Path

DEEPEST = 8


def place(error: BaseException) -> str:
    """Return where an exception came from, the innermost call first."""
    frames = traceback.extract_tb(error.__traceback__)[-DEEPEST:]
    return " < ".join(
        f"{frame.name} {shortly(frame.filename, frame.lineno)}" for frame in reversed(frames)
    )


def shortly(file: str, line: int | None) -> str:
    """Return a line of a file by the end of its path, which is the same on every machine."""
    return f"{'/'.join(Path(file).parts[-3:])}:{line}"


def failure(error: object) -> dict[str, object]:
    """Return the fields that tell of an exception; none where it is none."""
    if not isinstance(error, BaseException):
        return {}
    return {"error": type(error).__name__, "where": place(error)}
