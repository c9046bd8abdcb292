"""Ways in of question sets: asked of the agent, and made of reviewers' verdicts."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.battery.given import CLIENT
from tests.battery.installation import Installation
from tests.battery.registry import way
from tests.support import rows
from tests.support.exact import parsed

TEXT = f"Revenue of {CLIENT} was USD 412.6 million in 2025.\n"
WORDS = "USD 412.6 million"
START = TEXT.index(WORDS)
SET = {
    "form": "bankagent-questions-1",
    "name": CLIENT,
    "documents": [{"key": CLIENT, "text": TEXT}],
    "questions": [
        {
            "key": "1",
            "question": f"What was the revenue of {CLIENT} in 2025?",
            "documents": [CLIENT],
            "answerable": True,
            "gold": [
                {"document": CLIENT, "start": START, "end": START + len(WORDS), "text": WORDS}
            ],
        }
    ],
}
COUNT = "select count(*) as number from bankagent.documents"


@way
def question_sets(at: Installation) -> None:
    """One is measured and compared, nothing of it stays, and verdicts are written as one."""
    with TemporaryDirectory() as folder:
        file, earlier = Path(folder, "set.json"), Path(folder, "earlier.json")
        file.write_text(json.dumps(SET))
        before = rows.one(at.dba, COUNT)
        told = at.command("eval", str(file), "--json").stdout
        assert rows.one(at.dba, COUNT) == before
        (answer,) = parsed(told)["answers"]
        assert (answer["is_right"], answer["rank_of_gold"]) == (True, 1)
        earlier.write_text(told)
        said = at.command("eval", "run", str(file), "--against", str(earlier)).stdout
        assert CLIENT in said
        assert said.endswith("No metric is worse.\n")
        verdicts = Path(folder, "verdicts.json")
        at.command("eval", "export", str(verdicts))
        assert json.loads(verdicts.read_text("utf-8"))["form"] == SET["form"]
