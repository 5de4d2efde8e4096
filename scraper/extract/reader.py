"""From a page to its Article: the order in which the parts of the reader are asked."""

# ruff: noqa: E501  (word lists and patterns read best in one piece)

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlsplit

from lxml import etree
from parsel.csstranslator import HTMLTranslator

from scraper.article import Article, Hints
from scraper.extract.author import find_author
from scraper.extract.body import Body, body_text, files_under, find_body, own_blocks
from scraper.extract.dates import as_october, has_october_listopad, iso
from scraper.extract.document import Document, NotAnArticle, Unreadable, parse
from scraper.extract.language import language_of
from scraper.extract.links import is_file, page_image, read_links
from scraper.extract.mentions import read_mentions
from scraper.extract.metadata import Metadata, read_metadata, words_of
from scraper.extract.outline import Outline, plain_chars
from scraper.extract.published import find_published
from scraper.extract.several import addressed, neighbours, unpaged
from scraper.extract.title import find_title
from scraper.polish import folded
from scraper.rights import read_rights
from scraper.site import Profile
from scraper.url import canonical_url

_MENU_LINKS: Final = 5
_MENU_SHARE: Final = 0.85
"""Links, and the share of a body's letters within links, from which it is a menu."""
_MEAGRE: Final = 250
"""Characters below which a body without a name may be what was left of a page whose article was passed over."""


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

    `headers` are those of the response (any case; several of one name parted by line breaks); `profile` overrides single fields by selectors,
    and where one matches nothing `unmatched` names it and the generic answer stands; `captured_at` is
    "now" for the page: later dates are refused; `hints` are what the way to the page said of it.

    Raises NotAnArticle for bytes that are no page of HTML, Unreadable for a page too big to read; no
    other exception. What the page does not say is None or empty.
    """
    with _named_errors(url):
        document = parse(html, url, headers=headers, encoding=profile.encoding if profile else None)
        return _read(document, url, profile, captured_at, hints, headers)


@contextmanager
def _named_errors(url: str) -> Iterator[None]:
    """Give every failure a name that a crawl can keep: a page that no rule foresaw is Unreadable, with its cause."""
    try:
        yield
    except (NotAnArticle, Unreadable):
        raise
    except Exception as error:
        raise Unreadable(f"{url}: {type(error).__name__}: {error}") from error


def extract_all(
    html: bytes,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    profile: Profile | None = None,
    captured_at: datetime | None = None,
    hints: Hints | None = None,
) -> list[Article]:
    """Read a page that may hold several articles (an archive with full texts): one Article each, in order.

    Several are read only where the page marks them, as articles or as parts of one name side by side that hold most
    of its text, each with its own heading that links to its own address, or where each stands with a heading and a day
    of its own and has no page of its own (`extract_unpaged`); any other page gives the one Article of `extract`.
    Raises what `extract` raises.
    """
    with _named_errors(url):
        document = parse(html, url, headers=headers, encoding=profile.encoding if profile else None)
        found = []
        metadata = read_metadata(document)
        for span, own, heading in addressed(Outline(document.root), url, metadata.base):
            part = Document(root=span.element, url=own, encoding=document.encoding)
            article = _read(part, own, profile, captured_at, Hints(title=heading))
            if article.body:
                language = article.language or language_of("", metadata.language)
                found.append(replace(article, language=language, rights=read_rights(metadata.meta, headers)))
        if len(found) < 2:
            found = _unpaged(document, metadata, captured_at, headers)
        return found if len(found) > 1 else [_read(document, url, profile, captured_at, hints, headers)]


def extract_unpaged(
    html: bytes,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    profile: Profile | None = None,
    captured_at: datetime | None = None,
    leading: Collection[str] = (),
) -> list[Article]:
    """Read the news of a page that has no page of its own, in order; nothing where there is none.

    The address of each is that of the page with a fragment. `leading` are addresses that the page's lists lead to: what
    links there is only the beginning of an article. Raises what `extract` raises.
    """
    with _named_errors(url):
        document = parse(html, url, headers=headers, encoding=profile.encoding if profile else None)
        return _unpaged(document, read_metadata(document), captured_at, headers, leading)


def _unpaged(
    document: Document,
    metadata: Metadata,
    captured_at: datetime | None,
    headers: Mapping[str, str] | None,
    leading: Collection[str] = (),
) -> list[Article]:
    rights = read_rights(metadata.meta, headers)
    october = has_october_listopad(metadata.language)
    found = []
    for item in unpaged(document.root, document.url, metadata.base, captured_at, leading):
        value, precision = iso(as_october(item.said, item.raw) if october else item.said)
        blocks = list(item.blocks)
        text = unicodedata.normalize("NFC", body_text(Body(blocks)))
        found.append(
            Article(
                url=item.url,
                title=unicodedata.normalize("NFC", item.title),
                published=value,
                published_precision=precision,
                published_from="page",
                published_raw=item.raw,
                language=language_of(text, metadata.language),
                body=text,
                links=read_links(blocks, document.url, metadata.base),
                mentions=read_mentions(f"{item.title}\n\n{text[:300_000]}", value, october_listopad=october),
                rights=rights,
            )
        )
    return found


@lru_cache(maxsize=512)
def _selector(css: str) -> Any:
    return etree.XPath(HTMLTranslator().css_to_xpath(css))


def _select(root: Any, css: str) -> list[Any]:
    return [node for node in _selector(css)(root) if isinstance(getattr(node, "tag", None), str)]


def _read(
    document: Document,
    url: str,
    profile: Profile | None,
    captured_at: datetime | None,
    hints: Hints | None,
    headers: Mapping[str, str] | None = None,
) -> Article:
    root = document.root
    metadata = read_metadata(document)
    profile = profile or Profile()
    unmatched: list[str] = []

    def wanted(name: str, css: str | None) -> list[Any]:
        nodes = _select(root, css) if css else []
        if css and not nodes:
            unmatched.append(name)
        return nodes

    drop = frozenset(node for css in profile.drop for node in wanted(f"drop {css}", css))
    drop |= neighbours(root, url, metadata.base)
    stated = metadata.first("og:url") or ""
    outline = Outline(root, url=url, stated=stated, drop=drop)
    if sum(b.chars for b in outline.blocks) < 40:
        whole = Outline(root, url=url, stated=stated, everything=True, drop=drop)
        if sum(b.chars for b in whole.blocks) > 40:
            outline = whole
    hinted = hints.title if hints else None
    title, title_at = find_title(outline, metadata, hinted)
    body = find_body(outline, title_at, title)
    if (
        (short := body.chars) < _MEAGRE
        and (body.span is None or body.span.role != "body")
        and any(
            plain_chars(part, 2 * _MEAGRE) >= 2 * _MEAGRE
            for part in outline.passed_over
            if part.tag not in ("aside", "footer")
        )
    ):
        # the names of the layout may hide the article: once more, trusting them less
        wider = Outline(root, url=url, stated=stated, drop=drop, lenient=True)
        again, again_at = find_title(wider, metadata, hinted)
        found = find_body(wider, again_at, again)
        if found.chars > max(2 * _MEAGRE, 4 * short):
            outline, title, title_at, body = wider, again, again_at, found
    if (nodes := wanted("title", profile.title)) and (named := words_of(nodes[0])):
        title = named
        title_at = next((i for i, b in enumerate(outline.blocks) if folded(b.text) == folded(named)), title_at)
        body = find_body(outline, title_at, title)
    if nodes := wanted("body", profile.body):
        body = Body(
            own_blocks([b for node in nodes for b in Outline(node, url=url, drop=drop).blocks], title),
            body.start,
            body.end,
            body.span,
        )
    elif _is_menu(body, url):
        body = Body([], body.start, body.end, body.span)
    text = body_text(body)
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    language = language_of(text or title or "", metadata.language)
    nodes = wanted("published", profile.published)
    dates = find_published(
        outline,
        metadata,
        url,
        title_at=title_at,
        body_start=body.start,
        body_end=body.end,
        known=body.span is not None and body.span.role == "body",
        empty=not text,
        hints=hints,
        profile_text=(nodes[0].get("datetime") or nodes[0].get("content") or words_of(nodes[0])) if nodes else None,
        date_format=profile.date_format,
        captured_at=captured_at,
        keep_zone=language in ("en", "other") and not _polish_host(url),
        english=language == "en",
    )
    published = dates.published
    nodes = wanted("author", profile.author)
    return Article(
        url=canonical_url(url),
        title=unicodedata.normalize("NFC", title) if title else None,
        published=published.value if published else None,
        published_precision=published.precision if published else None,
        published_from=published.source if published else None,
        published_raw=published.raw if published else None,
        published_rivals=dates.rivals,
        modified=dates.modified,
        author=words_of(nodes[0]) if nodes else find_author(metadata, outline, body, title_at, hints),
        language=language,
        body=text,
        image=page_image(
            metadata.first("og:image", "og:image:url", "twitter:image")
            or (None if text else _picture(outline, title_at)),
            url,
            metadata.base,
        ),
        categories=_categories(metadata, outline, hints),
        links=read_links([*body.blocks, *files_under(outline.blocks, body.end)], url, metadata.base),
        mentions=read_mentions(
            f"{title}\n\n{text[:300_000]}" if title else text[:300_000],
            published.value if published else None,
            october_listopad=has_october_listopad(metadata.language),
        ),
        rights=read_rights(metadata.meta, headers),
        unmatched=tuple(unmatched),
    )


def _is_menu(body: Body, url: str) -> bool:
    """Whether a body is no more than links to other pages of the site: what is left of a page that shows a picture."""
    chars = sum(block.chars for block in body.blocks)
    anchors = [anchor for block in body.blocks for anchor in block.anchors]
    if len(anchors) < _MENU_LINKS or sum(block.link_chars for block in body.blocks) < _MENU_SHARE * chars:
        return False
    own = urlsplit(url).netloc
    return all(urlsplit(anchor.href).netloc in ("", own) and not is_file(anchor.href) for anchor in anchors)


def _picture(outline: Outline, title_at: int | None) -> str | None:
    """Return the source of the first picture below the title: what a page without a text has to show."""
    title = outline.blocks[title_at].element if title_at is not None else None
    below = title is None
    for node in outline.root.iter():
        if node is title:
            below = True
        elif below and node.tag == "img" and (source := node.get("src") or "") and not source.startswith("data:"):
            return source
    return None


def _polish_host(url: str) -> bool:
    return url.partition("://")[2].partition("/")[0].partition(":")[0].endswith(".pl")


def _categories(metadata: Metadata, outline: Outline, hints: Hints | None) -> tuple[str, ...]:
    names = [
        *(hints.categories if hints else ()),
        *metadata.sections,
        *metadata.meta.get("article:section", []),
        *outline.categories,
    ]
    return tuple(dict.fromkeys(" ".join(n.split()) for n in names if n.strip()))[:20]
