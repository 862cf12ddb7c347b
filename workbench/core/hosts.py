"""Hosts: one server can have several names, and a browser's cookie holds for the one it used."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit, urlunsplit


def on_this_host(url: str | None, host: str | None) -> str | None:
    """A loopback URL under the name by which the browser knows this machine; any other as it is.

    >>> on_this_host("http://127.0.0.1:8000", "localhost")
    'http://localhost:8000'
    >>> on_this_host("https://lab.org", "localhost")
    'https://lab.org'
    """
    if url is None or not host:
        return url
    parts = urlsplit(url)
    if not is_loopback(parts.hostname or "") or not is_loopback(host):
        return url
    name = f"[{host}]" if ":" in host else host
    return urlunsplit(parts._replace(netloc=f"{name}:{parts.port}" if parts.port else name))


def is_loopback(host: str) -> bool:
    """Whether a host name, without port, means this machine itself.

    >>> [is_loopback(host) for host in ("localhost", "127.0.0.1", "::1", "example.org", "")]
    [True, True, True, False, False]
    """
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
