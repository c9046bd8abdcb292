"""The policies as sql/ ships them, and variants of them for tests."""

import json
import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from bankagent.domain.evaluation import Policy

ROOT = Path(__file__).parents[2]
SQL = ROOT / "sql" / "policies"
# The table of each version that ships.
TABLES = sorted(path for path in (ROOT / "policies").glob("*/*.csv") if path.stem.isdigit())


def label(path: Path) -> str:
    """The version that a file below policies/ holds: `trade_review@1`."""
    return f"{path.parent.name}@{path.stem}"


def actor(key: str) -> str:
    """The actor of what the newest version of a policy decides: `policy:trade_review@1`."""
    return f"policy:{key}@{shipped(key).version}"


def versions(key: str) -> list[Policy]:
    """All versions of a policy that a fresh database has, the newest last."""
    text = (SQL / f"{key}.sql").read_text()
    models = re.findall(r"\$policy\$(.*?)\$policy\$", text, re.DOTALL)
    return [a_policy(model, key=key, version=n) for n, model in enumerate(models, start=1)]


def shipped(key: str, version: int = 0) -> Policy:
    """One version of a policy that a fresh database has; the newest where none is named."""
    return versions(key)[version - 1]


def examples(key: str, version: int) -> str:
    """The examples of a shipped version, as a CSV."""
    return (ROOT / "policies" / key / f"{version}.tests.csv").read_text(encoding="utf-8")


def a_policy(model: str, *, key: str = "trade_review", version: int = 1) -> Policy:
    return Policy(key, version, sha256(model.encode()).hexdigest(), model)


def changed(policy: Policy, change: Callable[[Any], object]) -> Policy:
    """The same policy after a change to its parsed model."""
    model = json.loads(policy.table_json)
    change(model)
    return a_policy(json.dumps(model), key=policy.key)


def content(model: Any, kind: str = "decisionTableNode") -> Any:
    return next(node["content"] for node in model["nodes"] if node["type"] == kind)


def rule(model: Any, rule_id: str) -> Any:
    return next(row for row in content(model)["rules"] if row["_id"] == rule_id)
