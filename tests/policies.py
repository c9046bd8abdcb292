"""The policies as sql/ ships them, and variants of them for tests."""

import json
import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from bankagent.domain.evaluation import Policy

SQL = Path(__file__).parents[1] / "sql" / "policies"


def shipped(key: str) -> Policy:
    """The policy that a fresh database has."""
    text = (SQL / f"{key}.sql").read_text()
    (document,) = re.findall(r"\$policy\$(.*?)\$policy\$", text, re.DOTALL)
    return a_policy(document, key=key)


def a_policy(document: str, *, key: str = "trade_review") -> Policy:
    return Policy(key, 1, sha256(document.encode()).hexdigest(), document)


def changed(policy: Policy, change: Callable[[Any], object]) -> Policy:
    """The same policy after a change to its parsed document."""
    document = json.loads(policy.document)
    change(document)
    return a_policy(json.dumps(document), key=policy.key)


def content(document: Any, kind: str = "decisionTableNode") -> Any:
    return next(node["content"] for node in document["nodes"] if node["type"] == kind)


def rule(document: Any, rule_id: str) -> Any:
    return next(row for row in content(document)["rules"] if row["_id"] == rule_id)
