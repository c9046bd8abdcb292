"""Proposals on trade exceptions, and the votes on them: commands of `bankagent exception`."""

from typing import Annotated

import typer

from bankagent.cli.http_client import parsed
from bankagent.cli.service_options import Key, Url, service_of
from bankagent.cli.shared import AsJson
from bankagent.domain import exact_json
from bankagent.domain.plain_text import plain
from bankagent.errors import BadRequest

ExceptionId = Annotated[int, typer.Argument(metavar="ID", min=1, help="The exception's id.")]


def propose(
    exception_id: ExceptionId,
    *,
    proposed: Annotated[
        str, typer.Option("--as", help="repair, write_off, cancellation or forced_match.")
    ],
    reason: Annotated[str, typer.Option(help="The reason, in up to 2000 characters.")],
    content: Annotated[
        str, typer.Option(help="The fields to amend, or the amount to write off, as JSON.")
    ] = "{}",
    url: Url = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Propose a repair, or to close an exception; other people vote on it.

    All but a repair close it, once each stage that its approval asks for has its votes.
    """
    body = {"proposed": proposed, "reason": reason, "content": _object(content)}
    text = service_of(url, key).post(f"/exceptions/{exception_id}/proposals", body)
    made = parsed(text)
    done = f"Proposal {made['proposal_id']} waits for votes; its digest is {made['digest']}."
    typer.echo(text if as_json else plain(done))


def vote(
    exception_id: ExceptionId,
    *,
    proposal: Annotated[int, typer.Option(min=1, help="The proposal's id, as show has it.")],
    digest: Annotated[str, typer.Option(help="The digest of the proposal that you have read.")],
    verdict: Annotated[str, typer.Option(help="approve or reject.")],
    reason: Annotated[str, typer.Option(help="The reason, in up to 2000 characters.")],
    url: Url = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Vote on the proposal that waits; one rejection ends it."""
    body = {"proposal_id": proposal, "digest": digest, "verdict": verdict, "reason": reason}
    text = service_of(url, key).post(f"/exceptions/{exception_id}/votes", body)
    cast = parsed(text)
    end = f"; its request is {cast['decision']}" if cast["decision"] else ""
    done = f"Exception {exception_id} is {cast['state']}{end}. Your vote is {cast['vote_id']}."
    typer.echo(text if as_json else plain(done))


def _object(text: str) -> object:
    try:
        found = exact_json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise BadRequest("The content must be a JSON object.")
    return found
