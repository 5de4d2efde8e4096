"""Feeds: RSS 0.9 to 2.0, RSS 1.0 (RDF), Atom and JSON Feed, whatever content type they are sent with.

A feed gives addresses and dates as evidence; the page is the record. Specifications: https://www.rssboard.org/rss-specification,
RFC 4287 (Atom), RFC 5005 (paged feeds), https://www.jsonfeed.org/version/1.1/ .
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

import feedparser
from scrapy.http import TextResponse

from scraper.article import DateEvidence, Hints
from scraper.extract.dates import find_dates, iso
from scraper.extract.document import decode

WARSAW: Final = ZoneInfo("Europe/Warsaw")
_START: Final = re.compile(r"<(?:rss|feed|rdf:RDF|RDF|channel)[\s>]", re.I)
_PROLOG: Final = re.compile(r"^\s*<\?xml[^>]*\?>")


_FEED_ADDRESS: Final = re.compile(
    r"(?:^|/)(?:feed|rss|atom)\w*(?:/|\.xml|\.rdf|\.php|\.json)?/?(?:\?.*)?$|\.(?:rss|rdf|atom)$|[?&](?:format|type|feed)=(?:feed|rss2?|atom)|"
    r"/(?:index|feeds?)\.(?:xml|rdf)$",
    re.I,
)
FEED_TYPES: Final = (
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/json",
    "text/xml",
)
MOST_FEEDS: Final = 3
"""Feeds of a page that are read: of its news, of a section, of a language; the others are of comments and tags."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One piece of news that a feed names: its absolute address, and what the feed says of it."""

    url: str
    hints: Hints


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed says: its entries in its order, the address of its next page (RFC 5005) or None."""

    entries: tuple[Entry, ...]
    next: str | None = None


def read_feed(body: bytes, url: str) -> Feed | None:
    """Read a feed; None for bytes that are none. Raises nothing: a feed that breaks off gives what came."""
    text, _ = decode(body)
    start = text[:4000].lstrip("\ufeff \t\r\n")
    if start.startswith("{"):
        return _json_feed(text, url)
    if not start.startswith("<") or _START.search(start) is None:
        return None
    parsed = feedparser.parse(_PROLOG.sub("", start[:400], count=1) + text.lstrip("\ufeff \t\r\n")[400:])
    if not parsed.version and not parsed.entries:
        return None
    entries = [_entry(found, url) for found in parsed.entries]
    following = next((link.get("href") for link in parsed.feed.get("links", []) if link.get("rel") == "next"), None)
    return Feed(tuple(e for e in entries if e is not None), urljoin(url, following) if following else None)


def _entry(found: Any, base: str) -> Entry | None:
    link = found.get("feedburner_origlink") or found.get("link") or ""
    if not link and str(found.get("id", "")).startswith(("http://", "https://")):
        link = found["id"]
    target = _absolute(link, base)
    if target is None:
        return None
    said = found.get("published") or found.get("created") or found.get("date") or ""
    changed = found["updated"] if "updated" in found else ""  # noqa: SIM401  get() would take the publication
    return Entry(
        target,
        Hints(
            published=date_of(said),
            modified=next((e.value for e in date_of(changed)), None) if changed and changed != said else None,
            title=_line(found.get("title")),
            author=_line(found.get("author")),
            categories=tuple(name for tag in found.get("tags", []) if (name := _line(tag.get("term")))),
        ),
    )


def _json_feed(text: str, url: str) -> Feed | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    if not isinstance(found, dict) or "jsonfeed.org" not in str(found.get("version")):
        return None
    entries = []
    for item in found.get("items") or []:
        if (
            not isinstance(item, dict)
            or (target := _absolute(str(item.get("url") or item.get("id") or ""), url)) is None
        ):
            continue
        authors = item.get("authors") or ([item["author"]] if isinstance(item.get("author"), dict) else [])
        entries.append(
            Entry(
                target,
                Hints(
                    published=date_of(str(item.get("date_published") or "")),
                    modified=next((e.value for e in date_of(str(item.get("date_modified") or ""))), None),
                    title=_line(item.get("title")),
                    author=next((_line(a.get("name")) for a in authors if isinstance(a, dict)), None),
                    categories=tuple(t for tag in item.get("tags") or [] if (t := _line(tag))),
                ),
            )
        )
    following = found.get("next_url")
    return Feed(tuple(entries), urljoin(url, following) if isinstance(following, str) and following else None)


def _absolute(link: str, base: str) -> str | None:
    try:
        target = urljoin(base, link.strip())
    except ValueError:
        return None
    return target if link.strip() and target.startswith(("http://", "https://")) else None


def _line(text: object) -> str | None:
    if not isinstance(text, str):
        return None
    return " ".join(re.sub(r"<[^>]+>", "", text).split()) or None


def date_of(raw: str) -> tuple[DateEvidence, ...]:
    """Return the moment that a feed states as evidence, in Warsaw's time; nothing where it states none."""
    raw = raw.strip()
    for said in find_dates(raw):
        value, precision = iso(said)
        return (DateEvidence(value=value, precision=precision, source="feed", raw=raw),)
    try:
        moment = parsedate_to_datetime(raw)  # a year of two figures, as in RFC 822
    except (TypeError, ValueError):
        return ()
    moment = moment.replace(tzinfo=WARSAW) if moment.tzinfo is None else moment.astimezone(WARSAW)
    return (DateEvidence(value=moment.isoformat(), precision="minute", source="feed", raw=raw),)


def feeds_of(response: TextResponse) -> list[str]:
    """Return the addresses of the feeds that a page names, but for those of comments."""
    found = []
    for link in response.css("link[rel~=alternate][href]"):
        kind = link.attrib.get("type", "").partition(";")[0].strip().lower()
        address, title = response.urljoin(link.attrib["href"].strip()), link.attrib.get("title", "").lower()
        if kind in FEED_TYPES and "comment" not in address and "komentarz" not in title and "/wp-json/" not in address:
            found.append(address)
    return list(dict.fromkeys(found))[:MOST_FEEDS]


def feeds_linked(response: TextResponse) -> list[str]:
    """Return the addresses that look like those of feeds among the links of a page that announces none: an icon, a word
    in the footer."""
    links = response.css("a[href]::attr(href)").getall()
    found = [response.urljoin(href.strip()) for href in links if _FEED_ADDRESS.search(href) and "comment" not in href]
    return list(dict.fromkeys(found))[:MOST_FEEDS]
