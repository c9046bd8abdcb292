"""Log fields of an exception: its type and location; its text may hold client data."""

import traceback
from pathlib import Path

MOST_FRAMES = 8


def location(error: BaseException) -> str:
    """Return the calls that an exception came through, the innermost first."""
    frames = traceback.extract_tb(error.__traceback__)[-MOST_FRAMES:]
    return " < ".join(
        f"{frame.name} {short_path(frame.filename, frame.lineno)}" for frame in reversed(frames)
    )


def short_path(file: str, line: int | None) -> str:
    """Return the end of a file's path, which is the same on every machine, and the line."""
    return f"{'/'.join(Path(file).parts[-3:])}:{line}"


def failure(error: object) -> dict[str, object]:
    """Return the fields `error` and `where` of an exception; empty for anything else."""
    if not isinstance(error, BaseException):
        return {}
    return {"error": type(error).__name__, "where": location(error)}
