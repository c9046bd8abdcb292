"""Text of the tour for a terminal: a block for each example, and a table at the end."""

import os
import shutil
import textwrap
from typing import Any, TextIO

Json = dict[str, Any]

COLOURS = {"bold": 1, "dim": 2, "red": 31, "green": 32, "yellow": 33}
# Of an end: the words of its block, those of the table, and the colour.
ENDS = {
    "approved": ("approved by policy", "approved", "green"),
    "rejected": ("rejected by policy", "rejected", "red"),
    "awaiting_approval": ("no decision yet, reviewers act next", "to reviewers", "yellow"),
    "needs_info": ("no decision yet, the caller acts next", "to the caller", "yellow"),
    "refused": ("refused, nothing was stored", "refused", "red"),
}


class Screen:
    """A terminal or a file: its width, and whether it takes colours."""

    def __init__(self, file: TextIO) -> None:
        """Take the file to write to."""
        self._file = file
        self._has_colours = file.isatty() and "NO_COLOR" not in os.environ
        self._width = min(shutil.get_terminal_size().columns, 100)

    def greet(self, url: str, count: int, mark: str) -> None:
        """Say where the examples go."""
        self._say(
            f"Examples for {url}: {count}. Client ids of this tour end in -{mark}, so that its "
            "trades are not those of an earlier tour."
        )

    def show(self, number: int, example: Json, told: Json, *, whole: bool) -> None:
        """Show an example with its steps, and with `whole` all that the service explains."""
        self._say("")
        self._say(f"{number:2}  {example['title']}", hanging=4, colour="bold")
        self._say(f"examples/{told['example']}.json", 4, colour="dim")
        self._say(example.get("shows", ""), 4)
        for step, became in zip([example, *example.get("then", [])], told["steps"], strict=True):
            if step is not example:
                self._say(f"{step['title']}:", 4)
            self._show_end(became)
            for audience in step.get("explain", ["bank"] if whole else []):
                if audience in became.get("explanations", {}):
                    self._explain(became, audience)

    def _show_end(self, became: Json) -> None:
        words, _, colour = end_of(became["end"])
        of = f"request {became['request_id']}: " if became["request_id"] else ""
        self._say(f"=> {of}{words}", 4, 3, colour)
        for told in findings(became.get("problem")):
            self._say(told, 7, 2)
        for sentence in sentences(became.get("explanations", {}).get("bank")):
            if sentence["rests_on"][0].startswith("rule:"):
                self._say(sentence["text"], 7, 2)
        for told in quoted(became.get("answer")):
            self._say(told, 7, 2)
        for difference in became["differences"]:
            self._say(f"NOT AS EXPECTED: {difference}", 7, 2, "red")

    def _explain(self, became: Json, audience: str) -> None:
        query = "?audience=client" if audience == "client" else ""
        self._say("")
        self._say(f"GET /requests/{became['request_id']}/explanation{query}", 7, 2, "dim")
        self._say(f"Explanation for the {audience}", 7, colour="bold")
        for section in became["explanations"][audience]["sections"]:
            self._say(section["heading"], 7, 2, "bold")
            for sentence in section["sentences"]:
                self._say(f"{sentence['text']} [{', '.join(sentence['rests_on'])}]", 9, 2)

    def sum_up(self, told: list[Json], own: list[str]) -> None:
        """Print a table of all ends, and whether they are those that the files expect.

        `own` are the datasets in force that bankagent did not ship.
        """
        self._say("")
        for number, one in enumerate(told, 1):
            for step in one["steps"]:
                self._row(number, step)
        self._say("")
        for reason in dict.fromkeys(one["left_out"] for one in told if one["left_out"]):
            names = ", ".join(one["example"] for one in told if one["left_out"] == reason)
            self._say(f"Left out, because {reason} (examples/README.md): {names}.", hanging=2)
        ran = [one for one in told if not one["left_out"]]
        wrong = sum(any(step["differences"] for step in one["steps"]) for one in ran)
        if not wrong:
            self._say(f"Examples that ended as their files expect: all {len(ran)}.", colour="green")
            return
        self._say(f"Examples that ended in another way: {wrong} of {len(ran)}.", colour="red")
        if own:
            self._say(
                "The files expect the reference data that bankagent ships. In force here are also "
                f"{', '.join(own)}."
            )

    def _row(self, number: int, step: Json) -> None:
        _, word, colour = end_of(step["end"])
        if step["differences"]:
            word, colour = "UNEXPECTED", "red"
        rules = " ".join(step["end"].get("rules", ())) or str(step["end"].get("refused", ""))
        row = f"{number:2}  {self._in(colour, f'{word:14}')}{rules:21}{step['title']}"
        print(row, file=self._file)

    def _say(self, text: str, indent: int = 0, hanging: int = 0, colour: str = "") -> None:
        lines = textwrap.wrap(
            text,
            self._width,
            initial_indent=" " * indent,
            subsequent_indent=" " * (indent + hanging),
            break_on_hyphens=False,
        )
        print("\n".join(self._in(colour, line) for line in lines), file=self._file)

    def _in(self, colour: str, text: str) -> str:
        if not colour or not self._has_colours:
            return text
        return f"\x1b[{COLOURS[colour]}m{text}\x1b[0m"


def end_of(end: Json) -> tuple[str, str, str]:
    """Return the words of an end in its block and in the table, and its colour."""
    key = "refused" if "refused" in end else str(end["decision"] or end["status"])
    return ENDS.get(key, (key, key, "red"))


def findings(problem: Json | None) -> list[str]:
    """Return the findings of a refusal, each with its field; its detail where it has none."""
    if problem is None:
        return []
    found = [f"{one['field']} {one['expected']}" for one in problem.get("errors", ())]
    return found or [str(problem.get("detail"))]


def quoted(answer: Json | None) -> list[str]:
    """Return the quotes of an agent's answer with their places, and what the documents lack."""
    if answer is None:
        return []
    found = [quote for claim in answer["claims"] for quote in claim["quotes"]]
    return [
        f'"{quote["text"].strip()}" (document {quote["document_id"]} version {quote["version"]}, '
        f"characters {quote['start']} to {quote['end']})"
        for quote in found
    ] + [str(one) for one in answer["missing"]]


def sentences(explained: Json | None) -> list[Json]:
    """Return all sentences of an explanation."""
    sections = explained["sections"] if explained else []
    return [sentence for section in sections for sentence in section["sentences"]]


def differences(expected: Json, end: Json) -> list[str]:
    """Return in words what of an end is not expected; the order of rules and fields is free."""
    if expected and ("refused" in expected) != ("refused" in end):
        return [f"{end_of(end)[1]} instead of {end_of(expected)[1]}"]
    return [
        f"{name} {_shown(end.get(name))} instead of {_shown(value)}"
        for name, value in expected.items()
        if _unordered(end.get(name)) != _unordered(value)
    ]


def _unordered(value: object) -> object:
    return sorted(value) if isinstance(value, list) else value


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) or "none" if isinstance(value, list) else str(value)
