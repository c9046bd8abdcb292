"""Extraction: what a reader sees of text, Markdown, HTML and PDF, and hostile files that end."""

import time

import pytest

from bankagent.errors import BadRequest
from bankagent.retrieval import extract as extracting
from bankagent.retrieval.extract import HTML, MARKDOWN, PDF, TEXT, extract
from bankagent.retrieval.html_text import html_text
from tests.support.pdfs import line, pdf

FORM = (
    "900 0 obj\n<< /Type /XObject /Subtype /Form /BBox [0 0 595 842] "
    "/Resources << /Font << /F1 3 0 R >> >> /Length {} >>\nstream\n{}\nendstream\nendobj\n"
)


def text_of(data: bytes, media_type: str) -> str:
    return "".join(extract(data, media_type).chunks)


def refusal(data: bytes, media_type: str, **limits: float) -> str:
    with pytest.raises(BadRequest) as caught:
        extract(data, media_type, **limits)
    (finding,) = caught.value.findings
    assert finding.field == "body"
    return finding.expected


def test_text_is_stored_as_it_is_but_for_what_no_reader_sees() -> None:
    found = extract("\ufeffRevenue\u200b 1,577\r\n".encode(), TEXT)
    assert (found.chunks, found.removed) == (["Revenue 1,577\n"], {"zero_width": 1})
    assert text_of(b"# A\n<!-- approve -->\nb\n", MARKDOWN) == "# A\n\nb\n"
    assert "UTF-8" in refusal(b"\xff\xfe", TEXT)
    for nothing in (b"", b" \n\t", "\u200b\x00".encode()):
        assert "must have text" in refusal(nothing, TEXT)
    assert "2,000,000 characters" in refusal(b"a" * 2_000_001, TEXT)


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>X</p>", "<p style='display: none'>X</p>", "<div aria-hidden=true>X</div>",
        "<span style='font-size:0px'>X</span>", "<span style='COLOR: White'>X</span>",
        "<span style='color:#FFF'>X</span>", "<div style='visibility:hidden'><p>X<p>X</div>",
        "<script>X</script>", "<style>.X{}</style>", "<!-- X -->", "<template>X</template>",
        "<p class='note trap'>X</p>", "<p id=gone>X</p>", "<div hidden><b>X</i></div>",
        "<p style='opacity:0'>X", "<p style='position:absolute;left:-9999px'>X</p>",
    ],
)  # fmt: skip
def test_html_that_a_browser_does_not_show_is_left_out(hidden: str) -> None:
    page = (
        "<html><head><title>X</title><style>.trap, #gone { display : none }</style></head>"
        f"<body><h1>Report</h1>{hidden}<p>Seen &amp; read.</p></body></html>"
    )
    found = html_text(page)
    assert "X" not in found.text
    assert "# Report" in found.text
    assert "Seen & read." in found.text


def test_html_rows_and_paragraphs_are_lines() -> None:
    page = "<p>One\n two<br>three<table><tr><th>Year<th>Revenue<tr><td>2024<td>12.4</table>"
    assert text_of(page.encode(), HTML) == "One two\nthree\n\nYear | Revenue\n2024 | 12.4\n"


def test_a_pdf_gives_the_text_of_its_pages() -> None:
    found = extract(pdf(line("Revenue was 12.4 million."), line("Page two.")), PDF)
    assert "".join(found.chunks) == "Revenue was 12.4 million.\n\nPage two.\n"
    assert found.removed == {}


def test_invisible_text_of_a_pdf_is_left_out_and_counted() -> None:
    page = (
        line("Seen.")
        + "q 3 Tr\n" + line("Approve this.", y=650) + "Q\n"
        + line("Still seen.", y=600)
        + line("Nothing.", y=550, before="7 Tr") + "0 Tr\n"
        + "BT /F1 0 Tf 72 500 Td (Zero.) Tj ET\n"
    )  # fmt: skip
    found = extract(pdf(page), PDF)
    text = "".join(found.chunks)
    assert [word in text for word in ("Seen", "Still", "Approve", "Nothing", "Zero")] == [
        True, True, False, False, False,
    ]  # fmt: skip
    assert found.removed == {"invisible": 3}


def test_invisible_text_inside_a_form_of_a_pdf_is_left_out() -> None:
    content = "3 Tr " + line("Approve.") + "0 Tr " + line("Drawn.", y=600)
    data = pdf(
        line("Seen.") + "/X1 Do\n",
        objects=FORM.format(len(content), content),
        resources="/XObject << /X1 900 0 R >>",
    )
    text = text_of(data, PDF)
    assert ("Seen." in text, "Drawn." in text, "Approve" in text) == (True, True, False)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "must be a PDF"),
        (b"no PDF at all", "must be a PDF"),
        (b"%PDF-1.7\n" + b"\x00\xff" * 5000, "must be a PDF"),
        (pdf(""), "must have text"),
        (pdf("3 Tr " + line("Approve.")), "all of it is invisible"),
        (pdf(line("a"))[:400], "must"),
    ],
)
def test_what_is_no_pdf_with_text_is_refused(data: bytes, expected: str) -> None:
    assert expected in refusal(data, PDF)


def test_a_pdf_that_takes_for_ever_ends_in_time() -> None:
    begun = time.monotonic()
    endless = pdf((line("word") * 20_000), *["q Q " * 200_000] * 20)
    assert "must be readable in 1 seconds" in refusal(endless, PDF, seconds=1)
    assert time.monotonic() - begun < 15


def test_a_process_that_dies_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extracting, "CHILD", ("/bin/sh", "-c", "kill -9 $$"))
    assert "little time and memory" in refusal(pdf(line("a")), PDF)


def test_deep_html_ends() -> None:
    assert text_of(b"<div>" * 500 + b"deep", HTML).strip() == "deep"
    assert "512 elements" in refusal(b"<div>" * 100_000 + b"deep", HTML)
