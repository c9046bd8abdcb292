"""Results of the doctor's checks: each finding has a severity, a code, a message and a remedy."""

from dataclasses import dataclass
from enum import IntEnum


class Severity(IntEnum):
    """Severity of a finding, in rising order; from WARNING on a person must act."""

    OK = 0
    UNSEEN = 1
    WARNING = 2
    PROBLEM = 3


@dataclass(frozen=True, slots=True)
class CheckFinding:
    """One thing that a check found.

    `code` is short and stable, for scripts; `message` and `remedy` are sentences for people.
    """

    severity: Severity
    code: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The result of one check: its name, its description, and its findings, none when all is well.

    >>> CheckResult("clock", "The clocks agree.", ()).severity
    <Severity.OK: 0>
    """

    check: str
    about: str
    findings: tuple[CheckFinding, ...]

    @property
    def severity(self) -> Severity:
        """The highest severity of its findings."""
        return max((finding.severity for finding in self.findings), default=Severity.OK)


class CheckUnseen(Exception):
    """A check lacks a right, or cannot be made from this machine; the remedy says what would help.

    The code is `lacks_right` or `on_another_machine`.
    """

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.finding = CheckFinding(Severity.UNSEEN, code, message, remedy)


def problem(code: str, message: str, remedy: str) -> CheckFinding:
    """Return a finding that breaks a promise of the service, now or at the next failure."""
    return CheckFinding(Severity.PROBLEM, code, message, remedy)


def warning(code: str, message: str, remedy: str) -> CheckFinding:
    """Return a finding that will become a problem, or makes one harder to see."""
    return CheckFinding(Severity.WARNING, code, message, remedy)
