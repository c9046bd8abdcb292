"""`bankagent explain`: why a request was decided, in sentences with the records they rest on."""

import shutil
import sys
import textwrap
from dataclasses import asdict
from enum import StrEnum
from typing import Annotated

import typer

from bankagent.cli.shared import AsJson, ask
from bankagent.domain import exact_json
from bankagent.domain.explanation import Explanation, Sentence
from bankagent.domain.plain_text import plain
from bankagent.errors import NO_REQUEST, NotFound
from bankagent.service.requests.explanation.explain import explanation
from bankagent.store.requests.evidence import evidence


class For(StrEnum):
    """The reader of an explanation."""

    BANK = "bank"
    CLIENT = "client"


RequestId = Annotated[int, typer.Argument(metavar="ID", min=1, help="The request's id.")]
Audience = Annotated[
    For, typer.Option(help="client leaves out the sentences that must not reach the client.")
]


def explain(
    request_id: RequestId, *, audience: Audience = For.BANK, as_json: AsJson = False
) -> None:
    """Explain a request: what was decided and why, on which data, by whom, and how to repeat it.

    Each sentence names the records that it rests on; [internal] stands before one that must not
    reach the client.
    """
    found = ask(lambda conn: evidence(conn, request_id, maker=None))
    if found is None:
        raise NotFound(NO_REQUEST)
    explained = explanation(found, "client" if audience == For.CLIENT else "bank")
    typer.echo(exact_json.dumps(asdict(explained)) if as_json else _text(explained))


def _text(explained: Explanation) -> str:
    # A file or another program gets a line for each sentence, a terminal lines of its width.
    wide = shutil.get_terminal_size().columns if sys.stdout.isatty() else 0
    parts = []
    for section in explained.sections:
        said = [_line(one) for one in section.sentences] or ["  (nothing that the client may read)"]
        lines = [line for one in said for line in (_wrapped(one, wide) if wide else [one])]
        parts.append("\n".join((section.heading, *lines)))
    return "\n\n".join(parts)


def _wrapped(line: str, wide: int) -> list[str]:
    return textwrap.wrap(line, wide, subsequent_indent="    ", break_on_hyphens=False)


def _line(one: Sentence) -> str:
    mark = "[internal] " if one.internal else ""
    return plain(f"  {mark}{one.text}  <{', '.join(one.rests_on)}>")
