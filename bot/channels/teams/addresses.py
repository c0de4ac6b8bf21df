"""Addresses that the Teams door may talk to: strict parsing, and the allow-list for service URLs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
LONGEST: Final = 500


@dataclass(frozen=True)
class Address:
    """A URL taken apart: nothing in it can mislead about the host."""

    scheme: str
    host: str
    port: int
    path: str


def parse_address(url: object) -> Address | None:
    """The parts of an https URL (http only to this machine), None if it is anything else.

    User names, queries, fragments, backslashes, blanks, other characters than ASCII and climbing paths are all
    refused: each is a way to make one program see another host or path than the next.
    """
    if not isinstance(url, str) or len(url) > LONGEST or not url.isascii():
        return None
    if any(ord(c) <= 32 or c in '\\@?#%"<>' for c in url):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    host = (parts.hostname or "").lower()
    segments = parts.path.split("/")
    if not host or host.endswith(".") or ".." in segments or "." in segments or "" in segments[1:-1]:
        return None
    if parts.scheme == "http" and host not in LOOPBACK:
        return None
    if parts.scheme not in ("https", "http"):
        return None
    return Address(parts.scheme, host, port or (443 if parts.scheme == "https" else 80), parts.path.rstrip("/"))


def same_origin(one: str, other: str) -> bool:
    """Whether two addresses lead to the same server."""
    first, second = parse_address(one), parse_address(other)
    if first is None or second is None:
        return False
    return (first.scheme, first.host, first.port) == (second.scheme, second.host, second.port)


def service_allowed(url: object, hosts: frozenset[str], extra: Iterable[str]) -> bool:
    """Whether the bot's token may be sent to a service URL.

    Args:
        url: `serviceUrl` of an activity.
        hosts: exact host names, reached by https on the usual port.
        extra: addresses that the installation allows besides; what lies below their path counts too.
    """
    address = parse_address(url)
    if address is None:
        return False
    if address.scheme == "https" and address.port == 443 and address.host in hosts:
        return True
    for one in extra:
        allowed = parse_address(one)
        if allowed and (address.scheme, address.host, address.port) == (allowed.scheme, allowed.host, allowed.port):
            inside = address.path == allowed.path or address.path.startswith(allowed.path + "/")
            if inside:
                return True
    return False
