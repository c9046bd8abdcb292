"""Parameters of a connection as libpq resolves them, from all the places where it looks.

A service file, PGHOSTADDR, PGPASSWORD and a password file, for example, say what a URL does not.
"""

from dataclasses import dataclass, field
from ipaddress import ip_address

from psycopg import pq
from psycopg.conninfo import make_conninfo

# libpq resolves all parameters, then refuses this value: no name is looked up, nothing is sent.
NOT_TO_CONNECT = "none"


@dataclass(frozen=True, slots=True)
class Host:
    """A server that libpq would try: its name or socket folder, its address, our password there."""

    name: str
    address: str
    password: str = field(repr=False)

    @property
    def is_this_machine(self) -> bool:
        """Whether it is reached by loopback or by a socket."""
        where = self.address or self.name
        try:
            return ip_address(where).is_loopback
        except ValueError:
            return where in {"", "localhost"} or where.startswith(("/", "@"))


@dataclass(frozen=True, slots=True)
class Resolved:
    """The parameters that matter to security; `hosts` are those that libpq tries, in order."""

    hosts: tuple[Host, ...]
    user: str
    sslmode: str
    gssencmode: str


def resolved(conninfo: str) -> Resolved | None:
    """Return what libpq would use; None where it cannot: it names a service that there is not."""
    found, _ = _ask(conninfo)
    if "sslmode" not in found:
        return None
    names = found.get("host", "").split(",")
    addresses = found.get("hostaddr", "").split(",")
    count = max(len(names), len(addresses))
    names += [""] * (count - len(names))
    addresses += [""] * (count - len(addresses))
    ports = found.get("port", "").split(",")
    ports += ports[:1] * (count - len(ports))
    hosts = [
        Host(name, address, _ask(conninfo, host=name, hostaddr=address, port=port)[1])
        for name, address, port in zip(names, addresses, ports, strict=False)
    ]
    return Resolved(
        tuple(hosts), found.get("user", ""), found["sslmode"], found.get("gssencmode", "")
    )


def _ask(conninfo: str, **of_one_host: str) -> tuple[dict[str, str], str]:
    """Return the parameters that libpq resolves, and the password for the first host."""
    asked = make_conninfo(conninfo, **of_one_host, target_session_attrs=NOT_TO_CONNECT)
    connection = pq.PGconn.connect_start(asked.encode())
    try:
        found = {
            one.keyword.decode(): one.val.decode(errors="replace")
            for one in connection.info
            if one.val
        }
        return found, connection.password.decode(errors="replace")
    finally:
        connection.finish()
