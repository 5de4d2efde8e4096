"""The links of a page as they stand on it: which stand alike side by side, and what stands beside each.

A list of articles is known by its shape, not by the names of its layout: links in the same place, each in a record of
its own with a headline, a day, a few lines. A menu, a cloud of tags and a pager have other shapes.
"""

# ruff: noqa: E501  (word lists read best in one piece)

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from scraper.article import DateEvidence
from scraper.cms.pagers import ON, OTHER_PAGE, bare_words, is_other_view, is_pager_of
from scraper.cms.records import Above, Anchor, counts_below, lone_day, pieces_of, record_of, stated_above, surroundings
from scraper.cms.section_words import reduced
from scraper.cms.shapes import is_page
from scraper.extract.dates import Said, as_october, dates_in, has_october_listopad, month_first, month_leads
from scraper.extract.document import FramePage, parse
from scraper.extract.links import absolute, base_of, is_share
from scraper.extract.metadata import shown_text
from scraper.url import address_key, canonical_url

_STATE: Final = re.compile(
    r"\d|^(?:first|last|odd|even|active|current|current-menu-item|selected|open|sticky|is-\w+|has-\w+|status-\w+|format-\w+|"
    r"category-\w.*|tag-\w.*|type-\w+|author-\w+|hentry|post|visible|in|show|item)$"
)
"""Names of a class that tell one of several like elements from the next."""
_MENU: Final = re.compile(
    r"(?<![a-z])(?:menu|nav|navbar|navi|navigation|nawigacja|breadcrumbs?|okruszki|footer|stopka|topbar|header-links|lang|languages?|"
    r"jezyk\w*|social|share|cookie\w*|toolbar)(?![a-z])"
)
_TRAIL: Final = re.compile(r"(?<![a-z])(?:bread-?crumbs?|okruszki|you-?are-?here|sciezka|trail)(?![a-z])")
"""What the layout calls the way from the front page down to this one."""
_OTHER_FORM: Final = re.compile(
    r"(?:wy)?drukuj( strone| artykul| te strone)?|wersja do druku|wydruk|druk|print(er)?([- ]friendly)?( version| this( page| article)?)?|"
    r"verze pro tisk|vytisknout( stranku| clanek)?|verzia pre tlac|vytlacit|tlacit|drucken|druckversion|seite drucken|imprimer|version imprimable|"
    r"imprimir|version para imprimir|stampa( pagina)?|versione stampabile|afdrukken|skriv ut|udskriv|tulosta|nyomtatas|tipareste|spausdinti|drukat|"
    r"друк(увати)?|версія для друку|(?:zapisz (?:jako )?)?pdf|wyslij( znajomemu| e-mailem)?|polec znajomemu|e-?mail( this)?|(?:send|tell) (?:to )?a friend"
)
"""The words of links to another form of the same page."""
_LOGO: Final = re.compile(r"(?<![a-z])(?:logo|brand|site-?(?:title|name|branding))(?![a-z])")
_PAGER: Final = re.compile(
    r"(?<![a-z])(?:pag(?:er|ination|inacja|enavi)|page-numbers|pagelinks|nav-links|stronicowanie|strony|pages|paging|numery)(?![a-z])"
)
_SIDE: Final = re.compile(r"(?<![a-z])(?:sidebar|side|aside|widget\w*|boczn\w+|right|left|lewa|prawa|panel)(?![a-z])")
_NO_SIDE: Final = re.compile(
    r"(?:elementor|text|float|pull|align|justify|items|content|border|margin|padding)[-_]\S*|has-\S*|is-\S*"
)
"""What builders of pages call everything, and how text is set: "elementor-widget", "text-right"."""
_NEWS_NAMES: Final = re.compile(
    r"(?<![a-z])(?:h?entry|post|posts|news|newsy|aktualnosc\w*|artykul\w*|article|wpis\w*|blog|clanek|clanky|aktualit\w*|novink\w*|wiadomosc\w*)(?![a-z])"
)
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "dt"})
_INLINE: Final = frozenset({"a", "b", "strong", "i", "em", "u", "font", "span", "abbr", "sup", "sub", "small"})
_LANGUAGES: Final = frozenset(
    ("pl", "en", "de", "cs", "cz", "sk", "ua", "uk", "ru", "fr", "es", "it", "english", "polski", "deutsch", "cesky")
)


WORDY: Final = 3.5
"""Words of the links of a menu, on average, from which they are headlines."""
WORDS_BEFORE: Final = 9
"""Words before a link in its paragraph from which it is no line of a list, though it has a day."""
SHORT: Final = 3.0
"""Words below which they are no headlines, if nothing stands beside them."""


@dataclass(frozen=True, slots=True)
class PlacedLink:
    """A link to a page of the same site, as it stands on a page.

    `place` names where it stands, the same on every page of a layout; `kind` is what it looks like there:
    ``record`` (of a list of its likes, with text of its own), ``menu``, ``pager``, ``language``, ``frame``, ``text``
    (within running text) or ``plain``. `beside` is the number of words of its record outside the link; `day` the day that
    stands alone in the record; `side`: it stands beside the page's own text; `marked`: the page calls its record an
    article, in words of HTML or of the layout. `container` is a number that records of one list share on the page: two
    lists of a front page may stand in places of one name.
    """

    url: str
    text: str
    place: str
    kind: str
    headline: bool = False
    beside: int = 0
    day: DateEvidence | None = None
    side: bool = False
    marked: bool = False
    container: int = 0


@dataclass(slots=True)
class PageLinks:
    """What a page leads to. `heading` is its own heading; `links` are in the order of the page, one a target and place."""

    url: str
    heading: str
    links: list[PlacedLink] = field(default_factory=list)

    def records(self) -> dict[str, list[PlacedLink]]:
        """Return the records by place."""
        found: dict[str, list[PlacedLink]] = defaultdict(list)
        for link in self.links:
            if link.kind == "record":
                found[link.place].append(link)
        return found


def read_page_links(html: bytes, url: str, *, headers: Mapping[str, str] | None = None) -> PageLinks:
    """Read the links of a page that lead to pages of the same site. Raises NotAnArticle, Unreadable."""
    try:
        root = parse(html, url, headers=headers).root
    except FramePage as page_of_frames:
        return PageLinks(url, "", list(_framed(page_of_frames.frames, url, url)))
    base = base_of(url, next((node.get("href", "") for node in root.iter("base")), ""))
    heading = next((" ".join("".join(h.itertext()).split()) for h in root.iter("h1")), "")
    page = PageLinks(url=url, heading=heading)
    above = stated_above(root)
    language = (root.get("lang") or root.get("xml:lang") or "").lower()
    as_written = _reading(root, language)
    by_place: dict[str, list[Anchor]] = defaultdict(list)
    for anchor in _anchors(root, base, url):
        by_place[anchor.place].append(anchor)
    for place, group in by_place.items():
        page.links += _placed(place, group, url, above, as_written)
    page.links += _framed(_shown_pages(root), base, url)
    page.links += _by_script(root, base, url)
    return page


def _reading(root: Any, language: str) -> Callable[[Said, str], Said]:
    """Return how a page in a language is to be read: month first in American figures, "listopad" in Croatian."""
    if language.startswith("en") and month_leads(shown_text(root), language):
        return lambda said, raw: month_first(said) if said.either else said
    return as_october if has_october_listopad(language) else lambda said, raw: said


def _anchors(root: Any, base: str, url: str) -> Iterator[Anchor]:
    own = address_key(url)
    site = own.partition("/")[0].partition("?")[0]
    for element in root.iter("a", "area"):
        href = element.get("href")
        if not href or ("nofollow" in (element.get("rel") or "") and "ugc" in (element.get("rel") or "")):
            continue
        target = absolute(href, base)
        if target is None or target[:4] != "http" or is_share(target):
            continue
        target = canonical_url(target)
        key = address_key(target)
        if key.partition("/")[0].partition("?")[0] != site or not is_page(target):
            continue
        if is_other_view(target, url):
            continue
        chain = list(element.iterancestors())
        text = " ".join("".join(element.itertext()).split())
        if _OTHER_FORM.fullmatch(reduced(text)):
            continue  # the same once more, for the printer or a friend
        if not text:
            text = " ".join((element.get("title") or element.get("aria-label") or element.get("alt") or "").split())
        yield Anchor(element, target, text, _place(element, chain), chain)


def _place(element: Any, chain: list[Any]) -> str:
    names = [
        _named(node)
        for node in (element, *chain)
        if node.tag not in ("html", "body", "font", "span", "b", "strong", "em", "i")
    ]
    return ">".join(reversed(names[:9]))


def _named(node: Any) -> str:
    tag = node.tag if isinstance(node.tag, str) else "?"
    stable = next((c for c in (node.get("class") or "").lower().split() if not _STATE.search(c)), "")
    return f"{tag}.{stable}" if stable else tag


_Found = tuple[Anchor, str, bool, int, DateEvidence | None, int]
"""A link with its kind by its own, whether it is a headline, the words beside it, its day, and its list."""


def _placed(
    place: str,
    group: list[Anchor],
    url: str,
    above: Mapping[Any, Above],
    as_written: Callable[[Said, str], Said],
) -> Iterator[PlacedLink]:
    """Yield the links of one place, one a target; `as_written` reads a day as the page's language writes it."""
    below = counts_below(group)
    merged: dict[str, Anchor] = {}
    for anchor in group:
        known = merged.get(anchor.url)
        if known is None or len(anchor.text) > len(known.text):
            merged[anchor.url] = anchor
    found: list[_Found] = []
    for anchor in merged.values():
        record = record_of(anchor, below) if len(merged) > 1 else surroundings(anchor)
        pieces = pieces_of(anchor, record, merged)
        day = lone_day(pieces, anchor.text, above.get(anchor.element), as_written)
        if len(merged) == 1 and _under_heading(anchor, record):
            day = None
        beside = sum(len(piece.split()) for piece in pieces if piece != anchor.text)
        found.append((anchor, _kind(anchor, url), _is_headline(anchor), beside, day, hash(record.getparent())))
    dated = [one for one in found if one[-2] is not None]
    if 2 <= len(dated) < len(found) / 3:
        # Tables within tables put the menu in the same place as the news.
        yield from _kept(place, dated)
        yield from _kept(place, [one for one in found if one[-2] is None])
    else:
        yield from _kept(place, found)


def _kept(place: str, found: list[_Found]) -> Iterator[PlacedLink]:
    """Yield the links of one place with what they look like beside each other."""
    n = len(found)
    words = sum(len(anchor.text.split()) for anchor, *_ in found) / n
    # One of many is the text of the page that a link of the menu's kind stands under.
    headlines = 3 * sum(headline for _, _, headline, *_ in found) >= n
    days = 3 * sum(day is not None for *_, day, _ in found) >= n
    # A box of the newest news that stands among menus is none; links of a word or two, with nothing beside them, are
    # one wherever they stand.
    lean = not headlines and not days and sorted(beside for _, _, _, beside, *_ in found)[n // 2] < 5
    for anchor, kind, headline, beside, day, container in found:
        marked = any(n.tag == "article" or _NEWS_NAMES.search(_names(n)) for n in anchor.chain[:6] if n.tag != "body")
        if kind == "menu" and words >= WORDY and not _is_of_every_page(anchor):
            kind = "plain"
        if kind == "pager" and (day is not None or beside >= 8) and ON.fullmatch(bare_words(anchor.text)):
            kind = "plain"  # "więcej" under a few lines of text leads into an article
        if kind == "plain":
            if _in_prose(anchor):
                kind = "text"
            elif n >= 3 and words < SHORT and lean:
                kind = "menu"
            elif (
                day is None and not headline and beside < 5 and len(anchor.text.split()) < SHORT and (days or headlines)
            ):
                kind = "menu"  # in a place where tables within tables put the menu too
            elif (n > 1 and (headlines or days or beside >= 8 or words >= WORDY)) or (
                n == 1 and headline and (beside >= 8 or any(node.tag == "article" for node in anchor.chain[:4]))
            ):
                kind = "record"
        side = any(
            node.tag == "aside" or (node.tag not in ("body", "html") and _SIDE.search(_NO_SIDE.sub("", _names(node))))
            for node in anchor.chain
        )
        yield PlacedLink(anchor.url, anchor.text, place, kind, headline, beside, day, side, marked, container)


def _under_heading(anchor: Anchor, record: Any) -> bool:
    """Whether what is around a lone link has a heading that leads nowhere: an article with its own day, and a way back."""
    return not _is_headline(anchor) and any(
        node.tag in _HEADINGS and next(node.iter("a"), None) is None for node in record.iter(*_HEADINGS)
    )


def _is_of_every_page(anchor: Anchor) -> bool:
    """Whether a link is the site's name or of the way down from it, however many words it has."""
    return any(_LOGO.search(_names(n)) for n in (anchor.element, *anchor.chain[:3])) or any(
        _TRAIL.search(_names(n)) for n in anchor.chain[:6]
    )


def _names(node: Any) -> str:
    return f"{node.get('class') or ''} {node.get('id') or ''}".lower()


def _kind(anchor: Anchor, url: str) -> str:
    element, text = anchor.element, bare_words(anchor.text)
    rel = (element.get("rel") or "").split()
    if element.get("hreflang") or text in _LANGUAGES:
        return "language"
    named = any(_PAGER.search(_names(n)) for n in anchor.chain[:4] if n.tag != "body")
    if is_pager_of(anchor.url, url, text) or (named and (ON.fullmatch(text) or {"next", "prev"} & set(rel))):
        return "pager"
    framed = any(n.tag in ("nav", "header", "footer") and not _within(n, "article") for n in anchor.chain) or any(
        _MENU.search(_names(n)) for n in anchor.chain if n.tag not in ("body", "html")
    )
    if _is_of_every_page(anchor):
        return "menu"  # a heading or not
    if framed and not _is_headline(anchor) and not _within(element, "article"):
        return "menu"
    return "plain"


def _within(node: Any, tag: str) -> bool:
    return any(n.tag == tag for n in node.iterancestors())


def _is_headline(anchor: Anchor) -> bool:
    if any(n.tag in _HEADINGS for n in anchor.chain[:4]) or any(
        d.tag in _HEADINGS for d in anchor.element.iterdescendants()
    ):
        return True
    return any(
        re.search(r"(?<![a-z])(?:title|tytul|headline|naglowek|heading|nadpis|titulek)(?![a-z])", _names(n))
        for n in (anchor.element, *anchor.chain[:2])
    )


def _in_prose(anchor: Anchor) -> bool:
    """Whether a link stands within running text: a paragraph that says more than the link."""
    for node in anchor.chain[:4]:
        if node.tag in ("p", "blockquote") or (
            node.tag == "li" and not any(n.tag in _HEADINGS for n in anchor.chain[:4])
        ):
            text = " ".join("".join(node.itertext()).split())
            rest = len(text.split()) - len(anchor.text.split())
            return node.tag != "li" and rest >= 6 and _is_within(_text_before(node, anchor.element), 2)
    # Tables of 2005 have no paragraphs: their lines end with <br>.
    return ON.fullmatch(bare_words(anchor.text)) is None and _is_within(_line_before(anchor.element), 4)


def _is_within(before: str, least: int) -> bool:
    """Whether so many words stand before a link that it is part of what they say: "12 marca 2019: tytuł" is a line of
    a list."""
    words = len(before.split())
    return words >= least and (words >= WORDS_BEFORE or not dates_in(before))


def _line_before(element: Any) -> str:
    """Return the text that stands before a link on its own line."""
    said: list[str] = []
    node = element
    while node is not None:
        for sibling in node.itersiblings(preceding=True):
            said.insert(0, sibling.tail or "")
            if sibling.tag not in _INLINE or len(said) > 4 * WORDS_BEFORE:
                return " ".join("".join(said).split())
            if sibling.tag != "a":  # "Start | O nas | Kontakt": the links before it are no sentence
                said.insert(0, "".join(sibling.itertext()))
        node = node.getparent()
        said.insert(0, (node.text or "") if node is not None else "")
        if node is None or node.tag not in _INLINE:
            break
    return " ".join("".join(said).split())


def _text_before(node: Any, element: Any) -> str:
    said = []
    for part in node.iter():
        if part is element:
            break
        if isinstance(part.tag, str):
            said.append(part.text or "")
    # tails of elements before it
    for sibling in element.itersiblings(preceding=True):
        said.append(sibling.tail or "")
    return " ".join("".join(said).split())


def _shown_pages(root: Any) -> list[str]:
    """Return the sources, as written, of what a page shows in frames of its own."""
    return [node.get("src", "") for node in root.iter("frame", "iframe")]


def _framed(sources: list[str], base: str, url: str) -> Iterator[PlacedLink]:
    """Yield the pages of the same site that a page shows in frames."""
    own = address_key(url).partition("/")[0].partition("?")[0]
    for source in sources:
        target = absolute(source, base)
        if target is not None and address_key(target).partition("/")[0].partition("?")[0] == own and is_page(target):
            yield PlacedLink(url=canonical_url(target), text="", place="frame", kind="frame")


def _by_script(root: Any, base: str, url: str) -> Iterator[PlacedLink]:
    """Yield the addresses that a script would load on a click: "show more" that is a button."""
    own = address_key(url).partition("/")[0].partition("?")[0]
    for node in root.iter():
        if not isinstance(node.tag, str) or node.tag in ("img", "source", "script", "link", "meta"):
            continue
        for name, value in node.attrib.items():
            if not (name.startswith("data-") and re.search(r"url|href|next|more|load", name)) or len(value) > 300:
                continue
            if not (value.startswith(("/", "?", "http"))):
                continue
            target = absolute(value, base)
            if (
                target is not None
                and address_key(target).partition("/")[0].partition("?")[0] == own
                and is_page(target)
            ):
                text = " ".join("".join(node.itertext()).split())[:60]
                if OTHER_PAGE.fullmatch(bare_words(text)):
                    place = f"{_named(node)}[{name}]"
                    yield PlacedLink(url=canonical_url(target), text=text, place=place, kind="pager")
