"""Attempt on a job: whose job it was, and how the attempt ended."""

from dataclasses import dataclass
from typing import Literal

from bankagent.domain.job import ClaimedJob, Fence
from bankagent.domain.settlement import Settlement
from bankagent.domain.trace import Trace

SettleDisposition = Literal["settled", "stopped", "lost", "busy", "again"]


@dataclass(frozen=True, slots=True)
class Failed:
    """The end of an attempt in an error; `error` names its type and never holds its text."""

    error: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt that has ended; `span` is its own span in the trace of the caller."""

    job: ClaimedJob
    fence: Fence
    end: Settlement | Failed
    span: Trace | None = None
