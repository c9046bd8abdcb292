"""Values that mean harm, in one place, as the bytes that stand for them in a JSON text.

MALFORMED is refused by the parser wherever it stands; what is wrong with the others, if anything,
depends on where they stand.
"""

import gzip
import json
from collections.abc import Callable, Iterator

CANARY = "canary7f3a"


def _nested(levels: int) -> bytes:
    return b"[" * levels + b"]" * levels


MALFORMED: dict[str, bytes] = {
    # numbers
    "NaN": b"NaN",
    "Infinity": b"-Infinity",
    "1e400": b"1e400",
    "1e-400": b"1e-400",
    "1E+31": b"1E+31",
    "an exponent beyond all": b"1e" + b"9" * 30,
    "29 digits": b"1" * 29,
    "29 digits with a point": b"0." + b"1" * 29,
    "5,000 digits": b"1" * 5000,
    "a leading zero": b"01",
    "a plus sign": b"+1",
    "no digit before the point": b".5",
    "no digit after the point": b"1.",
    "hexadecimal": b"0x1F",
    "digits in groups": b"1_000",
    "Arabic digits": "\u0661\u0662".encode(),
    # strings
    "NUL": b'"canary7f3a\\u0000"',
    "a raw NUL": b'"canary7f3a\x00"',
    "a raw line feed": b'"canary7f3a\n"',
    "half a surrogate pair": b'"canary7f3a\\ud800"',
    "the other half": b'"canary7f3a\\uDFFF"',
    "a pair the wrong way round": b'"canary7f3a\\udc00\\ud800"',
    "UTF-8 of a surrogate": b'"\xed\xa0\x80"',
    "overlong UTF-8": b'"\xc0\xaf"',
    "half a UTF-8 character": b'"\xf0\x9f\x92"',
    "latin-1": b'"canary7f3a\xe9"',
    "an unknown escape": b'"canary7f3a\\x41"',
    "an open string": b'"canary7f3a',
    "single quotes": b"'canary7f3a'",
    "a word": CANARY.encode(),
    "64 Ki characters and one": b'"' + b"x" * 65_537 + b'"',
    # structures
    "40 levels": _nested(40),
    "900 levels": _nested(900),
    "100,000 levels": _nested(100_000),
    "100,000 levels that stay open": b"[" * 100_000,
    "40 levels of objects": b'{"canary7f3a":' * 40 + b"1" + b"}" * 40,
    "a name twice": b'{"canary7f3a":1,"canary7f3a":2}',
    "a name twice, once escaped": b'{"canary7f3a":1,"canary7f3\\u0061":2}',
    "NUL in a name": b'{"\\u0000":1}',
    "half a surrogate pair in a name": b'{"\\ud800":1}',
    "a name of 257 characters": b'{"' + b"n" * 257 + b'":1}',
    "a comma too many": b"[1,]",
    "a comment": b"1 /* canary7f3a */",
    "a name without quotes": b"{canary7f3a:1}",
    "a bracket that closes nothing": b"1]",
    "only a comma": b",",
}

NUMBERS: dict[str, bytes] = {
    "zero": b"0",
    "minus zero": b"-0",
    "minus zero with a point": b"-0.0",
    "below zero": b"-1",
    "2^53+1": b"9007199254740993",
    "2^53+1 with cents": b"9007199254740993.01",
    "2^63": b"9223372036854775808",
    "28 digits": b"9" * 28,
    "28 digits with a point": b"9" * 18 + b"." + b"9" * 10,
    "11 places": b"1.00000000001",
    "1e30": b"1e30",
    "1e-30": b"1e-30",
    "trailing zeros": b"1.10",
}

STRINGS: dict[str, str] = {
    "empty": "",
    "a space": " ",
    "the canary": CANARY,
    "65 characters": f"{CANARY:x<65}",
    "257 characters": f"{CANARY:x<257}",
    "64 Ki characters": f"{CANARY:x<65536}",
    "SQL": f"'; drop table banking_requests; -- {CANARY}",
    "SQL with dollars": f"$$ || pg_sleep(9) || $${CANARY}",
    "placeholders": f"%s %(x)s {{0}} {{x}} ${{x}} $1 :x {CANARY}",
    "a log's lookup": f"${{jndi:ldap://127.0.0.1/{CANARY}}}",
    "a script": f"<script>alert('{CANARY}')</script>",
    "a spreadsheet's formula": f"=cmd|' /C calc'!{CANARY}",
    "a shell's command": f"$(touch /tmp/{CANARY})`id`",
    "a path upwards": f"../../../../etc/{CANARY}",
    "a URL of inside": f"http://169.254.169.254/latest/{CANARY}",
    "a file's URL": f"file:///etc/{CANARY}",
    "a line feed": f"{CANARY}\nX-Evil: 1",
    "line ends of HTTP": f"{CANARY}\r\nX-Evil: 1\r\n\r\n",
    "a line feed at the end": f"{CANARY}\n",
    "a bell": f"\u0007{CANARY}",
    "a colour of a terminal": f"\u001b[31m{CANARY}\u009b0m",
    "text that runs backwards": f"\u202e{CANARY}",
    "characters without width": f"\u200b\u2060\ufeff{CANARY}",
    "a character that is none": f"\ufffe\uffff{CANARY}",
    "private use, last plane": f"\U0010ffff{CANARY}",
    "a bomb": f"\U0001f4a3{CANARY}",
    "a thousand accents": "a" + "\u0301" * 1000 + CANARY,
    "Turkish letters": f"\u0131\u0130\u017f\u212a{CANARY}",
    "wide digits": "\uff11\uff12",
    "Arabic digits as text": "\u0661\u0662",
    "a number of a sheet": "1,000.00",
    "NaN as text": "NaN",
    "1e400 as text": "1e400",
    "-0 as text": "-0",
    "29 digits as text": "9" * 29,
    "a number with a line feed": "1\n",
    "hexadecimal as text": "0x1F",
    "the 30th of February": "2026-02-30",
    "a leap second": "2026-12-31T23:59:60Z",
    "the year 10000": "10000-01-01T00:00:00Z",
    "no year": "0000-00-00",
    "PostgreSQL's infinity": "infinity",
    "PostgreSQL's now": "now",
    "many a's for a regular expression": "a" * 5_000 + "!" + CANARY,
    "JSON in a text": f'{{"{CANARY}":1}}',
    "a prototype": "__proto__",
    "null as text": "null",
    "an array's text of PostgreSQL": "{1,2}",
    "a backslash": "\\",
    "a digest of something else": "f" * 64,
}

STRUCTURES: dict[str, bytes] = {
    "null": b"null",
    "true": b"true",
    "false": b"false",
    "an empty array": b"[]",
    "an empty object": b"{}",
    "the canary in an array": b'["canary7f3a"]',
    "the canary as a name": b'{"canary7f3a x":"canary7f3a"}',
    "a script as a name": b'{"<script>canary7f3a</script>":1}',
    "an empty name": b'{"":1}',
    "a prototype in an object": b'{"__proto__":{"canary7f3a":1},"constructor":{}}',
    "20 levels": _nested(20),
    "10,000 numbers": b"[" + b"1," * 9_999 + b"1]",
    "5,000 names": b"{" + b",".join(b'"n%d":1' % n for n in range(5_000)) + b"}",
    "an operator of another database": b'{"$gt":"canary7f3a"}',
    "one field more": b'1,"canary7f3a x":1',
}

# What may be done to a whole body, after which it is not JSON that we accept.
AROUND: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda _: b"",
    "a space": lambda _: b" ",
    "half of it": lambda body: body[: len(body) // 2],
    "all but the end": lambda body: body[:-1],
    "twice": lambda body: body * 2,
    "every name twice": lambda body: body[:-1] + b"," + body[1:],
    "a second value": lambda body: body + b"{}",
    "a bracket too many": lambda body: body + b"}",
    "NUL behind it": lambda body: body + b"\x00",
    "a BOM": lambda body: b"\xef\xbb\xbf" + body,
    "UTF-16": lambda body: body.decode().encode("utf-16"),
    "UTF-32": lambda body: body.decode().encode("utf-32-le"),
    "latin-1": lambda body: body[:1] + b'"\xe9":1,' + body[1:],
    "a comment": lambda body: b"/* canary7f3a */" + body,
    "a prefix against scripts": lambda body: b")]}'\n" + body,
    "the size of a chunk": lambda body: b"%x\r\n" % len(body) + body,
    "single quotes": lambda body: body.replace(b'"', b"'"),
    "a form": lambda body: b"body=" + body,
    "compressed": gzip.compress,
}

assert len(MALFORMED) + len(NUMBERS) + len(STRINGS) + len(STRUCTURES) >= 120


def values() -> Iterator[tuple[str, bytes]]:
    """Give every value that may be JSON, with what it is."""
    yield from (NUMBERS | STRUCTURES).items()
    yield from ((name, json.dumps(text).encode()) for name, text in STRINGS.items())


def texts() -> Iterator[tuple[str, bytes]]:
    """Give every value as text for a path, a query or a header."""
    yield from ((name, text.encode()) for name, text in STRINGS.items())
    yield from NUMBERS.items()
    yield from (one for one in MALFORMED.items() if len(one[1]) < 10_000)


def header_texts() -> Iterator[tuple[str, bytes]]:
    """Give every text that a server passes on as a header's value."""
    for name, text in texts():
        if text == text.strip() and not set(text) & {*range(0x20), 0x7F}:
            yield name, text
