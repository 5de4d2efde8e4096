"""The one record that travels: from the reader of a page through the pipelines to the archive.

Everything here is frozen: a stage returns a new record or drops it, nothing edits one in passing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Precision = Literal["minute", "day", "month", "year"]
"""How much of a date the source says. A date is never given more than that."""

Source = Literal["profile", "jsonld", "meta", "microdata", "time", "rest", "feed", "page", "url", "sitemap", "listing"]
"""Where a date was found (`articles.published_from`)."""

LinkKind = Literal["outbound", "internal", "attachment", "email"]

RightSource = Literal["header", "meta", "tdmrep.json"]
"""Where the owner of a page says what may be done with it."""

AddressReason = Literal["redirect", "canonical", "print", "amp", "tracking", "same-text"]
"""Why another address is an address of the same article (`addresses.reason`)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DateEvidence:
    """One date that a source states.

    `value` is ISO 8601 and as long as `precision` says: ``2012``, ``2012-12``, ``2012-12-21``, or
    ``2012-12-21T10:30:00+01:00`` (Europe/Warsaw offset; seconds kept when the source has them).
    `raw` is the text as it stands in the source.
    """

    value: str
    precision: Precision
    source: Source
    raw: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Hints:
    """What a way in (REST list, feed, sitemap, listing) says of a page before it is read."""

    published: tuple[DateEvidence, ...] = ()
    modified: str | None = None
    title: str | None = None
    author: str | None = None
    categories: tuple[str, ...] = ()

    def plain(self) -> dict[str, Any]:
        """Return what is said as plain values, for JSON."""
        return {name: value for name, value in asdict(self).items() if value}

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Hints:
        """Return the hints that `plain` made plain. Raises TypeError for other names."""
        values = dict(plain)
        values["published"] = tuple(DateEvidence(**evidence) for evidence in plain.get("published", ()))
        values["categories"] = tuple(plain.get("categories", ()))
        return cls(**values)


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """A link of an article's body, in reading order; `position` counts from 1."""

    position: int
    url: str
    text: str
    kind: LinkKind


@dataclass(frozen=True, kw_only=True, slots=True)
class Mention:
    """A date of an event that the text speaks of: never the date of publication.

    `start` and `end` are ISO 8601 dates (equal for a single day); `text` is the expression as
    written, `sentence` the sentence it stands in.
    """

    start: str
    end: str
    precision: Precision
    text: str
    sentence: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Right:
    """One word of the owner about what may be done with a page.

    `says` is what it comes to, `raw` how it is written; `policy` is the address of the terms of a licence, where a
    reservation of text and data mining names one.
    """

    says: Literal["noarchive", "noindex", "nosnippet", "tdm-reserved", "tdm-not-reserved"]
    source: RightSource
    raw: str
    policy: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Article:
    """What one article page says. What it does not say is None or empty.

    `url` is the canonical URL; `body` is paragraphs split by one blank line, in NFC, without
    boilerplate and without the title. `site` is set by the spider, not by the reader.
    """

    url: str
    site: str | None = None
    title: str | None = None
    published: str | None = None
    published_precision: Precision | None = None
    published_from: Source | None = None
    published_raw: str | None = None
    published_rivals: tuple[DateEvidence, ...] = ()
    modified: str | None = None
    author: str | None = None
    language: str | None = None
    body: str = ""
    image: str | None = None
    categories: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    mentions: tuple[Mention, ...] = ()
    rights: tuple[Right, ...] = ()
    """What the owner says may be done with the page; the reader knows the page's own words, the archive adds those of
    the site (tdmrep.json)."""
    addresses: tuple[tuple[str, AddressReason], ...] = field(default=())
    """Other addresses that led here, each with the reason why it is the same article."""
    unmatched: tuple[str, ...] = ()
    """Names of the profile's selectors that matched nothing on the page; the generic answer stands there."""
    captured_at: str | None = None
    """When the page was fetched: ISO 8601, UTC, whole seconds. Set by the spider, as `site` is."""
    capture_id: int | None = None
    """The row of `captures` that it was read from."""
    reader: str | None = None
    """Which reader made the text (scraper.extract.version)."""

    @property
    def lack(self) -> str | None:
        """What it lacks to be an article, as a cause; None for nothing.

        A picture with a headline is news; a text without a headline is as often a fragment of a menu.
        """
        if self.title and (self.body or self.published or self.image):
            return None
        missing = [name for name, value in (("title", self.title), ("body", self.body)) if not value]
        return f"no {' and no '.join(missing)} could be read"

    @property
    def words(self) -> int:
        """Number of white-space separated words in the body."""
        return len(self.body.split())
