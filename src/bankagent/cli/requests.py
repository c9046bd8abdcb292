"""`bankagent request …`: read a request, and answer its question, with the key of its caller."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from bankagent.cli.http_client import parsed
from bankagent.cli.service_options import Key, Url, service_of
from bankagent.cli.shared import MARKUP, AsJson
from bankagent.domain import exact_json
from bankagent.domain.plain_text import plain
from bankagent.errors import BadRequest

RequestId = Annotated[int, typer.Argument(metavar="ID", min=1, help="The request's id.")]
FORM = "The file must hold the whole payload as one JSON object."
NOTHING = "Give --text, --payload, or both."

requests = typer.Typer(
    help="Read a request, and answer the question of a reviewer.",
    no_args_is_help=True,
    rich_markup_mode=MARKUP,
)


@requests.command()
def show(
    request_id: RequestId, *, url: Url = None, key: Key = None, as_json: AsJson = False
) -> None:
    """Show the status of a request, its decision with the reason, and the question it waits for."""
    text = service_of(url, key).get(f"/requests/{request_id}")
    typer.echo(text if as_json else _text(parsed(text)))


@requests.command()
def answer(
    request_id: RequestId,
    *,
    text: Annotated[
        str | None, typer.Option(help="The answer in words, in up to 4000 characters.")
    ] = None,
    payload: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="JSON: the whole payload, with what was asked for."),
    ] = None,
    url: Url = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Answer a request of your own that needs information; it is processed anew.

    Words alone answer a question of a reviewer, and leave the payload as it is.
    """
    if text is None and payload is None:
        raise BadRequest(NOTHING)
    body: dict[str, object] = {} if text is None else {"text": text}
    body |= {} if payload is None else {"payload": _payload(payload)}
    given = service_of(url, key).post(f"/requests/{request_id}/answers", body)
    typer.echo(given if as_json else _answered(parsed(given)))


def _text(one: Mapping[str, Any]) -> str:
    request, decision, question = one["request"], one["decision"], one["question"]
    lines = [
        f"Request {request['id']}: {request['request_type']} for {request['client_id']}",
        f"status    {request['status']}, payload version {one['payload_version']}",
    ]
    if decision:
        lines.append(f"decision  {decision['decision']} by {decision['decided_by']}")
        lines += [f"reason    {decision['reason']}"] if decision["reason"] else []
        words = decision["client_reason"] or "no words"
        lines += [f"client    {words}"] if decision["reason"] else []
    if question:
        role = f" ({question['role']})" if question["role"] else ""
        lines.append(f"question  {question['text']}{role}, {question['at']}")
    return "\n".join(map(plain, lines))


def _answered(stored: Mapping[str, Any]) -> str:
    return plain(
        f"Request {stored['request_id']} is {stored['status']}. "
        f"Your answer has the number {stored['answer_id']}."
    )


def _payload(source: Path) -> object:
    try:
        found = exact_json.loads(source.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise BadRequest(FORM) from None
    if not isinstance(found, dict):
        raise BadRequest(FORM)
    return found
