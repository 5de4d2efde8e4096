"""The title: the heading that the page is about, without the site's name, the section or the breadcrumb."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from itertools import islice
from typing import Final

from scraper.extract.boilerplate import SECTIONS
from scraper.extract.metadata import Metadata, text_of
from scraper.extract.outline import Block, Outline
from scraper.polish import bare

_SEPARATOR: Final = re.compile(r"\s+(?:[|–—»«·•:/\\]|::|-{1,2}|>{1,2}|←|→|~|⋆|/{2})\s+|\s*(?:\||»|::)\s*")
_TITLE_CLASS: Final = re.compile(
    r"(?:^|[\s_-])(?:(?:entry|post|article|news|item|page|single|content|artykul|wpis|aktualnosc)[_-]*(?:title|tytul|header|heading|headline|name)|headline|tytul|itemtitle|title|naglowek)(?:$|[\s_-])",
    re.I,
)


_APART: Final = re.compile(r"[^\w]+")


@lru_cache(maxsize=2048)
def _key(text: str | None) -> str:
    """Return the words of a title alone, for comparing."""
    return _APART.sub(" ", bare(text)).strip().lower() if text else ""


def stripped(text: str, site: str | None = None, heads: tuple[str, ...] = ()) -> str:
    """Return a head title without the site's name and section names at its ends."""
    pieces = _SEPARATOR.split(text)
    if len(pieces) < 2:
        return text.strip()
    cuts = [m.span() for m in _SEPARATOR.finditer(text)]
    start, end = 0, len(text)
    site_key = _key(site)
    # the name of the site, or a section, stands first or last
    first, last = _key(pieces[0]), _key(pieces[-1])
    if site_key and last == site_key:
        end = cuts[-1][0]
    elif (site_key and first == site_key) or first in SECTIONS:
        start = cuts[0][1]
    else:
        # without a known name: the longest run is the title
        longest = max(range(len(pieces)), key=lambda i: len(pieces[i]))
        if longest == 0:
            end = cuts[0][0] if len(pieces) == 2 else cuts[-1][0]
        elif longest == len(pieces) - 1:
            start = cuts[-1][1]
        else:
            start, end = (cuts[longest - 1][1], cuts[longest][0])
    rest = text[start:end].strip()
    again = _SEPARATOR.split(rest)
    if len(again) > 1 and (_key(again[-1]) in SECTIONS or _key(again[0]) in SECTIONS):
        return stripped(rest, site)
    return rest


@lru_cache(maxsize=8192)
def _titled(names: str) -> bool:
    return _TITLE_CLASS.search(names) is not None


def headings_of(outline: Outline) -> Iterator[int]:
    """Yield the indices of the blocks that are headings or bear the class of a title."""
    for index, block in enumerate(outline.blocks):
        if block.heading or (block.chars < 300 and (names := block.element.get("class")) and _titled(names)):
            yield index


def find_title(outline: Outline, metadata: Metadata, hint: str | None = None) -> tuple[str | None, int | None]:
    """Return the title and the index of the block that prints it; None for what is not found."""
    title, at = _find(outline, metadata, hint)
    if title is None:
        return None, at
    if "&" in title and ";" in title:
        title = unescape(title)  # escaped twice, as "&amp;#8211;"
    return _as_typed(title, metadata, hint), at


_STRAIGHT: Final = str.maketrans("’‘“”", "''\"\"")


def _as_typed(title: str, metadata: Metadata, hint: str | None) -> str:
    """Return a printed title as the head of the page types it, where the theme changed its marks or its capitals.

    Themes turn a typed apostrophe into a curly one and set whole headings in small letters; the words are the same.
    """
    curly = title.translate(_STRAIGHT)
    if curly == title and not title.islower():
        return title
    for stated in (hint, metadata.first("og:title", "twitter:title"), metadata.head_title):
        for piece in (stated, *_SEPARATOR.split(stated)) if stated else ():
            text = " ".join(piece.split()) if piece else ""
            if text != title and (text == curly or (title.islower() and text == title[:1].upper() + title[1:])):
                return text
    return title


def _site_name(outline: Outline, metadata: Metadata) -> tuple[str | None, str]:
    """Return the site's name and its host: as the page calls it, or the end of its title that its host spells."""
    host = outline.address.partition("/")[0].removeprefix("www.").lower()
    named = metadata.first("og:site_name", "application-name")
    if named is None and (label := host.split(".")[0].replace("-", "")):
        pieces = _SEPARATOR.split(metadata.head_title)
        if len(pieces) > 1:
            named = next((p for p in (pieces[-1], pieces[0]) if _key(p).replace(" ", "") == label), None)
    return named, host


def _kin(key: str, keys: list[str]) -> bool:
    """Whether a heading begins as what the head states, or shares at least half of its longer words."""
    words = set(key.split())
    for stated in keys:
        if len(words) > 4 and key.split()[:4] == stated.split()[:4]:
            return True
        longer = {w for w in stated.split() if len(w) > 3}
        if len(longer) > 2 and len(longer & words) * 2 >= len(longer):
            return True
    return False


def _find(outline: Outline, metadata: Metadata, hint: str | None) -> tuple[str | None, int | None]:
    """Find the title as it is printed.

    A heading that the head of the page also names is the title; then a lone h1; then what the head
    says, without the site's name.
    """
    site, host = _site_name(outline, metadata)
    og = metadata.first("og:title", "twitter:title", "dc.title")
    headline = text_of(metadata.article.get("headline")) or text_of(metadata.article.get("name"))
    stated = [t for t in (hint, headline, og, metadata.head_title) if t]
    keys = [_key(t) for t in stated]
    site_key = _key(site)
    host_key = _key(host)
    best: tuple[float, int] | None = None
    for order, index in enumerate(islice(headings_of(outline), 40)):
        block = outline.blocks[index]
        key = _key(block.text)
        if (
            not key
            or len(key) > 400
            or key in (site_key, host_key)
            or (key in SECTIONS and len(keys) > 0 and key not in keys)
        ):
            continue
        points = _points(block, key, keys, site_key) - min(order, 20) * 0.1
        if best is None or points > best[0]:
            best = (points, index)
            if block.tag == "h1" and points >= 5:
                break  # the first heading of the page says what its head says
    if best is not None and (best[0] >= 3 or (best[0] > 0 and not keys)):
        return _once(outline.blocks[best[1]].text), best[1]
    printed_title = (
        best is not None and best[0] > 1 and (outline.blocks[best[1]].tag == "h1" or _named(outline.blocks[best[1]]))
    )
    if (
        printed_title
        and best is not None
        and not any(t and _key(t) != site_key and _key(t) != _key(metadata.head_title) for t in (hint, headline, og))
    ):
        return _once(outline.blocks[best[1]].text), best[1]
    firsts = [i for i, block in enumerate(outline.blocks) if block.tag == "h1"]
    lone = _key(outline.blocks[firsts[0]].text) if len(firsts) == 1 else site_key
    if lone not in (site_key, host_key) and _kin(lone, keys):
        return _once(outline.blocks[firsts[0]].text), firsts[0]  # it says in its own words what the head says
    head = metadata.head_title
    if host and head.lower().startswith(host + " "):
        head = head[len(host) :].strip(" -–|:»")  # the address as the site's name
    stated_title = _stated(hint, headline, og, head, site)
    if stated_title:
        key = _key(stated_title)
        printed = next(
            (
                i
                for i, b in enumerate(outline.blocks)
                if abs(b.chars - len(stated_title)) < 6 and b.link_chars < b.chars and _key(b.text) == key
            ),
            None,
        )
        if printed is not None:
            return _once(outline.blocks[printed].text), printed
    if stated_title is None and printed_title and best is not None:
        return _once(outline.blocks[best[1]].text), best[1]
    return stated_title, None


_NAMED: Final = re.compile(
    r"(?:entry|post|article|news|single|artykul\w*|wpis\w*|aktualnosc\w*)[_-]*(?:title|tytul|headline|header)\b", re.I
)


def _named(block: Block) -> bool:
    """Whether the layout calls a block the title of an article."""
    return (
        block.element is not None
        and _NAMED.search(f"{block.element.get('class') or ''} {block.element.get('itemprop') or ''}") is not None
    )


def _stated(hint: str | None, headline: str | None, og: str | None, head: str, site: str | None) -> str | None:
    """Return the best title that the head of the page states."""
    site_key = _key(site)
    for text in (hint, headline):
        if text and _key(text) not in SECTIONS:
            pieces = _SEPARATOR.split(text)
            named = len(pieces) > 1 and site_key and _key(pieces[-1]) == site_key
            return _once(stripped(text, site) if named else text)
    for text in (og, head):
        if text:
            short = stripped(text, site)
            if short and _key(short) not in SECTIONS and _key(short) != site_key:
                return _once(short)
    return None


def _points(block: Block, key: str, keys: list[str], site_key: str) -> float:
    points = {"h1": 2.5, "h2": 1.2, "h3": 0.6}.get(block.tag, 0.0)
    element = block.element
    names = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
    if _NAMED.search(names):
        points += 2.4
    elif _TITLE_CLASS.search(names):
        points += 1.2
    if key in SECTIONS:
        points -= 3
    for stated in keys:
        if key == stated:
            points += 4
            break
        if len(key) > 3 and f" {key} " in f" {stated} ":
            points += 3.5 * len(key) / len(stated) + 0.5
            break
        if len(stated) > 15 and (key.startswith(stated[: max(15, int(len(stated) * 0.7))])):
            points += 2
            break
    if block.link_chars > 0.8 * block.chars and block.tag != "h1":
        points -= 1.5  # a teaser's heading is a link
    return points


def _once(text: str) -> str:
    """Return a title that is printed twice in one element only once."""
    text = " ".join(text.split())
    half = len(text) // 2
    if len(text) > 20 and text[:half].strip() == text[half:].strip():
        return text[:half].strip()
    return text
