"""Fit of the weights of ranking and support, on question sets with a split by report.

    python bench/fit_support.py text.json table.json

Ranking is a conditional logit over the units of a question's document (the ones that hold a gold
quote against the others); support is a logistic regression over the signals of the best unit. Both
are fitted by Newton's method with a ridge. Prints what five-fold cross-validation by report gives
on reports that were not used, and then the weights of all reports, for answering/calibration.py.
"""

import argparse
import hashlib
import math
from pathlib import Path

from bankagent.answering import extract, support
from bankagent.answering.evaluation import metrics, question_set
from bankagent.answering.extract import candidates
from bankagent.answering.features import question
from bankagent.domain.passage import Passage

FOLDS = 5
RIDGE = 0.3


def passages(document: question_set.SetSource) -> list[Passage]:
    found, at = [], 0
    for part in document.text.split("\n\n"):
        found.append(
            Passage(
                len(found),
                1,
                1,
                document.key,
                at,
                at + len(part),
                part,
                "",
                0.0,
                "client",
                "public",
            )
        )
        at += len(part) + 2
    return found


def holds(candidate: extract.Candidate, asked: question_set.SetQuestion) -> bool:
    base = candidate.passage.start
    parts = [(base + one.start, base + one.end) for one in
             (*candidate.unit.headings, candidate.unit)]  # fmt: skip
    return any(
        start <= gold.start and gold.end <= end for gold in asked.gold for start, end in parts
    )


def fold(asked: question_set.SetQuestion) -> int:
    report = asked.documents[0].partition("/")[0]
    return int(hashlib.sha256(report.encode()).hexdigest(), 16) % FOLDS


def ranking_vector(one: extract.Candidate) -> list[float]:
    is_row = one.unit.kind == "row"
    values = extract.ranked_by(one.features, one.around, is_row=is_row)
    return [values[name] for name in extract.RANKING]


def solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for at in range(len(rows)):
        best = max(range(at, len(rows)), key=lambda i: abs(rows[i][at]))
        rows[at], rows[best] = rows[best], rows[at]
        for other in range(len(rows)):
            if other != at:
                factor = rows[other][at] / rows[at][at]
                rows[other] = [a - factor * b for a, b in zip(rows[other], rows[at], strict=True)]
    return [row[-1] / row[at] for at, row in enumerate(rows)]


def newton(gradient_of, size: int, rounds: int = 12) -> list[float]:
    weights = [0.0] * size
    for _ in range(rounds):
        gradient, hessian = gradient_of(weights)
        for at in range(size):
            gradient[at] -= RIDGE * weights[at]
            hessian[at][at] += RIDGE
        weights = [a + b for a, b in zip(weights, solve(hessian, gradient), strict=True)]
    return weights


def logistic(rows: list[tuple[list[float], bool]]) -> list[float]:
    size = len(rows[0][0])

    def step(weights):
        gradient, hessian = [0.0] * size, [[0.0] * size for _ in range(size)]
        for x, label in rows:
            p = 1 / (1 + math.exp(-sum(w * v for w, v in zip(weights, x, strict=True))))
            for i in range(size):
                gradient[i] += (label - p) * x[i]
                for j in range(size):
                    hessian[i][j] += p * (1 - p) * x[i] * x[j]
        return gradient, hessian

    return newton(step, size)


def conditional(groups: list[list[tuple[list[float], bool]]]) -> list[float]:
    """Maximise the log of the probability that falls on the units which hold the answer."""
    size = len(groups[0][0][0])

    def moments(part, weights):
        scores = [math.exp(sum(w * v for w, v in zip(weights, x, strict=True))) for x, _ in part]
        total = sum(scores)
        mean = [sum(s * x[i] for s, (x, _) in zip(scores, part, strict=True)) / total
                for i in range(size)]  # fmt: skip
        return scores, total, mean

    def step(weights):
        gradient, hessian = [0.0] * size, [[0.0] * size for _ in range(size)]
        for group in groups:
            _, _, held = moments([one for one in group if one[1]], weights)
            scores, total, mean = moments(group, weights)
            for i in range(size):
                gradient[i] += held[i] - mean[i]
            for s, (x, _) in zip(scores, group, strict=True):
                off = [a - b for a, b in zip(x, mean, strict=True)]
                for i in range(size):
                    for j in range(size):
                        hessian[i][j] += s / total * off[i] * off[j]
        return gradient, hessian

    return newton(step, size)


def group_of(asked, documents):
    found = candidates(question(asked.text), passages(documents[asked.documents[0]]))
    return [(ranking_vector(one), holds(one, asked)) for one in found]


def fit_ranking(sets, folds) -> dict[str, float]:
    groups = [
        group_of(asked, one.documents)
        for one in sets for asked in one.questions if asked.answerable and fold(asked) in folds
    ]  # fmt: skip
    groups = [group for group in groups if any(x[1] for x in group)]
    return dict(zip(extract.RANKING, conditional(groups), strict=True))


def rows_of(sets, folds, ranking) -> list[tuple[str, question_set.SetQuestion, dict, list[bool]]]:
    extract.RANKING.update(ranking)
    found = []
    for one in sets:
        for asked in one.questions:
            if fold(asked) in folds:
                ranked = candidates(asked.text, passages(one.documents[asked.documents[0]]))
                held = [holds(candidate, asked) for candidate in ranked[:3]]
                if ranked:
                    seen = support.signals(question(asked.text), ranked)
                    found.append((one.name, asked, (ranked[0].unit.kind, seen), held))
    return found


def fit_support(rows) -> dict[str, dict[str, float]]:
    """Fit sentences and rows apart: a table's row says less about whether it is the right one."""
    fitted = {}
    for kind in ("sentence", "row"):
        inside = [(seen, held[0]) for _, _, (of, seen), held in rows if of == kind]
        names = list(inside[0][0])
        weights = logistic([([seen[name] for name in names], label) for seen, label in inside])
        fitted[kind] = dict(zip(names, weights, strict=True))
    return fitted


def probability(weights: dict[str, dict[str, float]], best: tuple[str, dict]) -> float:
    kind, seen = best
    return 1 / (1 + math.exp(-sum(weights[kind][name] * value for name, value in seen.items())))


def report(name: str, rows) -> None:
    probabilities, right = [p for p, _, _ in rows], [held[0] for _, _, held in rows]
    answerable = [held for _, asked, held in rows if asked.answerable]
    print(f"\n{name}: {len(rows)} questions, {len(answerable)} answerable")
    print(f"  right at first {sum(h[0] for h in answerable) / len(answerable):.3f}, "
          f"in the first three {sum(any(h) for h in answerable) / len(answerable):.3f}")  # fmt: skip # noqa: E501
    print(f"  AUROC {metrics.auroc(probabilities, right):.3f}, "
          f"ECE {metrics.calibration_error(probabilities, right):.3f}, "
          f"Brier {metrics.brier(probabilities, right):.3f}")  # fmt: skip
    print("  | support at least | answered | right among answered | unanswerable, yet answered |")
    for least in (0.5, 0.6, 0.7, 0.8, 0.9):
        answered = [(asked, held) for p, asked, held in rows if p >= least]
        wrong = sum(not asked.answerable for asked, _ in answered)
        print(f"  | {least} | {len(answered) / len(rows):.1%} | "
              f"{sum(held[0] for _, held in answered) / max(1, len(answered)):.1%} | "
              f"{wrong / (len(rows) - len(answerable)):.1%} |")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sets", type=Path, nargs="+")
    sets = [question_set.read(path.read_bytes()) for path in parser.parse_args().sets]
    outside = []
    for left_out in range(FOLDS):
        used = set(range(FOLDS)) - {left_out}
        ranking = fit_ranking(sets, used)
        weights = fit_support(rows_of(sets, used, ranking))
        outside += [
            (name, probability(weights, seen), asked, held)
            for name, asked, seen, held in rows_of(sets, {left_out}, ranking)
        ]
    for name in [one.name for one in sets]:
        report(name, [row[1:] for row in outside if row[0] == name])
    report("All", [row[1:] for row in outside])
    ranking = fit_ranking(sets, set(range(FOLDS)))
    weights = fit_support(rows_of(sets, set(range(FOLDS)), ranking))
    print("\nRANKING =", {name: round(value, 3) for name, value in ranking.items()})
    print(
        "SUPPORT =",
        {
            kind: {name: round(value, 3) for name, value in of.items()}
            for kind, of in weights.items()
        },
    )


if __name__ == "__main__":
    main()
