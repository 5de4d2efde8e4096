"""Where a connection may go: never into a private network, unless the operator says so.

A crawler that follows whatever a page links to is a way into the machine's own network. Names are
checked after they are resolved, by the very answer the connection then uses, so that a name which
changes its mind between check and use gains nothing. The same door lets tests and the demo send
every connection to the bundled local web, while all addresses stay the real ones.
"""

from __future__ import annotations

import ipaddress
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Response
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.base import ReactorBase
from twisted.internet.defer import Deferred

# Twisted turns whatever a resolver raises into "no such name"; here stands the real reason: name -> address.
_refused: dict[str, str] = {}


NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
"""IPv6 addresses that stand for an IPv4 one (RFC 6052)."""


class PrivateAddressError(Exception):
    """The address is in a private network and KRONIKA_ALLOW_PRIVATE is not set."""

    def __init__(self, host: str, address: str):
        named = host if host == address else f"{host} ({address})"
        super().__init__(f"{named} is in a private network")


def is_public(address: str) -> bool:
    """Whether an IP address (as text) is reachable from the Internet by everybody."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


class GuardedResolver(CachingThreadedResolver):
    """Resolves names as Scrapy does and refuses answers in private networks."""

    def __init__(self, reactor: ReactorBase, cache_size: int, timeout: float, allow_private: bool):
        super().__init__(reactor, cache_size, timeout)
        self.allow_private = allow_private

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> GuardedResolver:
        settings = crawler.settings
        cache_size = settings.getint("DNSCACHE_SIZE") if settings.getbool("DNSCACHE_ENABLED") else 0
        return cls(reactor, cache_size, settings.getfloat("DNS_TIMEOUT"), settings.getbool("ALLOW_PRIVATE"))

    def getHostByName(self, name: str, timeout: Any = ()) -> Deferred[str]:  # noqa: N802 - Twisted's name
        return super().getHostByName(name, timeout).addCallback(self._check, name)

    def _check(self, address: str, name: str) -> str:
        if not self.allow_private and not is_public(address):
            _refused[name] = address
            raise PrivateAddressError(name, address)
        return address


class GuardedHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP/1.1 handler behind the guard. LOCAL_WEB=HOST:PORT sends every connection there."""

    def __init__(self, crawler: Crawler):
        super().__init__(crawler)
        self.allow_private = crawler.settings.getbool("ALLOW_PRIVATE")
        self.local_web: str | None = crawler.settings.get("LOCAL_WEB") or None

    async def download_request(self, request: Request) -> Response:
        """Raises PrivateAddressError before a byte is sent."""
        target = self._stand_in(request) if self.local_web else request
        host = urlsplit(target.url).hostname or ""
        if not self.allow_private and _is_literal(host) and not is_public(host):
            raise PrivateAddressError(host, host)
        try:
            response = await super().download_request(target)
        except CannotResolveHostError as error:
            if host in _refused:
                raise PrivateAddressError(host, _refused[host]) from error
            raise
        return response.replace(url=request.url) if self.local_web else response

    def _stand_in(self, request: Request) -> Request:
        parts = urlsplit(request.url)
        url = urlunsplit(("http", self.local_web or "", parts.path or "/", parts.query, ""))
        headers = request.headers.copy()
        headers["Host"] = parts.netloc
        headers["X-Forwarded-Proto"] = parts.scheme
        return request.replace(url=url, headers=headers)


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True
