"""Texts of `bankagent policy replay` for a terminal: counts, differences, and changes by rule."""

from collections.abc import Mapping

from rich.console import Console

from bankagent.cli.tables import console, table
from bankagent.domain import exact_json
from bankagent.domain.exact_json import JsonValue
from bankagent.domain.plain_text import plain
from bankagent.domain.replay import NotReplayable, Part, Replay

NOT_REPLAYABLE = {
    NotReplayable.NOT_EVALUATED: "requests without an evaluation: they wait, failed, or were "
    "cancelled before one",
    NotReplayable.ATTEMPT_ENDED: "attempts that ended by an error or with their worker, before "
    "an evaluation",
    NotReplayable.NO_INPUTS: "evaluations that recorded no inputs: before migration 0040, or "
    "settled by hand",
    NotReplayable.POLICY_NOT_KEPT: "evaluations whose version of the policy is not in "
    "bankagent.policies",
    NotReplayable.TYPE_NOT_KNOWN: "evaluations of a request type that their worker or this version "
    "of bankagent does not know",
    NotReplayable.NO_POLICY: "evaluations to which no policy was applied: an invalid payload, or "
    "no policy in force",
    NotReplayable.UNREADABLE: "evaluations whose inputs cannot be read: an incident, which a "
    "replay without --draft shows",
}


def print_replay(done: Replay) -> None:
    """Print what was replayed, what came out, and what could not be replayed."""
    out = console()
    counts = f"{done.requests:,} requests, {done.evaluations:,} evaluations replayed"
    if done.draft is None:
        out.print(f"{counts}: {done.agreed:,} agree, {done.differ:,} differ.")
        _print_differences(out, done)
    else:
        out.print(f"{counts} by {done.draft}: {done.changed:,} would have another outcome.")
        _print_changes(out, done)
    if done.explained:
        out.print(f"{done.explained:,} differ because the policy failed then, and does not now.")
    for reason, count in sorted(done.not_replayable.items()):
        out.print(f"not replayable: {count:,} {NOT_REPLAYABLE[reason]}.")


def _print_differences(out: Console, done: Replay) -> None:
    if not done.differ:
        return
    shown = table("request", "evaluation", "policy", "part", "recorded", "replayed")
    for one in done.differences:
        where = (str(one.request_id), one.evaluation, plain(one.policy or ""))
        for part in one.parts:
            shown.add_row(*where, plain(part.name), *_beside(part))
            where = ("", "", "")
    out.print("", shown, "")
    more = done.differ - len(done.differences)
    rest = f" {more:,} more are not shown; a shorter time shows them." if more else ""
    out.print(f"Each difference is an incident.{rest}", style="bold red")


def _print_changes(out: Console, done: Replay) -> None:
    if not done.changed:
        return
    shown = table("rule", "before", "after", "requests", "for example", right=("requests",))
    for (rule_id, before, after), change in sorted(done.changes.items()):
        examples = ", ".join(map(str, change.examples))
        more = ", …" if change.requests > len(change.examples) else ""
        shown.add_row(
            plain(rule_id), str(before), str(after), f"{change.requests:,}", examples + more
        )
    out.print("", shown, "")


def _beside(part: Part) -> tuple[str, str]:
    """Return what was recorded and what came out, in short where that shows the difference."""
    short = (_in_short(part.recorded), _in_short(part.replayed))
    if short[0] != short[1]:
        return short
    return plain(exact_json.dumps(part.recorded)), plain(exact_json.dumps(part.replayed))


def _in_short(value: JsonValue) -> str:
    """Return a text as it is, and of rules their ids and outcomes."""
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, list | tuple):
        rules = [one for one in value if isinstance(one, Mapping)]
        return plain(", ".join(f"{one.get('rule_id')} {one.get('outcome')}" for one in rules))
    return plain(exact_json.dumps(value))
