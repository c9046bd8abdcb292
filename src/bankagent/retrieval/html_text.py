"""Text of HTML: paragraphs, headings and rows as lines, without what a browser would not show."""

import re
from collections import Counter
from html.parser import HTMLParser

from bankagent.errors import BadRequest, Finding
from bankagent.retrieval.clean import Cleaned

# Browsers go to 512.
MOST_NESTED = 512
NEVER_SHOWN = {
    "script", "style", "template", "noscript", "head", "title", "svg", "math", "object", "iframe",
    "audio", "video", "canvas", "select", "datalist", "textarea",
}  # fmt: skip
VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
}  # fmt: skip
BLOCKS = {
    "p", "div", "section", "article", "header", "footer", "main", "aside", "nav", "ul", "ol", "dl",
    "table", "blockquote", "pre", "figure", "form", "hr", "body",
}  # fmt: skip
LINES = {"li", "tr", "br", "dt", "dd", "caption", "figcaption", "summary"}
HEADINGS = {f"h{n}": "#" * n for n in range(1, 7)}
HIDING = re.compile(
    r"display:none|visibility:(hidden|collapse)|opacity:0(\.0*)?(;|!|$)"
    r"|(^|;)font-size:0|(^|;)color:(#fff(fff)?|white|transparent|rgba?\(255,255,255)"
    r"|text-indent:-\d{3,}|(^|;)(left|top):-\d{3,}"
)
RULE = re.compile(r"([^{}]{1,500})\{([^{}]{0,2000})\}")
CLASS = re.compile(r"[.#]([\w-]+)\s*(?=,|$)")


class _Reader(HTMLParser):
    """Gathers the text that is shown; `open` holds the open elements, and whether each hides."""

    def __init__(self, hidden_names: set[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.removed: Counter[str] = Counter()
        self._open: list[tuple[str, bool]] = []
        self._hidden_names = hidden_names

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS and self._open and self._open[-1][0] == "p":
            self._open.pop()  # a block ends an open paragraph (HTML, 4.4.1)
        self._break(tag)
        if tag in HEADINGS and not self._is_hidden():
            self.parts.append(f"{HEADINGS[tag]} ")
        if tag in {"td", "th"} and not self._is_hidden():
            self.parts.append(" | ")
        if tag not in VOID:
            hides = tag in NEVER_SHOWN or self._hides({n: v or "" for n, v in attrs})
            self._open.append((tag, hides))
        if len(self._open) > MOST_NESTED:
            expected = f"must have at most {MOST_NESTED} elements inside each other"
            raise BadRequest("The document cannot be read.", findings=[Finding("body", expected)])

    def handle_endtag(self, tag: str) -> None:
        names = [name for name, _ in self._open]
        if tag in names:
            del self._open[len(names) - 1 - names[::-1].index(tag) :]
        self._break(tag)

    def handle_data(self, data: str) -> None:
        if self._is_hidden():
            name = next(tag for tag, hides in self._open if hides)
            if name not in NEVER_SHOWN and data.strip():
                self.removed["hidden"] += 1
            return
        is_laid_out = any(tag == "pre" for tag, _ in self._open)
        self.parts.append(data if is_laid_out else re.sub(r"[ \t\r\n\f]+", " ", data))

    def handle_comment(self, data: str) -> None:  # noqa: ARG002 - of the base class
        self.removed["comment"] += 1

    def _is_hidden(self) -> bool:
        return any(hides for _, hides in self._open)

    def _hides(self, attrs: dict[str, str]) -> bool:
        names = {*attrs.get("class", "").split(), attrs.get("id", "")}
        style = re.sub(r"\s", "", attrs.get("style", "")).lower()
        return (
            "hidden" in attrs
            or attrs.get("aria-hidden", "").lower() == "true"
            or bool(HIDING.search(style))
            or bool(names & self._hidden_names)
        )

    def _break(self, tag: str) -> None:
        if not self._is_hidden():
            self.parts.append("\n\n" if tag in BLOCKS or tag in HEADINGS else "")
            self.parts.append("\n" if tag in LINES else "")


def html_text(html: str) -> Cleaned:
    """Return the text that a browser shows, and counts of hidden texts and comments left out.

    Hidden: by element, the attributes hidden and aria-hidden, a style of the element, and classes
    and ids that a style sheet inside the page hides. White text counts as hidden.

    Raises:
        BadRequest: elements are nested too deeply.
    """
    reader = _Reader(_hidden_names(html))
    reader.feed(html)
    reader.close()
    lines = [re.sub(r" +", " ", line).strip() for line in "".join(reader.parts).split("\n")]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(line.removeprefix("| ") for line in lines))
    return Cleaned(text.strip() + "\n", dict(reader.removed))


def _hidden_names(html: str) -> set[str]:
    names: set[str] = set()
    for sheet in re.findall(r"<style[^>]*>([^<]*)", html, re.IGNORECASE):
        for selectors, style in RULE.findall(sheet):
            if HIDING.search(re.sub(r"\s", "", style).lower()):
                names |= set(CLASS.findall(selectors.strip()))
    return names
