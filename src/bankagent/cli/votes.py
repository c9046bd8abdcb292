"""`bankagent approval vote` and `escalate`, bound to what the reviewer has read."""

import sys
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

import typer

from bankagent.cli.approval_text import approval_text
from bankagent.cli.http_client import Service, parsed
from bankagent.cli.service_options import Key, Url, service_of
from bankagent.cli.shared import AsJson
from bankagent.domain.plain_text import plain
from bankagent.errors import Forbidden


class Verdict(StrEnum):
    """The verdict of a vote."""

    APPROVE = "approve"
    REJECT = "reject"
    NEEDS_INFO = "needs_info"


class EscalationCode(StrEnum):
    """The reason of an escalation, in a word."""

    HIGHER_AUTHORITY = "higher_authority"
    EXPERTISE_NEEDED = "expertise_needed"
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    UNUSUAL_CASE = "unusual_case"
    OTHER = "other"


RequestId = Annotated[int, typer.Argument(metavar="ID", min=1, help="The request's id.")]
Reason = Annotated[str, typer.Option("--reason", help="The reason, in up to 2000 characters.")]
Digest = Annotated[
    str | None,
    typer.Option(
        "--digest",
        help="The digest of the approval that you have read. Without it the approval is shown "
        "first, and you are asked.",
    ),
]


def add_votes(app: typer.Typer) -> None:
    """Add the commands by which a reviewer votes on a request, or escalates it."""
    app.command()(vote)
    app.command()(escalate)


def vote(  # noqa: PLR0913 - each is an option
    request_id: RequestId,
    *,
    verdict: Annotated[Verdict, typer.Option(help="needs_info sends it back to its caller.")],
    reason: Reason,
    digest: Digest = None,
    override_code: Annotated[
        str | None,
        typer.Option(help="The reason in a word for a vote against the policy's recommendation."),
    ] = None,
    client_reason: Annotated[
        str | None,
        typer.Option(help="The words of a rejection that may reach the client; without, none."),
    ] = None,
    url: Url = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Vote on a request, which is approved once each of its stages has its votes.

    Without --digest the approval is shown first, and you are asked. The vote is refused if the
    request has changed since you read it, if you made the request yourself, and if it is over your
    limit or asks for another role.
    """
    service = service_of(url, key)
    if digest is None:
        digest = _confirmed(service, request_id, f"Vote {verdict} on this?")
    body = {"verdict": str(verdict), "reason": reason, "digest": digest}
    body |= {"override_code": override_code} if override_code else {}
    body |= {"client_reason": client_reason} if client_reason else {}
    text = service.post(f"/requests/{request_id}/votes", body)
    typer.echo(text if as_json else _result(parsed(text)))


def escalate(
    request_id: RequestId,
    *,
    code: Annotated[EscalationCode, typer.Option(help="The reason in a word.")],
    reason: Reason,
    digest: Digest = None,
    url: Url = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Escalate a request to the next level, which then decides it with the votes that it has.

    It decides nothing, and is your vote on it. Without --digest the approval is shown first, and
    you are asked. It is refused where your vote would be, and where the request asks for all that
    an escalation asks for already.
    """
    service = service_of(url, key)
    if digest is None:
        digest = _confirmed(service, request_id, "Escalate this?")
    body = {"code": str(code), "reason": reason, "digest": digest}
    text = service.post(f"/requests/{request_id}/escalations", body)
    done = f"Request {request_id} is escalated. It is your vote {parsed(text)['vote_id']} on it."
    typer.echo(text if as_json else done)


def _confirmed(service: Service, request_id: int, question: str) -> str:
    """Show the approval on standard error, ask for a yes, and return the approval's digest."""
    shown = parsed(service.get(f"/approvals/{request_id}"))
    typer.echo(approval_text(shown), err=True)
    if not shown["you_may_vote"]:
        raise Forbidden(shown["why_not"])
    typer.echo(f"\n{question} [y/N] ", err=True, nl=False)
    if sys.stdin.readline().strip().lower() not in {"y", "yes"}:
        raise typer.Abort
    return str(shown["digest"])


def _result(cast: Mapping[str, Any]) -> str:
    waits = "waiting for another vote" if cast["status"] == "awaiting_approval" else None
    end = cast["decision"] or waits or "back with its caller, who must send a new payload"
    return plain(f"Request {cast['request_id']} is {end}. Your vote has the id {cast['vote_id']}.")
