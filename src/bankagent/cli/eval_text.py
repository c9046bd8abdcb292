"""Measurements of question sets as text: a table of metrics, and what has changed."""

from decimal import Decimal
from typing import Any

from rich.table import Table

from bankagent.cli.tables import table
from bankagent.domain.counted import counted
from bankagent.domain.plain_text import plain
from bankagent.service.question_sets.export import REASONS, Exported
from bankagent.service.question_sets.measurement import Comparison, verdict

NAMES = {
    "recall_at_3": "recall@3",
    "recall_at_10": "recall@10",
    "ndcg_at_10": "nDCG@10",
    "answered": "answered",
    "right_among_answered": "right among answered",
    "unanswerable_answered": "unanswerable, yet answered",
    "auroc": "AUROC of the support",
    "ece": "ECE of the support",
    "brier": "Brier score of the support",
}


def head(told: Any) -> str:
    """Return a sentence on the set and its size."""
    of = told["set"]
    return (
        f"{plain(of['name'])}: {counted(of['questions'], 'question')}, "
        f"{of['answerable']:,} answerable, of {counted(of['documents'], 'document')}; "
        f"answered from a support of {told['least_support']}"
    )


def metrics_table(told: Any, compared: Comparison | None) -> Table:
    """Return the metrics; beside the earlier ones where there are any."""
    if compared is None:
        made = table("metric", "now", right=("now",))
        for name, value in told["metrics"].items():
            made.add_row(NAMES[name], _figure(value))
        return made
    made = table("metric", "before", "now", "", right=("before", "now"))
    for one in compared.changes:
        said = verdict(one).replace("_", " ")
        name = NAMES.get(one.name, plain(one.name))
        made.add_row(name, _figure(one.before), _figure(one.now), said)
    return made


def compared_text(compared: Comparison) -> str:
    """Return a sentence on the comparison."""
    worse = sum(one.is_worse for one in compared.changes)
    said = f"{counted(worse, 'metric')} worse." if worse else "No metric is worse."
    return said if compared.is_same_set else f"{said} The earlier one was of another question set."


def exported_text(found: Exported, file: str) -> str:
    """Return what was written, and what was left out with the reason."""
    questions: Any = found.questions["questions"]
    lines = [f"{counted(len(questions), 'question')} written to {file}."]
    lines += [
        f"Left out: {counted(number, 'question')} {REASONS[reason]}."
        for reason, number in found.left_out.items()
    ]
    return "\n".join(lines)


def _figure(value: Decimal | None) -> str:
    return "-" if value is None else str(value)
