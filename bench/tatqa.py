"""Converter of TAT-QA (CC BY 4.0) into the form of question sets (docs/answers.md).

    python bench/tatqa.py tatqa_dev.json questions.json [--of text] [--over all]

A report becomes a document: its table, one line a row with bars between cells, and its paragraphs,
apart by empty lines. A question whose answer is a piece of text is asked twice: of its report, and
of the report without the paragraphs and rows that hold the answer. `--of table` takes the
questions that are answered from the table, or from table and text, without a comparison.
`--over all` asks each question of all reports, and leaves the reports without the answer away.
"""

import argparse
import json
import re
from pathlib import Path

SPANS = {"span", "multi-span"}


def squeezed(text: object) -> str:
    return " ".join(str(text).split())


def blocks(report: dict) -> list[tuple[str, str]]:
    rows = report["table"]["table"]
    table = "\n".join(" | ".join(squeezed(cell) for cell in row) for row in rows)
    texts = [(str(one["order"]), one["text"]) for one in report["paragraphs"]]
    return [("table", table), *texts]


def joined(parts: list[tuple[str, str]]) -> tuple[str, dict[str, int]]:
    """Return the document's text, and where each block starts in it."""
    text, starts = "", {}
    for key, part in parts:
        text += "\n\n" if text else ""
        starts[key] = len(text)
        text += part
    return text, starts


def places(answer: str, part: str) -> list[tuple[int, int]]:
    words = r"\s+".join(re.escape(word) for word in squeezed(answer).split())
    return [
        match.span() for match in re.finditer(rf"(?<!\w){words}(?!\w)", part, flags=re.IGNORECASE)
    ]


def homes(question: dict) -> set[str]:
    """Return the blocks that hold the answer."""
    paragraphs = set(question["rel_paragraphs"])
    return {"text": paragraphs, "table": {"table"}}.get(
        question["answer_from"], paragraphs | {"table"}
    )


def without(parts: list[tuple[str, str]], answer: str, home: set[str]) -> list[tuple[str, str]]:
    """Return the blocks without the paragraphs and rows that hold the answer."""
    kept = []
    for key, part in parts:
        if key == "table":
            rows = [row for row in part.split("\n") if not places(answer, row)]
            kept.append((key, "\n".join(rows)))
        elif key not in home and not (len(answer) > 3 and places(answer, part)):
            kept.append((key, part))
    return [(key, part) for key, part in kept if part.strip()]


def converted(report: dict, of: str) -> tuple[list[dict], list[dict]]:
    parts, key = blocks(report), report["table"]["uid"]
    text, starts = joined(parts)
    documents, questions = [{"key": key, "name": f"Report {key[:8]}", "text": text}], []
    for one in report["questions"]:
        from_text = one["answer_from"] == "text"
        if one["answer_type"] not in SPANS or from_text != (of == "text") or one["req_comparison"]:
            continue
        answer, home = str(one["answer"][0]), homes(one)
        gold = [
            {"document": key, "start": starts[name] + a, "end": starts[name] + b,
             "text": part[a:b]}
            for name, part in parts if name in home or len(answer) > 4
            for a, b in places(answer, part)
        ]  # fmt: skip
        if not gold:
            continue
        asked = {"key": one["uid"], "question": one["question"]}
        questions.append({**asked, "documents": [key], "answerable": True, "gold": gold})
        other = f"{key}/without/{one['order']}"
        documents.append({"key": other, "text": joined(without(parts, answer, home))[0] or "-"})
        asked["key"] += "/without"
        questions.append({**asked, "documents": [other], "answerable": False, "gold": []})
    return documents, questions


def question_set(reports: list[dict], of: str = "text") -> dict:
    found = [converted(report, of) for report in reports]
    return {
        "form": "bankagent-questions-1",
        "name": f"TAT-QA dev, answers from {of}",
        "licence": "TAT-QA, NExT++, CC BY 4.0; changed: tables and paragraphs joined as text",
        "documents": [one for documents, _ in found for one in documents],
        "questions": [one for _, questions in found for one in questions],
    }


def over_all(made: dict) -> dict:
    """Return the answerable questions, each asked of all reports."""
    questions = [one for one in made["questions"] if one["answerable"]]
    own = {key for one in questions for key in one["documents"]}
    documents = [one for one in made["documents"] if one["key"] in own]
    keys = [one["key"] for one in documents]
    return made | {
        "name": f"{made['name']}, over all reports",
        "documents": documents,
        "questions": [one | {"documents": keys} for one in questions],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--of", choices=["text", "table"], default="text")
    parser.add_argument("--over", choices=["own", "all"], default="own")
    given = parser.parse_args()
    made = question_set(json.loads(given.source.read_text()), given.of)
    made = over_all(made) if given.over == "all" else made
    given.target.write_text(json.dumps(made, ensure_ascii=False))
    print(f"{len(made['questions'])} questions, {len(made['documents'])} documents")


if __name__ == "__main__":
    main()
