"""Reference data in force, as callers read it."""

import httpx

from tests.support import reference
from tests.support.databases import Database
from tests.support.rows import connect


async def test_callers_read_what_is_in_force_and_how_old_it_is(
    api: httpx.AsyncClient, db: Database
) -> None:
    shipped = (await api.get("/reference")).json()["reference"]
    assert {one["is_shipped"] for one in shipped} == {True}
    with connect(db.url) as conn:
        reference.imported(conn, "fx_rates", fx_rates=[("2026-10-30", "USD", "1.1172")])
        waiting = (await api.get("/reference")).json()["reference"]
        assert waiting == shipped
        reference.activate(conn, "fx_rates")
    answer = await api.get("/reference")
    assert answer.status_code == 200
    found = {one["dataset"]: one for one in answer.json()["reference"]}
    rates = found["fx_rates"]
    assert (rates["version"], rates["as_of"], rates["row_count"]) == (2, "2026-10-30", 1)
    assert (rates["source"], rates["is_shipped"]) == ("a test", False)
    assert rates["age_days"] >= 0
    assert [one["dataset"] for one in answer.json()["reference"]] == sorted(found)
    assert (await api.get("/reference?dataset=fx_rates")).status_code == 400
