"""`bankagent eval …`: the agent measured on a question set, and sets of reviewers' verdicts."""

import os
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bankagent.answering.evaluation.question_set import BadQuestionSet, QuestionSet, read
from bankagent.answering.evaluation.results import Asked
from bankagent.cli import policy_files
from bankagent.cli.eval_text import compared_text, exported_text, head, metrics_table
from bankagent.cli.shared import MARKUP, AsJson, ShortFor, ask
from bankagent.cli.tables import console
from bankagent.domain import exact_json
from bankagent.errors import CannotRun
from bankagent.service.documents.embeddings import Embeddings, from_settings
from bankagent.service.question_sets import export as verdicts
from bankagent.service.question_sets.answers import answers
from bankagent.service.question_sets.measurement import as_json as comparison_as_json
from bankagent.service.question_sets.measurement import comparison, earlier, measurement

RUN = "run"
SetFile = Annotated[
    Path, typer.Argument(metavar="FILE", help="The question set, as docs/answers.md has its form.")
]
Against = Annotated[
    Path | None,
    typer.Option(
        metavar="EARLIER", help="An earlier measurement to compare with, as --json wrote it."
    ),
]
Target = Annotated[
    Path, typer.Argument(metavar="FILE", help="The file to write, which must not be there yet.")
]


class RunOfFile(ShortFor):
    """Group whose first word may be a file: `eval set.json` is `eval run set.json`."""

    first = RUN


evaluations = typer.Typer(
    help="Measure the agent's search and answers on a question set.",
    cls=RunOfFile,
    no_args_is_help=True,
    rich_markup_mode=MARKUP,
)


@evaluations.command(RUN)
def run_set(file: SetFile, *, against: Against = None, as_json: AsJson = False) -> None:
    """Ask each question of its documents; `bankagent eval FILE` does the same.

    Nothing stays in the database. With --against it exits with 1 where a metric is worse.
    """
    text = policy_files.read(file)
    before = earlier(policy_files.read(against)) if against else None
    try:
        asked = read(text)
        model = from_settings()
        done = _answers(asked, model, quiet=as_json)
        told: dict[str, Any] = measurement(text, asked, done, model.model_sha256 if model else None)
    except BadQuestionSet as bad:
        typer.echo(f"bankagent: {file} is no question set that can be asked:", err=True)
        for fault in bad.faults:
            typer.echo(f"  {fault}", err=True)
        raise typer.Exit(2) from None
    compared = comparison(before, told) if before else None
    if as_json:
        more = {"compared": comparison_as_json(compared)} if compared else {}
        typer.echo(exact_json.dumps(told | more))
    else:
        typer.echo(head(told))
        console().print(metrics_table(told, compared))
        if compared:
            typer.echo(compared_text(compared))
    raise typer.Exit(1 if compared and compared.is_worse else 0)


@evaluations.command()
def export(file: Target, *, as_json: AsJson = False) -> None:
    """Write the research questions on whose answers people decided, as a question set.

    Approved quotes are its gold. The file has words of documents and is readable by you alone.
    """
    found = ask(verdicts.export)
    try:
        number = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise CannotRun(f"{file} cannot be written: {error.strerror}.") from None
    with os.fdopen(number, "w", encoding="utf-8") as target:
        target.write(exact_json.dumps(found.questions) + "\n")
    questions: Any = found.questions["questions"]
    counts = {"questions": len(questions), "left_out": found.left_out}
    typer.echo(exact_json.dumps(counts) if as_json else exported_text(found, str(file)))


def _answers(asked: QuestionSet, model: Embeddings | None, *, quiet: bool) -> list[Asked]:
    columns = (TextColumn("asking"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    terminal = Console(stderr=True)
    shown = terminal.is_terminal and not quiet
    with Progress(*columns, console=terminal, transient=True, disable=not shown) as progress:
        bar = progress.add_task("questions", total=len(asked.questions))
        return ask(
            lambda conn: answers(
                conn,
                asked,
                model=model,
                progressed=lambda done: progress.update(bar, completed=done),
            )
        )
