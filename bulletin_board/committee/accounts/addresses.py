"""Whose tries are counted together: an IPv4 address, or the /64 of an IPv6 address, all of which one customer has."""

from ipaddress import IPv6Network, ip_address

UNKNOWN = "?"
"""Everybody whose address cannot be read, together: a proxy that writes something else must not lift the bound."""


def network_of(address: str | None) -> str:
    """The network of a request's ``remote_addr``, which is a proxy's word only where the board's owner trusts it."""
    try:
        read = ip_address(address or "")
    except ValueError:
        return UNKNOWN
    if read.version == 4:
        return str(read)
    if read.ipv4_mapped is not None:
        return str(read.ipv4_mapped)
    return str(IPv6Network((int(read) >> 64 << 64, 64)))
