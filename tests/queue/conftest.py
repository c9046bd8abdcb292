from collections.abc import Iterator

import pytest
import workers
from servers import Database
from workers import Crew


@pytest.fixture
def crew(db: Database) -> Iterator[Crew]:
    """Workers on a database of this test's own."""
    with workers.crew(db.url, db.worker_url) as found:
        yield found
