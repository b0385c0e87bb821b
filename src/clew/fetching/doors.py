"""Which hosts may be called: those of the public internet, and those that a person has named.

An address in a post is written by a stranger. It may name a router, a database or a cloud's table of keys, which only
this machine can reach; so what is asked is never the name alone but the address that is connected to.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

# What nothing public is at, whatever a version of Python says of it (IANA's registries of special purposes).
_CLOSED_4 = tuple(
    IPv4Network(net)
    for net in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
    )
)  # fmt: skip
# Of IPv6 only this part is given out for the public (RFC 4291, 2.4); in it, what is for documents or carries IPv4.
_OPEN_6 = IPv6Network("2000::/3")
_CLOSED_6 = tuple(IPv6Network(net) for net in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))
# The translator of a network without IPv4 carries the public internet's addresses in these (RFC 6052).
_TRANSLATED = IPv6Network("64:ff9b::/96")
_LAST_32 = (1 << 32) - 1


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet's."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, IPv6Address):
        carried = ip.ipv4_mapped or (IPv4Address(int(ip) & _LAST_32) if ip in _TRANSLATED else None)
        if carried is None:
            return ip in _OPEN_6 and not any(ip in net for net in _CLOSED_6)
        ip = carried
    return not any(ip in net for net in _CLOSED_4)


class Doors:
    """The hosts that may be called; `nearby` are those of this machine or network that a person has named."""

    def __init__(self, nearby: Iterable[str] = ()) -> None:
        self._nearby = frozenset(_plain(host) for host in nearby)

    def open(self, host: str, address: str) -> bool:
        """Whether a host, as an address in a post names it, may be called at an IP address."""
        return is_public(address) or _plain(host) in self._nearby


def _plain(host: str) -> str:
    return host.strip().strip("[]").rstrip(".").lower()
