"""Decisions as a worker makes them, in the test's own process."""

from bankagent import catalog
from bankagent.db.pool import new_pool
from bankagent.queue.batch import Batches
from bankagent.queue.claims import Claims
from bankagent.queue.drain import Drain
from bankagent.queue.settler import Settler
from bankagent.service.decisions.decider import Decider
from bankagent.store.queue import heartbeat, jobs
from tests.support.databases import Database


async def decide_all(db: Database, *, most: int = 100) -> None:
    """Decide what waits, as a worker does that claims so many jobs at most."""
    async with new_pool(db.worker_url) as pool, pool.connection() as conn:
        register = "select worker_id from procrastinate.procrastinate_register_worker_v1()"
        ((worker_id,),) = await (await conn.execute(register)).fetchall()
        await heartbeat.keep_worker(conn, worker_id, host="here", pid=1, version="test")
        await heartbeat.tell_facts(conn, worker_id, catalog.fact_names())
        batch = await jobs.claim(conn, worker_id, queues=None, most=most)
        settler = Settler(lambda: pool, Claims(lambda: pool, lambda: False))
        batches = Batches(lambda: pool, Decider(lambda: pool), Drain(), settler)
        await batches.process(batch, worker_id)
