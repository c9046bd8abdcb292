"""Write annual_report.pdf from annual_report.md, with the standard library alone.

python examples/documents/make_pdf.py
"""

import textwrap
from pathlib import Path

HERE = Path(__file__).parent
LINES_OF_A_PAGE, LINE_HEIGHT, CHARACTERS = 46, 15, 84


def main() -> None:
    """Write the PDF beside its source; the same source makes the same bytes."""
    lines = [
        line.replace("|---|---|---|", "")
        for paragraph in (HERE / "annual_report.md").read_text(encoding="utf-8").splitlines()
        for line in (textwrap.wrap(paragraph, CHARACTERS) or [""])
    ]
    pages = [lines[n : n + LINES_OF_A_PAGE] for n in range(0, len(lines), LINES_OF_A_PAGE)]
    (HERE / "annual_report.pdf").write_bytes(pdf([content(page) for page in pages]))


def content(lines: list[str]) -> bytes:
    """Return the content stream of a page: a line below the other; headings are larger."""
    shown = [f"BT {LINE_HEIGHT} TL 56 780 Td".encode()]
    for line in lines:
        is_heading = line.startswith("#")
        text = line.lstrip("# ").strip("| ").encode("cp1252")
        for special in (b"\\", b"(", b")"):
            text = text.replace(special, b"\\" + special)
        shown += [f"/F1 {14 if is_heading else 10} Tf".encode(), b"(" + text + b") Tj T*"]
    return b"\n".join([*shown, b"ET"])


def pdf(pages: list[bytes]) -> bytes:
    """Return a PDF with these content streams as its pages."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for n, page in enumerate(pages):
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R"
            b" >> >> /Contents %d 0 R >>" % (5 + 2 * n),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(page), page),
        ]
    written, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return written + (
        b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
        + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(written))
    )


if __name__ == "__main__":
    main()
