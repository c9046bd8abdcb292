"""Who asks: by key, with few looks at the database, and soon no more when it is revoked."""

import asyncio
import time
from collections.abc import AsyncIterator

import psycopg
import pytest

from bankagent.db.pool import Pool, new_pool
from bankagent.domain.api_key import ApiKey, checksum
from bankagent.domain.caller import Caller, Reviewer
from bankagent.errors import Unauthorized
from bankagent.service.access import identify
from bankagent.service.access.identify import NO_SUCH_KEY, Identify
from bankagent.store.access import identify as keys
from tests.support.databases import Database
from tests.support.people import Keyed, disable, keyed_caller, keyed_reviewer, let_expire, revoke


class Asked:
    """The real question to the real database, counted."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.ids: list[str] = []

    async def __call__(self, id: str) -> keys.Holder | None:
        self.ids.append(id)
        async with self.pool.connection() as conn:
            return await keys.holder(conn, id)


@pytest.fixture
async def asked(db: Database) -> AsyncIterator[Asked]:
    async with new_pool(db.api_url) as pool:
        yield Asked(pool)


def forged(key: ApiKey, *, secret: str | None = None, kind: str | None = None) -> str:
    """Return a key of the right shape and checksum with something else in it."""
    return ApiKey(kind or key.holder_type, key.id, secret or key.secret).text


async def refused(ask: Identify, text: str) -> str:
    with pytest.raises(Unauthorized) as caught:
        await ask(text)
    assert text.strip() not in caught.value.detail.split()
    return caught.value.detail


async def works(ask: Identify, text: str) -> bool:
    await asyncio.sleep(0)  # a kept look is answered without a pause: let the others run
    try:
        await ask(text)
    except Unauthorized:
        return False
    return True


async def test_a_key_tells_its_holder(db: Database, asked: Asked) -> None:
    ask = Identify(asked)
    desk = keyed_caller(db.url, "desk-7", "requests:write", "operate")
    anna = keyed_reviewer(db.url, "anna", "compliance")
    assert await ask(desk.key.text) == Caller("desk-7", frozenset({"requests:write", "operate"}))
    assert await ask(anna.key.text) == Reviewer("anna", "compliance")


async def test_what_is_no_key_makes_no_question(db: Database, asked: Asked) -> None:
    ask = Identify(asked)
    text = keyed_caller(db.url, "desk-7").key.text
    wrong_sum = text[:-6] + checksum("something else")
    for no_key in ("x", text[:-1], wrong_sum, text.swapcase(), f"{text}\n", "ä" * 66, " "):
        assert await refused(ask, no_key) == NO_SUCH_KEY
    assert asked.ids == []


async def test_a_forged_key_is_told_nothing(db: Database, asked: Asked) -> None:
    ask = Identify(asked)
    desk = keyed_caller(db.url, "desk-7")
    keyed_reviewer(db.url, "desk-7")
    for wrong in (
        forged(desk.key, secret=ApiKey.new("caller").secret),
        forged(desk.key, kind="reviewer"),
        ApiKey.new("caller").text,
    ):
        assert await refused(ask, wrong) == NO_SUCH_KEY
    revoke(db.url, desk)
    assert await refused(Identify(asked), forged(desk.key, secret="x" * 43)) == NO_SUCH_KEY


async def test_who_has_the_secret_is_told_why_it_works_no_longer(
    db: Database, asked: Asked
) -> None:
    gone: dict[str, Keyed] = {}
    for name, end in (("revoked", revoke), ("expired", let_expire), ("disabled", disable)):
        gone[name] = keyed_reviewer(db.url, name)
        end(db.url, gone[name])
    ask = Identify(asked)
    for name, one in gone.items():
        assert name in await refused(ask, one.key.text)
    disable(db.url, gone["disabled"], disabled=False)
    assert await Identify(asked)(gone["disabled"].key.text) == Reviewer("disabled", "reviewer")


async def test_a_revoked_key_dies_within_the_time_that_a_look_is_kept(
    db: Database, asked: Asked
) -> None:
    assert identify.KEPT_S <= 3
    desk = keyed_caller(db.url, "desk-7")
    ask = Identify(asked, kept_s=0.3)
    await ask(desk.key.text)
    revoke(db.url, desk)
    began = time.monotonic()
    while await works(ask, desk.key.text):
        assert time.monotonic() - began < 2
    assert "revoked" in await refused(ask, desk.key.text)


async def test_many_at_once_share_one_look(db: Database, asked: Asked) -> None:
    desk = keyed_caller(db.url, "desk-7")
    ask = Identify(asked)
    found = await asyncio.gather(*(ask(desk.key.text) for _ in range(200)))
    assert {one.name for one in found} == {"desk-7"}
    assert asked.ids == [desk.key.id]


async def test_one_who_goes_away_takes_the_answer_from_nobody(db: Database, asked: Asked) -> None:
    desk = keyed_caller(db.url, "desk-7")
    ask = Identify(asked)
    first, second = (asyncio.create_task(ask(desk.key.text)) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    assert (await second).name == "desk-7"
    assert len(asked.ids) == 1


async def test_a_look_that_failed_is_not_kept(db: Database, asked: Asked) -> None:
    desk = keyed_caller(db.url, "desk-7")
    ask = Identify(asked)
    with psycopg.connect(db.url, autocommit=True) as conn:
        conn.execute("alter table bankagent.api_keys rename to away")
        with pytest.raises(psycopg.errors.UndefinedTable):
            await ask(desk.key.text)
        conn.execute("alter table bankagent.away rename to api_keys")
    assert (await ask(desk.key.text)).name == "desk-7"


async def test_invented_keys_fill_no_memory(asked: Asked) -> None:
    ask = Identify(asked)
    for _ in range(20):
        await refused(ask, ApiKey.new("caller").text)
    assert ask._reads == {}
    assert len(asked.ids) == 20


async def test_the_holder_of_a_key_shows_no_hash(db: Database, asked: Asked) -> None:
    desk = keyed_caller(db.url, "desk-7")
    held = await asked(desk.key.id)
    assert held
    assert desk.key.secret_sha256 not in repr(held)
