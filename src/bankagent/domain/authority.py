"""Authorities: what a reviewer may decide, in which role and up to which amount."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Literal

from bankagent.domain.currencies import CURRENCIES
from bankagent.errors import BadRequest, Finding

# 18 digits and 10 after the point, as the table holds them.
LIMIT = re.compile(
    r"(?P<type>\*|[a-z][a-z0-9_]{0,39})=(?:none|(?P<amount>[0-9]{1,18}(?:\.[0-9]{1,10})?)"
    r"(?P<currency>[A-Z]{3}))",
    re.ASCII,
)
EXPECTED = (
    "must be a request type or '*', '=', and an amount with its currency or none, for example "
    "trade_review=50000000USD"
)


@dataclass(frozen=True, slots=True)
class Limit:
    """The largest exposure of a request type; None for all types, and for no limit."""

    request_type: str | None = None
    amount: Decimal | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """What an authority is for beside its limit: a trading desk and days, each None for any.

    The days are those of UTC, both of them whole.
    """

    desk: str | None = None
    first_day: datetime | None = None
    last_day: datetime | None = None

    @property
    def valid_from(self) -> datetime | None:
        """The beginning of the first day."""
        return None if self.first_day is None else _midnight(self.first_day)

    @property
    def valid_to(self) -> datetime | None:
        """The end of the last day, which is the beginning of the next."""
        return None if self.last_day is None else _midnight(self.last_day) + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Authority:
    """An authority of a reviewer, as an operator reads it.

    `state` is in force, future, past, ended or disabled.
    """

    authority_id: int
    reviewer: str
    role: str
    request_type: str | None
    desk: str | None
    max_amount: Decimal | None
    currency: str | None
    valid_from: datetime
    valid_to: datetime | None
    state: str
    reason: str
    granted_by: str
    granted_at: datetime
    ended_by: str | None
    ended_at: datetime | None
    end_reason: str | None

    @property
    def is_unlimited(self) -> bool:
        """Whether it is in force for every request, without a limit."""
        return (
            self.state == "in force"
            and self.request_type is None
            and self.max_amount is None
            and self.desk is None
        )


AskKind = Literal["delegation", "break_glass"]
ShowAsks = Literal["mine", "to_confirm", "to_review", "all"]
ReviewVerdict = Literal["justified", "not_justified"]


@dataclass(frozen=True, slots=True)
class NewAsk:
    """An ask for an authority for a time, which another person is to confirm.

    A delegation has a holder and the authority that it is from; what is None is as in that one.
    Break-glass has a role. `valid_from` None is now.
    """

    kind: AskKind
    reason: str
    valid_to: datetime
    valid_from: datetime | None = None
    holder: str | None = None
    from_authority_id: int | None = None
    role: str | None = None
    request_type: str | None = None
    max_amount: Decimal | None = None
    currency: str | None = None
    desk: str | None = None


@dataclass(frozen=True, slots=True)
class AuthorityAsk:
    """A delegation or break-glass, as ops.authority_asks shows it.

    `state` is asked, lapsed, or that of the authority which the holder has by it.
    """

    ask_id: int
    kind: AskKind
    holder: str
    asked_by: str
    from_authority_id: int | None
    role: str
    request_type: str | None
    desk: str | None
    max_amount: Decimal | None
    currency: str | None
    valid_from: datetime
    valid_to: datetime
    reason: str
    asked_at: datetime
    confirmed_by: str | None
    confirmed_at: datetime | None
    authority_id: int | None
    state: str
    reviewed_by: str | None
    verdict: ReviewVerdict | None
    note: str | None
    reviewed_at: datetime | None
    review_due_at: datetime | None
    is_review_overdue: bool


def limits_of(given: Sequence[str]) -> list[Limit]:
    """Return the limits that are given as text; without any, one for all types without a limit.

    Example: ["trade_review=50000000USD", "client_onboarding=none"].

    Raises:
        BadRequest: a text is none.
    """
    return [_limit(text) for text in given] or [Limit()]


def scope_of(desk: str | None, first_day: datetime | None, last_day: datetime | None) -> Scope:
    """Return the scope that options of a command give.

    Raises:
        BadRequest: the desk is blank, or the days are over or the wrong way round.
    """
    scope = Scope(desk, first_day, last_day)
    if desk is not None and not desk.strip():
        raise _wrong("--desk", "must name a trading desk, or be left out for all desks")
    if scope.valid_to is not None:
        if scope.valid_from is not None and scope.valid_to <= scope.valid_from:
            raise _wrong("--to", "must not be before --from")
        if scope.valid_to <= datetime.now(UTC):
            raise _wrong("--to", "must be today or later (UTC)")
    return scope


def _wrong(option: str, expected: str) -> BadRequest:
    return BadRequest(f"{option} {expected}.", findings=(Finding(option, expected),))


def _limit(text: str) -> Limit:
    found = LIMIT.fullmatch(text)
    if found is None or (found["currency"] or "USD") not in CURRENCIES:
        raise BadRequest(f"The limit {EXPECTED}.", findings=(Finding("limit", EXPECTED),))
    request_type = None if found["type"] == "*" else found["type"]
    amount = None if found["amount"] is None else Decimal(found["amount"])
    return Limit(request_type, amount, found["currency"])


def _midnight(day: datetime) -> datetime:
    return datetime.combine(day.date(), time(), UTC)
