"""Trade exceptions as text: each legal move has words of its own."""

from bankagent.cli.exception_text import MOVES
from tests.support import rows
from tests.support.databases import Database
from tests.support.rows import connect


def test_each_move_has_its_words(db: Database) -> None:
    with connect(db.url) as dba:
        actions = rows.fetch(dba, "select distinct action from bankagent.exception_legal_moves")
    assert MOVES.keys() == {one.action for one in actions}
