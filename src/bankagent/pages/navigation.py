"""Navigation: the pages that each reader finds at the head, and the key that leads to each."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """A page of the navigation; `key` is the letter after g that leads there."""

    path: str
    label: str
    rule: str
    key: str


ENTRIES = (
    Entry("/ui/work", "My work", "work.see", "w"),
    Entry("/ui/exceptions", "Exceptions", "exceptions.see", "e"),
    Entry("/ui/requests", "Requests", "requests.see", "r"),
    Entry("/ui/queues", "Queues", "queues.see", "q"),
    Entry("/ui/failures", "Failures", "failures.see", "f"),
    Entry("/ui/policies", "Policies", "policies.see", "p"),
    Entry("/ui/authority", "Authority", "authority.see", "u"),
    Entry("/ui/audit", "Audit", "audit.see", "a"),
    Entry("/ui/status", "Status", "status.see", "s"),
)
