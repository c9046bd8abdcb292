"""The policies as sql/ ships them, and variants of them for tests."""

import json
import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from bankagent.domain.evaluation import Policy

SQL = Path(__file__).parents[2] / "sql" / "policies"


def shipped(key: str) -> Policy:
    """The newest version of a policy that a fresh database has."""
    text = (SQL / f"{key}.sql").read_text()
    *_, newest = re.findall(r"\$policy\$(.*?)\$policy\$", text, re.DOTALL)
    return a_policy(newest, key=key)


def a_policy(model: str, *, key: str = "trade_review") -> Policy:
    return Policy(key, 1, sha256(model.encode()).hexdigest(), model)


def changed(policy: Policy, change: Callable[[Any], object]) -> Policy:
    """The same policy after a change to its parsed model."""
    model = json.loads(policy.table_json)
    change(model)
    return a_policy(json.dumps(model), key=policy.key)


def content(model: Any, kind: str = "decisionTableNode") -> Any:
    return next(node["content"] for node in model["nodes"] if node["type"] == kind)


def rule(model: Any, rule_id: str) -> Any:
    return next(row for row in content(model)["rules"] if row["_id"] == rule_id)
