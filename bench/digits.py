"""Check of figures on TAT-QA: false alarms, and one changed digit.

    python bench/digits.py tatqa_dev.json

Spans: the answer with the row or paragraph that holds it as the quote (headings included).
Scaled: the table's answer with its scale word, the whole table and its paragraphs as quotes.
Computed: the answer of a derivation, its inputs cited, the table and the paragraphs as quotes.
"""

import random
import re
import sys
from decimal import Decimal, DivisionByZero, InvalidOperation
from pathlib import Path

from bankagent.answering.checks.figures import Calculation, check_figures
from bankagent.answering.figures import figures
from bankagent.answering.units import units
from bankagent.domain import exact_json
from bankagent.domain.json_limits import Limits
from bench.tatqa import blocks, homes, places

NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?|\.\d+")
ARITHMETIC = re.compile(r"[\d.,%\s+\-*/()$]+")


def changed(text: str, chance: random.Random) -> str:
    at = chance.choice([i for i, letter in enumerate(text) if letter.isdigit()])
    other = chance.choice([one for one in "123456789" if one != text[at]])
    return text[:at] + other + text[at + 1 :]


def quoted(part: str, place: tuple[int, int]) -> list[str]:
    for unit in units(part):
        if unit.start <= place[0] and place[1] <= unit.end:
            return [part[one.start : one.end] for one in (*unit.headings, unit)]
    return []


def spans(reports):
    for report in reports:
        parts = dict(blocks(report))
        for question in report["questions"]:
            if question["answer_type"] != "span":
                continue
            answer = str(question["answer"][0])
            for home in sorted(homes(question)):
                found = places(answer, parts.get(home, ""))
                quotes = quoted(parts[home], found[0]) if found else []
                if quotes and figures(answer):
                    yield answer, quotes, ()
                    break


def scaled(reports):
    for report in reports:
        whole = [text for _, text in blocks(report)]
        for question in report["questions"]:
            if question["answer_type"] == "span" and question["scale"] not in ("", "percent"):
                answer = str(question["answer"][0])
                if figures(answer) and figures(answer)[0].scale is None:
                    yield f"{answer} {question['scale']}", whole, ()


def evaluated(derivation: str) -> tuple[Decimal, tuple[Decimal, ...]] | None:
    plain = derivation.replace("%", "").replace("$", "").replace(",", "")
    if not ARITHMETIC.fullmatch(plain) or not re.search(r"\d\)?\s*[-+*/]", plain):
        return None
    try:
        inputs = tuple(Decimal(one) for one in NUMBER.findall(plain))
        value = eval(NUMBER.sub(lambda m: f"Decimal('{m[0]}')", plain), {"Decimal": Decimal})
        return value, inputs
    except (SyntaxError, TypeError, InvalidOperation, DivisionByZero):
        return None


def computed(reports):
    for report in reports:
        whole = [text for _, text in blocks(report)]
        for question in report["questions"]:
            if question["answer_type"] != "arithmetic":
                continue
            made = evaluated(question["derivation"])
            if made is None:
                continue
            # The count of a mean and the 100 of a percentage are no figures of a document.
            result, inputs = made
            cited = tuple(one for one in inputs if one not in (1, 2, 3, 100, len(inputs) - 1))
            answer = str(question["answer"])
            said = f"{answer}%" if question["scale"] == "percent" else answer
            yield said, whole, (Calculation(result, cited),)


def measured(cases, chance: random.Random) -> tuple[int, int, int]:
    total = alarms = caught = 0
    for claim, quotes, made in cases:
        total += 1
        alarms += not all(one.is_supported for one in check_figures(claim, quotes, made))
        wrong = check_figures(changed(claim, chance), quotes, made)
        caught += not all(one.is_supported for one in wrong)
    return total, alarms, caught


def main() -> None:
    text = Path(sys.argv[1]).read_bytes()
    reports = exact_json.loads(text, Limits(bytes=len(text)))
    print("| claims | number | false alarms | one changed digit caught |\n|---|---|---|---|")
    for name, cases in (("spans", spans), ("scaled", scaled), ("computed", computed)):
        total, alarms, caught = measured(cases(reports), random.Random(7))
        print(f"| {name} | {total} | {alarms / total:.1%} | {caught / total:.1%} |")


if __name__ == "__main__":
    main()
