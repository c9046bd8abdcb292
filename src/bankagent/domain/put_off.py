"""Put-off of an attempt: its job goes back to the queue until a time, and no run is spent."""

from datetime import datetime

MOST_REASON = 500


class PutOff(Exception):
    """The work cannot go on before `until`, for a reason that operators read in why_waiting.

    Raised where a model may not be called now: a budget is used up, or a provider named a time.
    """

    def __init__(self, until: datetime, reason: str) -> None:
        """Make the end of an attempt.

        Args:
            until: time with a zone, from which the job is due again.
            reason: 1 to 500 characters, without client data.

        Raises:
            ValueError: the time has no zone, or the reason is empty or too long.
        """
        if until.tzinfo is None:
            raise ValueError("until must have a time zone")
        if not 1 <= len(reason.strip()) <= MOST_REASON:
            raise ValueError("reason must have 1 to 500 characters")
        super().__init__(reason)
        self.until = until
        self.reason = reason
