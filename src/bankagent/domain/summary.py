"""Summaries for reviewers: what waits for one, as the text of a mail, without data of clients."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of what waits for a reviewer, and the address that they are sent to.

    `oldest_since` is when the oldest approval began to wait, and `next_due_at` when the next one is
    due; None without one. `exceptions` are those assigned to them, `team_exceptions` those of their
    teams that no person has in hand, and `proposals` those about exceptions on which they may vote.
    """

    reviewer: str
    email: str
    approvals: int
    overdue: int
    oldest_since: datetime | None
    next_due_at: datetime | None
    exceptions: int
    team_exceptions: int
    proposals: int

    @property
    def subject(self) -> str:
        """The subject: counts alone."""
        parts = [
            _counted(self.approvals, "approval"),
            _counted(self.proposals, "proposal"),
            _counted(self.exceptions + self.team_exceptions, "exception"),
        ]
        *before, last = [part for part in parts if part] or ["nothing"]
        return f"bankagent: {', '.join(before)}{' and ' if before else ''}{last} for you"

    def text(self, url: str | None) -> str:
        """Return the text of the mail, with the address of the pages, where it is known."""
        return "\n".join(self._lines(url)) + "\n"

    def _lines(self, url: str | None) -> Iterator[str]:
        yield f"{self.reviewer}, this waits for you:"
        yield ""
        if self.approvals:
            since = f", the oldest since {_time(self.oldest_since)}" if self.oldest_since else ""
            yield f"- {_counted(self.approvals, 'approval')} to vote on{since}"
        if self.overdue:
            yield f"- {self.overdue} of them overdue"
        if self.next_due_at:
            yield f"- the next one is due at {_time(self.next_due_at)}"
        if self.proposals:
            yield f"- {_counted(self.proposals, 'proposal')} about an exception to vote on"
        if self.team_exceptions:
            count = _counted(self.team_exceptions, "exception")
            yield f"- {count} of your teams that no person has in hand"
        if self.exceptions:
            yield f"- {_counted(self.exceptions, 'exception')} assigned to you"
        yield ""
        yield f"My work: {url.rstrip('/')}/ui" if url else "The page My work lists them."
        yield "The next summary comes in an hour at the earliest, while something waits."


def _counted(n: int, what: str) -> str:
    return f"{n} {what}{'' if n == 1 else 's'}" if n else ""


def _time(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
