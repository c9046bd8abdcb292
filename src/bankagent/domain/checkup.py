"""What a check of the doctor finds: how bad it is, what it is, and what to do."""

from dataclasses import dataclass
from enum import IntEnum


class Level(IntEnum):
    """How bad a finding is, in rising order; from WARNING on a person must look."""

    OK = 0
    UNSEEN = 1
    WARNING = 2
    PROBLEM = 3


@dataclass(frozen=True, slots=True)
class CheckFinding:
    """One thing that a check found, in a sentence, and what to do about it."""

    level: Level
    what: str
    do: str


@dataclass(frozen=True, slots=True)
class Checked:
    """One check: its name, what it looks at, and what it found; nothing when all is well."""

    check: str
    about: str
    findings: tuple[CheckFinding, ...]

    @property
    def level(self) -> Level:
        """The worst of the findings."""
        return max((finding.level for finding in self.findings), default=Level.OK)


class CheckUnseen(Exception):
    """A check was not allowed to look, or cannot from here; the text says what would help."""

    def __init__(self, what: str, do: str) -> None:
        super().__init__(what)
        self.finding = CheckFinding(Level.UNSEEN, what, do)


def problem(what: str, do: str) -> CheckFinding:
    """Return a finding that breaks a promise of the service, now or at the next failure."""
    return CheckFinding(Level.PROBLEM, what, do)


def warning(what: str, do: str) -> CheckFinding:
    """Return a finding that will become a problem, or makes one harder to see."""
    return CheckFinding(Level.WARNING, what, do)
