"""The title: the heading that the page is about, without the site's name, the section or the breadcrumb.

A heading that the head of the page also names is the title; then a heading that the layout calls the title of an
article; then a lone h1; then what the head says, without the site's name; and on pages older than headings the line
in bold or large letters above the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from itertools import chain, islice
from typing import Final
from urllib.parse import urlsplit

from scraper.extract.boilerplate import STOP_LINE, is_section
from scraper.extract.dates import Said, dates_in
from scraper.extract.ending import SENTENCE
from scraper.extract.metadata import Metadata, text_of, words_of
from scraper.extract.outline import Block, Outline
from scraper.extract.printed import undated
from scraper.polish import bare, folded

_SEPARATOR: Final = re.compile(r"\s+(?:[|–—»«·•:/\\]|::|-{1,2}|>{1,2}|←|→|~|⋆|/{2}|\*{2,})\s+|\s*(?:\||»|::)\s*")
_TITLE_CLASS: Final = re.compile(
    r"(?:^|[\s_-])(?:(?:entry|post|article|news|item|page|single|content|artykul|wpis|aktualnosc)[_-]*(?:title|tytul|header|heading|headline|name)|headline|tytul|itemtitle|title|naglowek|nadpis|nazov|titulek|titulok|titel|ueberschrift|uberschrift|titre|titulo|titolo|titlu|cim|virsraksts|antraste|pavadinimas|pealkiri|naslov|naslovi|overskrift|otsikko|zagolovok|zagolovak)(?:$|[\s_-])",
    re.I,
)
_NAMED: Final = re.compile(
    r"(?<![a-z])(?:entry|post|article|news(?!letter)|single|story|artykul\w*|wpis\w*|aktualnosc\w*)(?:[_-]+[a-z]{1,8})?[_-]*(?:title|tytul|headline|header)\b|(?:^|\s)(?:contentheading|capmain)\b",
    re.I,
)
_SITE_CLASS: Final = re.compile(
    r"(?:^|[\s_-])(?:logo\w*|(?:navbar|site|header)[_-]?brand|slogan|tagline|(?:site|portlet|widget|module|block|box|boks|sidebar|related|blog|page)[_-]?(?:title|name|header|tytul|naglowek)|(?:title|tytul|naglowek)[_-]?(?:dzial\w*|sekcj\w*|kategori\w*|section|category))(?:$|[\s_-])",
    re.I,
)
"""What the layout calls the name of the site or of a box beside the article."""
_NOT_PAGE: Final = re.compile(r"(?:^|\s)(?:page|blog)[_-]?(?:title|header)(?:$|\s)", re.I)
"""Half of the themes call the title of an article the page's title."""
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_FRONT: Final = re.compile(
    r"(?:\.?/)?(?:(?:index|default|home)\.(?:php|aspx?|jsp))?|/(?:index|default|home)\.html?", re.I
)
"""The path of a link to the front page. A relative "index.html" is as often the page's own, in a folder of its own."""
_APART: Final = re.compile(r"[^\w]+")


@lru_cache(maxsize=2048)
def _key(text: str | None) -> str:
    """Return the words of a title alone, for comparing."""
    return _APART.sub(" ", bare(text)).strip().lower() if text else ""


def stripped(text: str, site: str | None = None) -> str:
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
    elif (site_key and first == site_key) or is_section(first):
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
    if len(again) > 1 and (is_section(_key(again[-1])) or is_section(_key(again[0]))):
        return stripped(rest, site)
    return rest


@dataclass(frozen=True, slots=True)
class _Said:
    """What the head of the page says: its titles and their `keys`, best first, the `longest` piece of the head's own;
    the names of the site as `site`; `path` is that of the page."""

    hint: str | None
    headline: str | None
    og: str | None
    head: str
    site_name: str | None
    site: frozenset[str]
    keys: list[str]
    longest: str
    path: str

    @property
    def only_head(self) -> bool:
        """Whether nothing but the head's title speaks, and what speaks says the same."""
        head = _key(self.head)
        return not any(t and _key(t) != head and _key(t) not in self.site for t in (self.hint, self.headline, self.og))


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


def _head_of(outline: Outline, metadata: Metadata, hint: str | None) -> _Said:
    host = outline.address.partition("/")[0].removeprefix("www.").lower()
    named = metadata.first("og:site_name", "application-name")
    pieces = _SEPARATOR.split(metadata.head_title)
    labels = [label.replace("-", "") for label in host.split(".")[:-1] if len(label) > 3] or [host.split(".")[0]]
    if named is None and len(pieces) > 1:
        named = next((p for p in (pieces[-1], pieces[0]) if _key(p).replace(" ", "") in labels), None)
    if named is None:
        # a heading that leads to the front page says which of the pieces, or that all of them, is the site's name
        ends = {_key(pieces[0]): pieces[0], _key(pieces[-1]): pieces[-1]}
        signs = (outline.blocks[at] for at in islice(headings_of(outline), 8))
        named = next(
            (ends[key] for b in signs if (key := _key(b.text)) in ends and _leads_home(b, outline.address)), None
        )
    headline = text_of(metadata.article.get("headline")) or text_of(metadata.article.get("name"))
    og = metadata.first("og:title", "twitter:title", "dc.title")
    stated = [t for t in (hint, headline, og, metadata.head_title) if t]
    site = {_key(named), _key(host)} - {""}
    if len(pieces) == 1 and (key := _key(metadata.head_title)).replace(" ", "") in labels:
        site.add(key)  # the host spells the whole title: the site's name alone
    return _Said(
        hint=hint,
        headline=headline,
        og=og,
        head=metadata.head_title,
        site_name=named,
        site=frozenset(site),
        keys=[_key(t) for t in stated],
        longest=_key(max(pieces, key=len)) if len(pieces) > 1 else "",
        path=outline.address.partition("/")[2],
    )


def _leads_to(block: Block, path: str) -> bool:
    """Whether a heading is a link to its own page, as forums and many systems print it."""
    return bool(path) and any(anchor.href.partition("#")[0].rstrip("/").endswith(path) for anchor in block.anchors)


@lru_cache(maxsize=8192)
def _titled(names: str) -> bool:
    return _TITLE_CLASS.search(names) is not None or _NAMED.search(names) is not None


def headings_of(outline: Outline) -> Iterator[int]:
    """Yield the indices of the blocks that are headings or bear the class of a title."""
    for index, block in enumerate(outline.blocks):
        if block.heading or (block.chars < 300 and (names := _names(block)) and _titled(names)):
            yield index


def _names(block: Block) -> str | None:
    """Return what the layout calls a block: a row by its cells."""
    if block.tag != "tr":
        names: str | None = block.element.get("class")
        if (own := block.element.get("id")) and _NAMED.search(words := _CAMEL.sub("-", own)):
            return f"{names or ''} {words}"  # "NewsPostDetailTitle"; "naglowek" is the head of the page as often
        return names
    return " ".join(names for cell in block.element if (names := cell.get("class")))


def _find(outline: Outline, metadata: Metadata, hint: str | None) -> tuple[str | None, int | None]:
    blocks = outline.blocks
    if hint and (wanted := _key(hint)):
        for at in headings_of(outline):
            if _key(blocks[at].text) == wanted:
                return blocks[at].text, at  # printed as the way to the page has it
    said = _head_of(outline, metadata, hint)
    best, named = _best_heading(outline, said)
    bare_head = not (said.hint or said.headline or said.og)
    if best is not None and (best[0] >= 3 or (best[0] > 0 and not said.keys)):
        at = best[1]
        if named is not None and named > at and not _named(blocks[at]) and _is_of(blocks, at, named, said.keys):
            at = named  # the first heading names the site, the layout the article
        elif bare_head and _key(blocks[at].text) in said.keys and (other := _below_menu(outline, at)) is not None:
            return other
        return _worded(blocks[at], said), at
    if best is not None and best[0] > 1 and (blocks[best[1]].tag == "h1" or _named(blocks[best[1]])) and said.only_head:
        if not _stands_over_text(blocks, best[1]) and (over := _over_most(outline)) is not None:
            return _worded(blocks[over], said), over  # "Quicklinks" in large letters below the news
        return _worded(blocks[best[1]], said), best[1]
    firsts = [i for i, block in enumerate(blocks) if block.tag == "h1"]
    if len(firsts) == 1 and (lone := _key(blocks[firsts[0]].text)) not in said.site and _kin(lone, said.keys):
        return _once(blocks[firsts[0]].text), firsts[0]  # it says in its own words what the head says
    stated = _stated(said, outline)
    if stated is not None and (printed := _printed(outline, stated)) is not None:
        if bare_head and (other := _below_menu(outline, printed)) is not None:
            return other
        return _first_line(blocks[printed]), printed
    if bare_head and (trail := _ends_trail(outline, said.head)) is not None:
        return " ".join(said.head.split()), trail
    if bare_head and (found := _above_text(outline, said, best[1] if best is not None and best[0] > 0.5 else None)):
        return found  # what no line of the page prints is the name of the site, or what a program put there
    if stated is None and best is not None and best[0] > 1:
        return _once(blocks[best[1]].text), best[1]
    return stated, None


def _is_of(blocks: list[Block], at: int, named: int, keys: list[str]) -> bool:
    """Whether the block that the layout calls the title is what the page is about, and the heading before it the
    site's name: the head names it too, or nothing but the site."""
    if any(b.chars > 80 and b.link_chars < 0.5 * b.chars for b in blocks[at + 1 : named]):
        return False
    key = _key(blocks[named].text)
    if any(f" {key} " in f" {stated} " for stated in keys):
        return len(key) > 8
    return {_key(blocks[at].text)} == set(keys) and _stands_over_text(blocks, named)


_DAY_BEHIND: Final = re.compile(r"\s*[/|,(–-]\s*(?:\d{1,2}[\s./-]*)?(?:[^\W\d]{3,12}|\d{1,2})\.?[\s./-]*\d{4}\)?\s*")
_DAY_BEFORE: Final = re.compile(r"\s*\d{1,2}[\s./-]*(?:[^\W\d]{3,12}|\d{1,2})\.?[\s./-]*(?:\d{4})?\s*")


def _worded(block: Block, said: _Said) -> str:
    """Return a heading without the section or the day that some themes set beside it."""
    text = _once(undated(block))
    for stated in (said.headline, said.og, *_SEPARATOR.split(said.head)):
        if not stated or len(stated) <= 12 or stated == text:
            continue
        if text.endswith(stated) and _DAY_BEFORE.fullmatch(text[: -len(stated)]):
            return stated
        if text.startswith(stated) and _DAY_BEHIND.fullmatch(text[len(stated) :]):
            return stated
    return _without_section(text, said)


def _without_section(text: str, said: _Said) -> str:
    """Return a heading without the section before it: one of the usual names, or what the head names behind it."""
    cut = _SEPARATOR.search(text)
    if cut is None or len(text) - cut.end() <= 8 or _key(text) in said.keys:
        return text
    section, rest = _key(text[: cut.start()]), _key(text[cut.end() :])
    pieces = [_key(piece) for piece in _SEPARATOR.split(said.head)]
    behind = rest in pieces and section in pieces[pieces.index(rest) + 1 :]
    return text[cut.end() :] if is_section(section) or behind else text


def _below_menu(outline: Outline, at: int) -> tuple[str, int] | None:
    """Return the title where the heading that repeats the head's title stands in the site's header, above its menu."""
    blocks = outline.blocks
    for index in range(at + 1, min(at + 60, len(blocks))):
        block = blocks[index]
        if block.chars > 80 and block.link_chars < 0.5 * block.chars and SENTENCE.search(block.text):
            return None
        menu = sum(len(b.anchors) for b in blocks[at + 1 : index] if b.chars and b.link_chars >= 0.6 * b.chars)
        if menu >= 3 and (block.heading or _emphasised(block)) and _stands_over_text(blocks, index):
            line = _once(block.text) if block.heading else _emphasised(block)
            if line and not is_section(_key(line)) and not _of_site(block, outline.address):
                return line, index
    return None


def _ends_trail(outline: Outline, head: str) -> int | None:
    """Return the block that is a trail of links to the page and, behind them, all that the head says: wikis have no
    other line for the title."""
    key = _key(head)
    for index, block in enumerate(outline.blocks[:60]):
        if block.anchors and key and block.chars > len(head) and _key(block.text).endswith(f" {key}"):
            between = block.chars - block.link_chars - len(head)
            if 0 < between <= 3 * len(block.anchors) and key not in _key(block.anchors[-1].text):
                return index
    return None


def _above_text(outline: Outline, said: _Said, best: int | None) -> tuple[str, int] | None:
    """Return the heading, else the line in bold or large letters, that stands over the first sentences of a page."""
    blocks = outline.blocks
    for index, block in enumerate(blocks[:200]):
        if index == best and _stands_over_text(blocks, index):
            return _worded(block, said), index
        if (line := _emphasised(block)) and _stands_over_text(blocks, index) and not _of_site(block, outline.address):
            # a line above the menu is the site's name, where another stands below it
            return _below_menu(outline, index) or (_without_section(line, said), index)
        if block.chars > 80 and block.link_chars < 0.5 * block.chars and SENTENCE.search(block.text):
            return None
    return None


def _best_heading(outline: Outline, said: _Said) -> tuple[tuple[float, int] | None, int | None]:
    """Return the likeliest heading with its points, and the first that the layout calls the title of an article."""
    best: tuple[float, int] | None = None
    named: int | None = None
    for order, index in enumerate(islice(headings_of(outline), 40)):
        block = outline.blocks[index]
        key = _key(undated(block))
        if (
            not key
            or len(key) > 400
            or key in said.site
            or (is_section(key) and key not in said.keys)
            or _of_site(block, outline.address)
        ):
            continue
        if (pieces := _SEPARATOR.split(block.text))[1:] and all(
            is_section(piece := _key(p)) or piece in said.site for p in pieces
        ):
            continue
        if named is None and _named(block):
            named = index
        points = _points(block, key, said, order) - min(order, 20) * 0.1
        if best is None or points > best[0]:
            best = (points, index)
            if block.tag == "h1" and points >= 5 and named is not None:
                break  # the first heading of the page says what its head says
    return best, named


def _of_site(block: Block, address: str) -> bool:
    """Whether a heading is the name of the site: it leads to the front page, or the layout calls it so."""
    names = block.element.get("class")
    if names and _SITE_CLASS.search(names) and not _NOT_PAGE.search(names):
        return True
    return _leads_home(block, address)


def _leads_home(block: Block, address: str) -> bool:
    """Whether a line is a link to the front page of its site."""
    for anchor in block.anchors[:1]:
        if 2 * block.link_chars >= block.chars and address.partition("/")[2]:
            parts = urlsplit(anchor.href) if "[" not in anchor.href else None
            if (
                parts is not None
                and _FRONT.fullmatch(parts.path) is not None
                and not parts.query
                and not parts.fragment
            ):
                return anchor.href != "" and parts.netloc in ("", address.partition("/")[0])
    return False


def _points(block: Block, key: str, said: _Said, order: int) -> float:
    points = {"h1": 2.5, "h2": 1.2, "h3": 0.6}.get(block.tag, 0.0)
    element = block.element
    names = f"{_names(block) or ''} {element.get('itemprop') or ''}"
    if _NAMED.search(names):
        points += 2.4
    elif _TITLE_CLASS.search(names):
        points += 1.2
    if is_section(key):
        points -= 3
    for stated in said.keys:
        if key == stated:
            points += 4
            break
        if len(key) > 3 and f" {key} " in f" {stated} ":
            points += 3.5 * len(key) / len(stated) + (1.5 if key == said.longest and order < 4 else 0.5)
            break
        if len(stated) > 15 and (key.startswith(stated[: max(15, int(len(stated) * 0.7))])):
            points += 2
            break
    if block.link_chars > 0.8 * block.chars and block.tag != "h1":
        if not _leads_to(block, said.path):
            points -= 1.5  # a teaser's heading is a link
        elif any(f" {key} " in f" {stated} " for stated in said.keys) and order < 4:
            points += 1.5
    return points


def _named(block: Block) -> bool:
    """Whether the layout calls a block the title of an article."""
    return _NAMED.search(f"{_names(block) or ''} {block.element.get('itemprop') or ''}") is not None


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


def _stated(said: _Said, outline: Outline) -> str | None:
    """Return the best title that the head of the page states."""
    head, host = said.head, outline.address.partition("/")[0].removeprefix("www.").lower()
    if host and head.lower().startswith(host + " "):
        head = head[len(host) :].strip(" -–|:»")  # the address as the site's name
    site_key = _key(said.site_name)
    for text in (said.hint, said.headline):
        if text and not is_section(_key(text)):
            pieces = _SEPARATOR.split(text)
            named = len(pieces) > 1 and site_key and _key(pieces[-1]) == site_key
            return _once(stripped(text, said.site_name) if named else text)
    for text in (said.og, head):
        if text:
            short = stripped(text, said.site_name)
            if short and not is_section(_key(short)) and _key(short) not in said.site:
                return _once(short)
    return None


def _printed(outline: Outline, title: str) -> int | None:
    """Return the block that prints a title, alone or as its first line; not a link to it, nor the site's name."""
    key = _key(title)
    for index, block in enumerate(outline.blocks):
        if block.chars > len(title) + 300 or block.link_chars >= block.chars:
            continue
        whole = block.text.partition("\n")[0]
        line = _DATED.sub("", whole)
        if (
            abs(len(line) - len(title)) < 6
            and _key(line) == key
            and not _of_site(block, outline.address)
            and (whole == block.text or _stands_over_text(outline.blocks, index))  # not the head of an address
        ):
            return index
    return None


_DATED: Final = re.compile(r"^\d{1,2}[./-]\d{1,2}[./-]\d{4}(?:\s?r\.)?\s*[-–|:]\s*")


def _first_line(block: Block) -> str:
    return _once(_DATED.sub("", block.text.partition("\n")[0]))


_BOLD: Final = ("b", "strong", "big", "font", "span", "u", "center")
_LARGE: Final = re.compile(r"^\+?[3-7]$")
_LARGE_STYLE: Final = re.compile(
    r"font-size:\s*(?:(?:1[89]|[2-9]\d)(?:\.\d+)?(?:px|pt)|1[4-7]pt|(?:1\.[3-9]|[2-9])\d*r?em|(?:x-)+large|large)"
)
_HEAD_CLASS: Final = re.compile(
    r"head|title|tytul|naglow|temat|nadpis|nazov|titulek|titulok|virsrakst|antraste|pealkiri|naslov|overskrift|otsikko|uberschrift|ueberschrift|(?:^|\s)tit\d?(?:$|\s)",
    re.I,
)


def _is_whole_date(said: Said) -> bool:
    """Whether a date is one that a line may be there for: "Biuro nieczynne 27 maja" is a title."""
    return said.year is not None or said.relative is not None


def _emphasised(block: Block) -> str | None:
    """Return the first line of a block where all of it is bold or large, as titles were before headings; None else."""
    line, _, below = block.text.partition("\n")
    if below and len(line) < 30 and len(dates := dates_in(line)) == 1 and dates[0].end - dates[0].start > len(line) - 6:
        line = below.partition("\n")[0]  # the day above the title
    if not 8 <= len(line) <= 200 or block.link_chars > 0.5 * block.chars or line[-1] in ":;,.":
        return None
    key = folded(line)
    if STOP_LINE.match(key) or is_section(_key(line)) or (len(line) < 25 and any(map(_is_whole_date, dates_in(line)))):
        return None
    for node in chain((block.element,), block.element.iter(*_BOLD)):
        if (
            node.tag in ("b", "strong", "big")
            or (node.tag == "font" and _LARGE.match(node.get("size") or ""))
            or _HEAD_CLASS.search(node.get("class") or "")
            or _LARGE_STYLE.search(node.get("style") or "")
        ) and _key(words_of(node)) == _key(line):
            return _once(line)
    return None


def _stands_over_text(blocks: list[Block], index: int) -> bool:
    """Whether sentences follow within a few lines, and no heading of a higher rank before them."""
    tag = blocks[index].tag if blocks[index].heading else "h9"
    for block in blocks[index + 1 : index + 6]:
        if block.heading and block.tag < tag and block.tag != "h1":
            return False
        if block.chars > 60 and block.link_chars < 0.5 * block.chars and SENTENCE.search(block.text):
            return True
    return False


def _over_most(outline: Outline) -> int | None:
    """Return the heading under which most of the text stands, before the next of its rank or a higher one."""
    most, found = 200, None
    for index in islice(headings_of(outline), 40):
        block = outline.blocks[index]
        if not block.heading or is_section(_key(block.text)) or _of_site(block, outline.address):
            continue
        prose = 0
        for below in outline.blocks[index + 1 : index + 80]:
            if below.heading and below.tag <= block.tag:
                break
            if below.chars > 60 and 2 * below.link_chars < below.chars and SENTENCE.search(below.text):
                prose += below.chars - below.link_chars
        if prose > most and _stands_over_text(outline.blocks, index):
            most, found = prose, index
    return found


def _once(text: str) -> str:
    """Return a title that is printed twice in one element only once."""
    text = " ".join(text.split())
    half = len(text) // 2
    if len(text) > 20 and text[:half].strip() == text[half:].strip():
        return text[:half].strip()
    return text
