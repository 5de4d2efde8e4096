"""From a page to its Article: the order in which the parts of the reader are asked."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from scraper.article import Article, Hints
from scraper.extract.body import body_text, find_body
from scraper.extract.document import parse
from scraper.extract.language import language_of
from scraper.extract.links import page_image, read_links
from scraper.extract.mentions import read_mentions
from scraper.extract.metadata import Metadata, read_metadata, text_of
from scraper.extract.outline import Outline
from scraper.extract.published import find_published
from scraper.extract.title import find_title
from scraper.site import Profile
from scraper.url import canonical_url


def extract(
    html: bytes,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    profile: Profile | None = None,
    captured_at: datetime | None = None,
    hints: Hints | None = None,
) -> Article:
    """Read one article page.

    `headers` are those of the response (any case); `profile` overrides single fields by selectors;
    `captured_at` is "now" for the page: later dates are refused (without it nothing is "today");
    `hints` are what the way to the page said of it.

    Raises NotAnArticle for bytes that are no page of HTML, Unreadable for a page too big to read; no
    other exception. What the page does not say is None or empty.
    """
    document = parse(html, url, headers=headers, encoding=profile.encoding if profile else None)
    metadata = read_metadata(document)
    outline = Outline(document.root)
    if sum(b.chars for b in outline.blocks) < 40:
        whole = Outline(document.root, everything=True)
        if sum(b.chars for b in whole.blocks) > 40:
            outline = whole
    title, title_at = find_title(outline, metadata, hints.title if hints else None)
    body = find_body(outline, title_at, title)
    text = body_text(body)
    language = language_of(text or title or "", metadata.language)
    dates = find_published(
        outline,
        metadata,
        url,
        title_at=title_at,
        body_start=body.start,
        body_end=body.end,
        hints=hints,
        captured_at=captured_at,
        keep_zone=language in ("en", "other") and not _polish_host(url),
    )
    published = dates.published
    text = unicodedata.normalize("NFC", text) if not text.isascii() else text
    return Article(
        url=canonical_url(url),
        title=unicodedata.normalize("NFC", title) if title else None,
        published=published.value if published else None,
        published_precision=published.precision if published else None,
        published_from=published.source if published else None,
        published_raw=published.raw if published else None,
        published_rivals=dates.rivals,
        modified=dates.modified,
        author=_author(metadata, hints),
        language=language,
        body=text,
        image=page_image(metadata.first("og:image", "og:image:url", "twitter:image"), url, document.base),
        categories=_categories(metadata, hints),
        links=read_links(body.blocks, url, document.base),
        mentions=read_mentions(text, published.value if published else None),
    )


def extract_all(html: bytes, url: str, **options: Any) -> list[Article]:
    """Read a page that may hold several articles; takes what `extract` takes. At least one comes back."""
    return [extract(html, url, **options)]


def _polish_host(url: str) -> bool:
    host = urljoin(url, "/").split("/")[2:3]
    return bool(host) and host[0].split(":")[0].endswith(".pl")


def _author(metadata: Metadata, hints: Hints | None) -> str | None:
    return text_of(metadata.article.get("author")) or metadata.first("author", "article:author", "dc.creator") or (hints.author if hints else None)


def _categories(metadata: Metadata, hints: Hints | None) -> tuple[str, ...]:
    names = list(hints.categories) if hints else []
    names += metadata.sections + metadata.meta.get("article:section", [])
    return tuple(dict.fromkeys(n for n in names if n))
