"""An answer that a caller has already is not sent again, while it is the same."""

import httpx

from tests.support.databases import Database
from tests.support.payloads import TRADE
from tests.support.people import keyed_caller
from tests.support.worker import WorkerByHand

PATHS = ("/requests/1", "/requests/1/audit", "/request-types", "/requests")


async def test_what_is_the_same_is_not_sent_again(api: httpx.AsyncClient) -> None:
    await api.post("/requests", json=TRADE)
    for path in PATHS:
        first = await api.get(path)
        tag = first.headers["etag"]
        assert (first.status_code, tag[0], tag[-1]) == (200, '"', '"')
        for known in (tag, f"W/{tag}", f'"x", {tag}', f'W/"y,z" , W/{tag},"a"', "*", " * "):
            again = await api.get(path, headers={"If-None-Match": known})
            assert (again.status_code, again.content) == (304, b""), known
            for name in ("etag", "cache-control", "vary"):
                assert again.headers[name] == first.headers[name]
            assert "content-length" not in again.headers
        twice = [("If-None-Match", '"x"'), ("If-None-Match", tag)]
        assert (await api.get(path, headers=twice)).status_code == 304
        for unknown in ('"x"', tag[:-1], tag.strip('"'), f"w/{tag[1:]}", "", '"*"', "x" * 5000):
            other = await api.get(path, headers={"If-None-Match": unknown})
            assert (other.status_code, other.content) == (200, first.content), unknown


async def test_what_has_changed_is_sent_with_another_tag(
    api: httpx.AsyncClient, hand: WorkerByHand
) -> None:
    await api.post("/requests", json=TRADE)
    before = {path: (await api.get(path)).headers["etag"] for path in PATHS}
    hand.process(1)
    for path in PATHS:
        answer = await api.get(path, headers={"If-None-Match": before[path]})
        changed = path != "/request-types"
        assert answer.status_code == (200 if changed else 304), path
        assert (answer.headers["etag"] != before[path]) == changed


async def test_who_may_not_see_it_is_told_so_whatever_they_have(
    api: httpx.AsyncClient, db: Database
) -> None:
    await api.post("/requests", json=TRADE)
    other = keyed_caller(db.url, "other").headers
    for known in ("*", (await api.get("/requests/1")).headers["etag"]):
        answer = await api.get("/requests/1", headers=other | {"If-None-Match": known})
        assert answer.status_code == 404
        assert "etag" not in answer.headers
        assert answer.headers["cache-control"] == "no-store"
