"""Pictures as inline SVG: bars and lines, whose numbers stand in a table behind them."""

from collections.abc import Sequence

from markupsafe import Markup

WIDTH, HEIGHT, LEFT, BOTTOM = 520, 120, 4, 18
ROOM = 14  # for the number above a bar


def bars(label: str, rows: Sequence[tuple[str, int]]) -> Markup:
    """Return a picture of one bar for each row; `label` says to a screen reader what it shows."""
    most = max((count for _, count in rows), default=0) or 1
    step = (WIDTH - LEFT) / max(len(rows), 1)
    parts = [Markup('<line class="axis" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(
        LEFT, HEIGHT - BOTTOM, WIDTH, HEIGHT - BOTTOM
    )]  # fmt: skip
    for n, (name, count) in enumerate(rows):
        high = (HEIGHT - BOTTOM - ROOM) * count / most
        x, y = LEFT + n * step + step * 0.15, HEIGHT - BOTTOM - high
        middle = x + step * 0.35
        parts.append(
            Markup(
                '<rect class="bar" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>'
                '<text x="{:.1f}" y="{:.1f}" text-anchor="middle">{:,}</text>'
                '<text x="{:.1f}" y="{}" text-anchor="middle">{}</text>'
            ).format(x, y, step * 0.7, high, middle, y - 3, count, middle, HEIGHT - 5, name)
        )
    return _picture(label, parts)


def lines(label: str, series: Sequence[tuple[str, Sequence[int]]]) -> Markup:
    """Return a picture of one line for each series, all on one scale from 0."""
    most = max((value for _, values in series for value in values), default=0) or 1
    parts = [Markup('<line class="axis" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(
        LEFT, HEIGHT - BOTTOM, WIDTH, HEIGHT - BOTTOM
    ), Markup('<text x="{}" y="{}">{:,}</text>').format(LEFT, ROOM - 4, most)]  # fmt: skip
    for n, (name, values) in enumerate(series):
        step, at = (WIDTH - 2 * LEFT) / max(len(values) - 1, 1), LEFT + n * 160
        points = " ".join(
            f"{LEFT + i * step:.1f},{HEIGHT - BOTTOM - (HEIGHT - BOTTOM - ROOM) * value / most:.1f}"
            for i, value in enumerate(values)
        )
        parts.append(
            Markup(
                '<polyline class="line line-{0}" points="{1}"/>'
                '<line class="line line-{0}" x1="{2}" y1="{3}" x2="{4}" y2="{3}"/>'
                '<text x="{5}" y="{6}">{7}</text>'
            ).format(n, points, at, HEIGHT - 9, at + 20, at + 26, HEIGHT - 5, name)
        )
    return _picture(label, parts)


def _picture(label: str, parts: Sequence[Markup]) -> Markup:
    return Markup(
        '<svg class="picture" role="img" aria-label="{}" viewBox="0 0 {} {}" width="{}" '
        'height="{}">{}</svg>'
    ).format(label, WIDTH, HEIGHT, WIDTH, HEIGHT, Markup("").join(parts))
