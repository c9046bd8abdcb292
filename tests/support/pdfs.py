"""PDFs of tests, written by hand: a page for each content stream, and what hostile files have."""


def pdf(*pages: str, objects: str = "", resources: str = "") -> bytes:
    """Return a PDF with these content streams as its pages.

    `objects` are further objects with numbers from 900 on, `resources` further entries of each
    page's resources.
    """
    kids = " ".join(f"{10 + 2 * n} 0 R" for n in range(len(pages)))
    parts = [
        "1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n",
        f"2 0 obj\n<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>\nendobj\n",
        (
            "3 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica "
            "/Encoding /WinAnsiEncoding >>\nendobj\n"
        ),
    ]
    for n, content in enumerate(pages):
        parts += [
            (
                f"{10 + 2 * n} 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
                f"/Resources << /Font << /F1 3 0 R >> {resources} >> "
                f"/Contents {11 + 2 * n} 0 R >>\n"
                "endobj\n"
            ),
            (
                f"{11 + 2 * n} 0 obj\n<< /Length {len(content)} >>\nstream\n{content}\nendstream\n"
                "endobj\n"
            ),
        ]
    body = "%PDF-1.4\n" + "".join(parts) + objects
    return (body + "trailer\n<< /Root 1 0 R /Size 1000 >>\nstartxref\n0\n%%EOF\n").encode("latin-1")


def line(text: str, *, y: int = 700, before: str = "") -> str:
    """Return the content that shows a line of text, after these operators."""
    return f"BT /F1 12 Tf {before} 1 0 0 1 72 {y} Tm ({text}) Tj ET\n"
