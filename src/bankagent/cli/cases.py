"""`bankagent case …`: work on cases of onboarding, over HTTP with the reviewer's key."""

from datetime import datetime
from pathlib import Path
from typing import Annotated
from urllib.parse import urlencode

import typer

from bankagent.cli.http_client import parsed
from bankagent.cli.service_options import Key, Url, service_of
from bankagent.cli.shared import MARKUP, AsJson
from bankagent.domain import exact_json
from bankagent.domain.plain_text import plain
from bankagent.errors import BadRequest

RequestId = Annotated[int, typer.Argument(metavar="ID", min=1, help="The request's id.")]
FORM = "The file must hold one JSON object, as the body of POST /requests/{id}/findings."
COUNTED = (
    "payloads",
    "entries",
    "evaluations",
    "verdicts",
    "waivers",
    "confirmations",
    "judgements",
    "votes",
)

cases = typer.Typer(
    help="Give findings on cases of onboarding, confirm waivers, read the file of a case.",
    no_args_is_help=True,
    rich_markup_mode=MARKUP,
)


@cases.command()
def findings(
    request_id: RequestId,
    source: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="JSON; without it the case is evaluated again."),
    ] = None,
    *,
    url: Url = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Give findings from a file: verdicts, waivers and judgements, all of them or none."""
    body = _body(source) if source else {}
    text = service_of(url, key).post(f"/requests/{request_id}/findings", body)
    if as_json:
        typer.echo(text)
        return
    given = parsed(text)
    waivers = ", ".join(map(str, given["waiver_ids"]))
    wait = f"; these waivers wait for a second person: {waivers}" if waivers else ""
    typer.echo(plain(f"Request {request_id} is {given['status']}{wait}."))


@cases.command()
def confirm(
    request_id: RequestId,
    waiver_id: Annotated[int, typer.Argument(metavar="WAIVER", min=1, help="Its number.")],
    *,
    url: Url = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Confirm a waiver as its second person."""
    text = service_of(url, key).post(f"/requests/{request_id}/waivers/{waiver_id}/confirm", {})
    done = f"Waiver {waiver_id} counts; request {request_id} is {parsed(text)['status']}."
    typer.echo(text if as_json else plain(done))


@cases.command()
def file(
    request_id: RequestId,
    *,
    at: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S.%f%z"],
            help="A time that is over, as 2026-11-24T18:00:00+01:00; else now.",
        ),
    ] = None,
    url: Url = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Count what was known of a case at a time; with --json, print its file."""
    query = f"?{urlencode({'at': at.isoformat()})}" if at else ""
    text = service_of(url, key).get(f"/requests/{request_id}/file{query}")
    if as_json:
        typer.echo(text)
        return
    found = parsed(text)
    counts = ", ".join(f"{name} {len(found[name])}" for name in COUNTED if found[name])
    decision = found["decision"]["decision"] if found["decision"] else "none"
    status = found["request"]["status"]
    said = f"Request {request_id} was {status} at {found['at']}: {counts}; decision {decision}."
    typer.echo(plain(said))


def _body(source: Path) -> dict[str, object]:
    try:
        found = exact_json.loads(source.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise BadRequest(FORM) from None
    if not isinstance(found, dict):
        raise BadRequest(FORM)
    return dict(found)
