"""Sitemaps: an index or a list of addresses, plain or gzipped, of any length (https://www.sitemaps.org/protocol.html).

Also Google's news sitemaps, whose publication date is evidence of its own, and lists of plain text, one address a line.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Final
from urllib.parse import urljoin

from lxml import etree

from scraper.article import DateEvidence
from scraper.extract.dates import find_dates, iso

_LAST: Final = re.compile(rb"</(?:\w+:)?(?:urlset|sitemapindex)\s*>(?:\s*<!--.*?-->)*\s*$", re.S)
LARGEST: Final = 64 * 1024 * 1024
"""Bytes of a sitemap when it is unpacked: the protocol allows 50 MB."""


@dataclass(frozen=True, slots=True)
class Named:
    """An address that a sitemap names. `index` is whether it is of another sitemap; `published` only where the
    sitemap says so (news), `title` likewise; `lastmod` is the day of the last change, ISO 8601."""

    url: str
    index: bool = False
    lastmod: str | None = None
    published: tuple[DateEvidence, ...] = ()
    title: str | None = None


def unpacked(body: bytes) -> bytes:
    """Return the bytes of a sitemap: gzipped once or twice, or not at all, whatever its name and type say."""
    for _ in range(3):
        if not body.startswith(b"\x1f\x8b"):
            break
        try:
            body = zlib.decompressobj(zlib.MAX_WBITS + 16).decompress(body, LARGEST)
        except zlib.error:
            break
    return body


def is_whole(body: bytes) -> bool:
    """Whether a sitemap ends as it should: its last tag closes its first, and what was packed was unpacked to its end.
    A list of plain text has no end that could be missed."""
    if body.startswith(b"\x1f\x8b"):
        packed = zlib.decompressobj(zlib.MAX_WBITS + 16)
        try:
            packed.decompress(body, LARGEST)
        except zlib.error:
            return False
        if not packed.eof:
            return False
    end = unpacked(body).rstrip(b" \t\r\n\0")
    return not end.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") or _LAST.search(end[-300:]) is not None


def read_sitemap(body: bytes, url: str) -> Iterator[Named]:
    """Yield what a sitemap names, in its order; nothing for bytes that are none.

    Read piece by piece: a list of 10^5 addresses is never held as a tree. Raises nothing.
    """
    body = unpacked(body).lstrip(b"\xef\xbb\xbf \t\r\n")
    if body.startswith((b"http://", b"https://")):
        for line in body.splitlines():
            if (address := _address(line.decode("utf-8", "replace"), url)) is not None:
                yield Named(address)
        return
    if not body.startswith(b"<") or (
        b"<urlset" not in body[:5000] and b"<sitemapindex" not in body[:5000] and b":urlset" not in body[:5000]
    ):
        return
    try:
        for _, element in etree.iterparse(
            BytesIO(body), events=("end",), recover=True, huge_tree=True, no_network=True
        ):
            name = _name(element)
            if name in ("url", "sitemap"):
                if (named := _named(element, url, index=name == "sitemap")) is not None:
                    yield named
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
    except etree.XMLSyntaxError:
        return


def _name(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _named(element: etree._Element, base: str, *, index: bool) -> Named | None:
    said: dict[str, str] = {}
    for child in element.iter():
        name = _name(child)
        if (
            child is not element
            and child.text
            and (child.getparent() is element or name in ("publication_date", "title"))
        ):
            said.setdefault(name, child.text.strip())
    address = _address(said.get("loc", ""), base)
    if address is None:
        return None
    published = said.get("publication_date", "")
    days = [iso(one) for one in find_dates(published)[:1]]
    return Named(
        address,
        index,
        lastmod=next((iso(one)[0] for one in find_dates(said.get("lastmod", ""))), None),
        published=tuple(
            DateEvidence(value=value, precision=precision, source="sitemap", raw=published) for value, precision in days
        ),
        title=said.get("title") if published else None,
    )


def _address(text: str, base: str) -> str | None:
    text = text.strip()
    try:
        target = urljoin(base, text)
    except ValueError:
        return None
    return target if text and target.startswith(("http://", "https://")) else None
