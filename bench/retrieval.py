"""Search of documents: recall within a report and over all reports, on TAT-QA (CC BY 4.0).

    python bench/retrieval.py postgresql://postgres@localhost/scratch tatqa_dev.json
    BANKAGENT_EMBEDDINGS=/srv/models/minilm python bench/retrieval.py …    # by embeddings, too

The database must be empty but for the schema (`bankagent migrate`). Each report is stored as one
document of one client: its paragraphs and its table as text. A question's evidence is the table or
the paragraphs that the set names; a passage that overlaps a piece of evidence finds it. Recall is
the share of a question's evidence that is found, and its mean over all questions. Chance is what
as many passages of the report, taken at random, would find.
"""

import argparse
import asyncio
import hashlib
import json
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median, quantiles
from typing import Any

from bankagent.db.pool import connect
from bankagent.domain.document import DocumentReader, NewDocument
from bankagent.domain.passage import Passage
from bankagent.retrieval.chunks import chunks
from bankagent.retrieval.limits import LEAST_CHUNK, MOST_CHUNK
from bankagent.service.documents.embeddings import Embeddings, from_settings
from bankagent.service.documents.search import embedded, search
from bankagent.store.documents import documents, embeddings

CLIENT = "TAT-QA"
READER = DocumentReader("caller", "anonymous", None)
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Report:
    """A report as it is stored: its number, its chunks, and where each piece of evidence stands."""

    document_id: int
    count: int
    spans: dict[str, Span]


def text_and_spans(report: dict[str, Any]) -> tuple[str, dict[str, Span]]:
    """Return a report's text, and the place of its table ("table") and of each paragraph."""
    table = "\n".join(" | ".join(row) for row in report["table"]["table"])
    pieces = [("table", table)]
    pieces += [
        (str(one["order"]), one["text"])
        for one in sorted(report["paragraphs"], key=lambda one: one["order"])
    ]
    text, spans = "", {}
    for key, piece in pieces:
        spans[key] = (len(text), len(text) + len(piece))
        text += piece + "\n\n"
    return text, spans


def evidence(question: dict[str, Any]) -> list[str]:
    """Return the pieces that a question's answer stands in."""
    named = list(question["rel_paragraphs"])
    return [*named, "table"] if "table" in question["answer_from"] else named


def recall(found: list[Passage], report: Report, wanted: list[str]) -> float:
    """Return the share of the wanted pieces that a passage overlaps."""
    places = [(one.start, one.end) for one in found if one.document_id == report.document_id]
    return mean(
        any(start < report.spans[key][1] and end > report.spans[key][0] for start, end in places)
        for key in wanted
    )


async def embed(conn: Any, model: Embeddings | None) -> None:
    if model is None:
        return
    begun, count, after = time.perf_counter(), 0, 0
    while found := await embeddings.waiting(conn, model.model_sha256, after=after, most=100):
        vectors = await model.of([one.text for one in found])
        after, count = found[-1].chunk_id, count + len(found)
        numbers = [one.chunk_id for one in found]
        await embeddings.keep(conn, model.model_sha256, numbers, vectors)
    print(f"{count} chunks embedded in {time.perf_counter() - begun:.0f} s")


async def main(url: str, data: Any, least: int, most: int) -> None:
    within, corpus, chance, times = [], [], [], []
    async with await connect(url) as conn:
        await conn.execute("set role bankagent_api")
        reports = []
        for n, one in enumerate(data):
            text, spans = text_and_spans(one)
            pieces = chunks(text, least=least, most=most)
            new = NewDocument(
                CLIENT, f"report {n}", "public", "external", "text/plain",
                hashlib.sha256(text.encode()).hexdigest(), pieces, {},
            )  # fmt: skip
            stored = await documents.add(conn, new, actor="anonymous")
            reports.append(Report(stored.document_id, len(pieces), spans))
        await conn.execute("reset role")
        model = from_settings()
        await embed(conn, model)
        await conn.execute("analyze")
        for report, one in zip(reports, data, strict=True):
            for question in one["questions"]:
                if not (wanted := evidence(question)):
                    continue
                asked = question["question"]
                begun = time.perf_counter()
                by_model = await embedded(model, asked)
                all_ = await search(conn, CLIENT, asked, reader=READER, most=10, by_model=by_model)
                times.append((time.perf_counter() - begun) * 1000)
                mine = await search(
                    conn, CLIENT, asked,
                    reader=READER, document_ids=[report.document_id], most=3, by_model=by_model,
                )  # fmt: skip
                within.append(recall(mine.passages, report, wanted))
                corpus.append(recall(all_.passages, report, wanted))
                chance.append(min(1.0, 3 / report.count))
    print(f"{len(data)} reports, {sum(one.count for one in reports)} chunks of {least} to {most}")
    print(f"{len(within)} questions")
    print(f"recall@3 within the report  {mean(within):.3f}   chance {mean(chance):.3f}")
    print(f"recall@10 over all reports  {mean(corpus):.3f}")
    p95 = quantiles(times, n=20)[-1]
    print(f"search over all reports     {median(times):.1f} ms, p95 {p95:.1f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("path", type=Path)
    parser.add_argument("--least", type=int, default=LEAST_CHUNK)
    parser.add_argument("--most", type=int, default=MOST_CHUNK)
    given = parser.parse_args()
    asyncio.run(main(given.url, json.loads(given.path.read_text()), given.least, given.most))
