"""The policies that a worker applies: those in force, and those that it knows all facts of."""

from bankagent import catalog
from bankagent.db.pool import new_pool
from bankagent.service.decisions.policies import Policies
from tests.support import policies
from tests.support.databases import Database
from tests.support.dumps import load
from tests.support.people import activated
from tests.support.rows import connect


async def test_a_version_whose_facts_are_not_found_stays_out_for_what_is_in_hand(
    db: Database,
) -> None:
    first = policies.shipped("trade_review", version=1)
    with connect(db.url) as conn:
        before = activated(conn, first.table_json.replace("> 5000000", "> 4000000"))
        async with new_pool(db.worker_url, least=1, most=1) as pool:
            found = Policies(lambda: pool, catalog.fact_names())
            now = await found.in_force("trade_review")
            assert now is not None
            assert now.version == before
            newer = first.table_json.replace('"dates"', '"days"')
            after = activated(conn, newer)
            found._fresh_until = 0.0
            kept = await found.in_force("trade_review")
            assert kept is not None
            assert kept.version == before
            # A worker that has read nothing before decides what it has in hand by it too.
            fresh = await Policies(lambda: pool, catalog.fact_names()).in_force("trade_review")
            assert fresh is not None
            assert fresh.version == before
            newer_one = Policies(lambda: pool, [*catalog.fact_names(), "days"])
            known = await newer_one.in_force("trade_review")
            assert known is not None
            assert known.version == after


async def test_a_database_of_version_2_has_its_newest_version_in_force(empty_db: Database) -> None:
    load(empty_db.url, 2)
    async with new_pool(empty_db.url, least=1, most=1) as pool:
        found = Policies(lambda: pool, catalog.fact_names())
        in_force = await found.in_force("trade_review")
        assert in_force is not None
        assert in_force.version == 1
