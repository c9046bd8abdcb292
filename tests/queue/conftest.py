from collections.abc import Iterator

import pytest

from tests.support import workers
from tests.support.databases import Database
from tests.support.workers import Crew


@pytest.fixture
def crew(db: Database) -> Iterator[Crew]:
    """Workers on a database of this test's own."""
    with workers.crew(db.url, db.worker_url) as found:
        yield found
