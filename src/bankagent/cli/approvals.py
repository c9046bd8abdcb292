"""`bankagent approval …`: what waits for people, and your vote, over HTTP with your own key."""

import sys
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

import typer

from bankagent import settings
from bankagent.cli.approval_text import approval_in_words, list_in_words
from bankagent.cli.http_client import NO_KEY, Service, parsed
from bankagent.cli.shared import MARKUP, AsJson
from bankagent.cli.terminal import plain
from bankagent.errors import BadSettings, Forbidden


class Verdict(StrEnum):
    """What a reviewer may say."""

    APPROVE = "approve"
    REJECT = "reject"
    NEEDS_INFO = "needs_info"


Number = Annotated[int, typer.Argument(metavar="ID", min=1, help="The request's number.")]
Url = Annotated[
    str | None,
    typer.Option("--url", help="Where the service is: BANKAGENT_URL, else this machine's PORT."),
]
Key = Annotated[
    str | None,
    typer.Option("--key", help="Your key. Others can read arguments: prefer BANKAGENT_KEY."),
]
Reason = Annotated[str, typer.Option("--reason", help="Why, in up to 2000 characters.")]
Digest = Annotated[
    str | None,
    typer.Option(
        "--digest",
        help="The digest of what you have read. Without it, what you vote on is shown first, and "
        "you are asked.",
    ),
]

approvals = typer.Typer(
    help="What waits for people, and your vote.", no_args_is_help=True, rich_markup_mode=MARKUP
)


@approvals.command("list")
def list_open(
    *,
    limit: Annotated[int, typer.Option(min=1, max=200, help="How many at most.")] = 50,
    after: Annotated[int | None, typer.Option(min=1, help="Only higher numbers.")] = None,
    url: Url = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """List the requests that wait for people, the oldest first."""
    query = f"?limit={limit}" + (f"&after={after}" if after else "")
    text = _service(url, key).get(f"/approvals{query}")
    typer.echo(text if as_json else list_in_words(parsed(text)))


@approvals.command()
def show(number: Number, *, url: Url = None, key: Key = None, as_json: AsJson = False) -> None:
    """Show one request that waits: what it is, why it waits, and the digest to vote with."""
    text = _service(url, key).get(f"/approvals/{number}")
    typer.echo(text if as_json else approval_in_words(parsed(text)))


@approvals.command()
def vote(
    number: Number,
    *,
    verdict: Annotated[Verdict, typer.Option(help="needs_info sends it back to its caller.")],
    reason: Reason,
    digest: Digest = None,
    url: Url = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Vote on a request; one vote decides.

    Shows what you vote on and asks, unless --digest says what you have read. A request that has
    changed since is refused, and so is one that you made yourself.
    """
    service = _service(url, key)
    if digest is None:
        digest = _read_first(service, number, verdict)
    body = {"verdict": str(verdict), "reason": reason, "digest": digest}
    text = service.post(f"/requests/{number}/votes", body)
    typer.echo(text if as_json else _became(parsed(text)))


def _read_first(service: Service, number: int, verdict: Verdict) -> str:
    """Show what the vote is on, ask, and return its digest; standard output stays the answer's."""
    shown = parsed(service.get(f"/approvals/{number}"))
    typer.echo(approval_in_words(shown), err=True)
    if not shown["you_may_vote"]:
        raise Forbidden(shown["why_not"])
    typer.echo(f"\nVote {verdict} on this? [y/N] ", err=True, nl=False)
    if sys.stdin.readline().strip().lower() not in {"y", "yes"}:
        raise typer.Abort
    return str(shown["digest"])


def _became(cast: Mapping[str, Any]) -> str:
    end = cast["decision"] or "back with its caller, who must supply something"
    return plain(
        f"Request {cast['request_id']} is {end}. Your vote has the number {cast['vote_id']}."
    )


def _service(url: str | None, key: str | None) -> Service:
    found = settings.load()
    if key is None:
        if found.key is None:
            raise BadSettings(NO_KEY)
        key = found.key.get_secret_value()
    return Service(url or found.url or f"http://127.0.0.1:{found.port}", key)
