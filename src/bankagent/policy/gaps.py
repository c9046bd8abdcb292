"""Values that no rule tests, and columns or facts that no rule tests at all: notes of the lint."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from bankagent.errors import Finding
from bankagent.policy.meaning import literals
from bankagent.policy.reach import Grid


def notes(grid: Grid) -> Iterator[Finding]:
    """Yield a note for each column or fact that leaves values to the default row."""
    alone = f"there {grid.default.row.rule_id} ({grid.default.row.outcome}) may decide alone"
    for column in grid.columns:
        tested = [one.box[column.field] for one in grid.rows if column.field in one.box]
        if not tested:
            yield Finding(f"column {column.name}", "is blank in each row")
            continue
        places = range(len(grid.values[column.field]))
        rest = sorted(set(places) - frozenset().union(*tested))
        if rest:
            left = _left(grid, column.field, rest)
            yield Finding(f"column {column.name}", f"no rule tests {left}; {alone}")
    for name in sorted(grid.facts.keys() - {column.field for column in grid.columns}):
        yield Finding(f"fact {name}", "no rule tests it")


def _left(grid: Grid, name: str, rest: Sequence[int]) -> str:
    fact, there = grid.facts[name], grid.values[name]
    if fact.type in ("string", "boolean") or fact.enum is not None:
        return ", ".join(str(there[place]) for place in rest)
    numbers = [Decimal(str(value)) for value in there]
    columns = [column.name for column in grid.columns if column.field == name]
    tested = [one.cells[column] for one in grid.rows for column in columns]
    points = sorted({number for cell in tested for number in literals(cell)})
    spans = (_span(one, numbers, points) for one in _spans(rest))
    return ", ".join(spans)


def _spans(places: Sequence[int]) -> Iterator[list[int]]:
    """Yield the places in lists without a hole."""
    span: list[int] = []
    for place in places:
        if span and place > span[-1] + 1:
            yield span
            span = []
        span.append(place)
    yield span


def _span(span: Sequence[int], numbers: Sequence[Decimal], points: Sequence[Decimal]) -> str:
    """Return values without a hole in words, by the numbers in cells at its ends: `10 to 20`."""
    low, high = numbers[span[0]], numbers[span[-1]]
    first, last = span[0] == 0, span[-1] == len(numbers) - 1
    below = max((point for point in points if point < low), default=low)
    above = min((point for point in points if point > high), default=high)
    start = f"{low:f}" if low in points else f"more than {below:f}"
    end = f"{high:f}" if high in points else f"less than {above:f}"
    if first:
        return f"{end} and less" if high in points else end
    if last:
        return f"{start} and more" if low in points else start
    return start if low == high and low in points else f"{start} to {end}"
