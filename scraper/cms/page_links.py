"""The links of a page as they stand on it: which stand alike side by side, and what stands beside each.

A list of articles is known by its shape, not by the names of its layout: links in the same place, each in a record of
its own with a headline, a day, a few lines. A menu, a cloud of tags and a pager have other shapes.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from scraper.article import DateEvidence
from scraper.extract.dates import find_dates, iso
from scraper.extract.document import parse
from scraper.extract.links import absolute, base_of, is_share
from scraper.polish import folded
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
_PAGER: Final = re.compile(
    r"(?<![a-z])(?:pag(?:er|ination|inacja|enavi)|page-numbers|pagelinks|nav-links|stronicowanie|strony|pages|paging|numery)(?![a-z])"
)
_SIDE: Final = re.compile(r"(?<![a-z])(?:sidebar|side|aside|widget\w*|boczn\w+|right|left|lewa|prawa|panel)(?![a-z])")
_NEWS_NAMES: Final = re.compile(
    r"(?<![a-z])(?:h?entry|post|posts|news|newsy|aktualnosc\w*|artykul\w*|article|wpis\w*|blog|clanek|clanky|aktualit\w*|novink\w*|wiadomosc\w*)(?![a-z])"
)
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "dt"})
_PARTS: Final = frozenset(
    {"div", "section", "article", "li", "ul", "ol", "dl", "table", "tbody", "tr", "td", "main", "aside"}
)
_EMPTY: Final = re.compile(r"\s*")
# ruff: noqa: E501  (word lists read best in one piece)
_OLDER: Final = re.compile(
    r"(?:przejdz do |go to )?(?:"
    r"starsze( wpisy| aktualnosci| wiadomosci| newsy| artykuly| posty)?|older( posts| entries| news| articles)?|next|"
    r"nastepn[aey]|poprzednie (wpisy|aktualnosci|posty|wiadomosci)|dalsi|starsi( clanky| prispevky| zpravy)?|nasledujici|"
    r"nasledujuca|starsie( clanky| prispevky)?|nachste|altere( beitrage)?|"
    r"(?:pokaz|zaladuj|wczytaj|wyswietl|load|show) (?:wiecej|more|kolejne|starsze)( \w+){0,2}|"
    r"wiecej (aktualnosci|wiadomosci|newsow|wpisow)|more (posts|news|articles)|zobrazit dalsi|nacist dalsi|"
    r"newer( posts| entries)?|nowsze( \w+)?|novejsi( \w+)?|previous|poprzedni[ae]|prev|last|first|ostatnia|pierwsza|predchozi"
    r")(?: strona| strony| page| stranka| seite)?|(?:strona|strony|page|str|stranka|seite) \d{1,4}|[«»‹›←→<>]{1,2}"
)
"""The words of links to the other pages of a list, in either direction: a list may count down."""
_ON: Final = re.compile(r"[\[(]?\d{1,3}[\])]?|(?:dalej|wiecej|more|weiter|dalsi)[<>«»←→‹›\s.…]*")
"""Words that lead on: to another page of the list, if its address says so, else into an article."""
_NO_PAGE: Final = re.compile(
    r"\.(?!html?$|xhtml$|php\d?$|aspx?$|jspx?$|do$|cgi$|pl$|shtml?$|dhtml$|phtml$|cfm$)[a-z][a-z0-9]{1,4}$", re.I
)
_NO_PAGE_QUERY: Final = re.compile(
    # what a wiki does with a page, its older states and its comparisons
    r"(?:^|&)(?:do|action)=(?:edit|revisions|recent|backlink|index|login|media|diff|export_\w+|register|profile|search|admin|feed|history|raw|"
    r"info|purge|delete|render|protect|source)(?:&|$)|(?:^|&)(?:oldid|rev|diff)=|"
    r"(?:^|&)(?:format|type|output)=(?:pdf|feed|rss|atom|xml|ical|ics|json|raw|vcf)(?:&|$)|(?:^|&)(?:ical|outlook-ical)=",
    re.I,
)
_YEAR: Final = re.compile(r"(?:rok |year |archiwum )?((?:19|20)\d\d)(?: ?r\.?| rok)?", re.I)
_LANGUAGES: Final = frozenset(
    ("pl", "en", "de", "cs", "cz", "sk", "ua", "uk", "ru", "fr", "es", "it", "english", "polski", "deutsch", "cesky")
)


WORDY: Final = 3.5
"""Words of the links of a menu, on average, from which they are headlines."""
SHORT: Final = 3.0
"""Words below which they are no headlines, if nothing stands beside them."""


@dataclass(frozen=True, slots=True)
class PlacedLink:
    """A link to a page of the same site, as it stands on a page.

    `place` names where it stands, the same on every page of a layout; `kind` is what it looks like there:
    ``record`` (of a list of its likes, with text of its own), ``menu``, ``pager``, ``language``, ``text`` (within
    running text) or ``plain``. `beside` is the number of words of its record outside the link; `day` the day that
    stands alone in the record; `side`: it stands beside the page's own text; `marked`: the page calls its record an
    article, in words of HTML or of the layout.
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


@dataclass(slots=True)
class _Anchor:
    element: Any
    url: str
    text: str
    place: str
    chain: list[Any]


def read_page_links(html: bytes, url: str, *, headers: Mapping[str, str] | None = None) -> PageLinks:
    """Read the links of a page that lead to pages of the same site. Raises NotAnArticle, Unreadable."""
    root = parse(html, url, headers=headers).root
    base = base_of(url, next((node.get("href", "") for node in root.iter("base")), ""))
    heading = next((" ".join("".join(h.itertext()).split()) for h in root.iter("h1")), "")
    page = PageLinks(url=url, heading=heading)
    years = _years_above(root)
    by_place: dict[str, list[_Anchor]] = defaultdict(list)
    for anchor in _anchors(root, base, url):
        by_place[anchor.place].append(anchor)
    for place, group in by_place.items():
        page.links += _placed(place, group, url, years)
    page.links += _by_script(root, base, url)
    return page


def _anchors(root: Any, base: str, url: str) -> Iterator[_Anchor]:
    own = address_key(url)
    site = own.partition("/")[0].partition("?")[0]
    for element in root.iter("a"):
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
        chain = list(element.iterancestors())
        text = " ".join("".join(element.itertext()).split())
        if not text:
            text = " ".join((element.get("title") or element.get("aria-label") or "").split())
        yield _Anchor(element, target, text, _place(element, chain), chain)


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


def _placed(place: str, group: list[_Anchor], url: str, years: Mapping[Any, int]) -> Iterator[PlacedLink]:
    """Yield the links of one place, one a target."""
    below = _counts(group)
    merged: dict[str, _Anchor] = {}
    for anchor in group:
        known = merged.get(anchor.url)
        if known is None or len(anchor.text) > len(known.text):
            merged[anchor.url] = anchor
    found = []
    for anchor in merged.values():
        record = _record(anchor, below) if len(merged) > 1 else _around(anchor)
        pieces = _pieces(anchor, record, merged)
        beside = sum(len(piece.split()) for piece in pieces if piece != anchor.text)
        found.append(
            (
                anchor,
                _kind(anchor, url),
                _is_headline(anchor),
                beside,
                _lone_day(pieces, anchor.text, years.get(anchor.element)),
            )
        )
    n = len(found)
    words = sum(len(anchor.text.split()) for anchor, *_ in found) / n
    # One of many is the text of the page that a link of the menu's kind stands under.
    headlines = 3 * sum(headline for _, _, headline, _, _ in found) >= n
    days = 3 * sum(day is not None for *_, day in found) >= n
    # A box of the newest news that stands among menus is none; links of a word or two, with nothing beside them, are
    # one wherever they stand.
    lean = not headlines and not days and sorted(beside for _, _, _, beside, _ in found)[n // 2] < 5
    for anchor, kind, headline, beside, day in found:
        marked = any(n.tag == "article" or _NEWS_NAMES.search(_names(n)) for n in anchor.chain[:6] if n.tag != "body")
        if kind == "menu" and words >= WORDY:
            kind = "plain"
        if kind == "plain":
            if _in_prose(anchor):
                kind = "text"
            elif n >= 3 and words < SHORT and lean:
                kind = "menu"
            elif (n > 1 and (headlines or days or beside >= 8 or words >= WORDY)) or (
                n == 1 and headline and (beside >= 8 or any(node.tag == "article" for node in anchor.chain[:4]))
            ):
                kind = "record"
        side = any(
            node.tag == "aside" or (node.tag not in ("body", "html") and _SIDE.search(_names(node)))
            for node in anchor.chain
        )
        yield PlacedLink(anchor.url, anchor.text, place, kind, headline, beside, day, side, marked)


def _counts(group: list[_Anchor]) -> Counter[Any]:
    """Return how many targets of a group stand below each element."""
    below: Counter[Any] = Counter()
    seen: set[tuple[int, str]] = set()
    for anchor in group:
        for node in anchor.chain:
            if (id(node), anchor.url) not in seen:
                seen.add((id(node), anchor.url))
                below[node] += 1
    return below


def _names(node: Any) -> str:
    return f"{node.get('class') or ''} {node.get('id') or ''}".lower()


def _kind(anchor: _Anchor, url: str) -> str:
    element, text = anchor.element, _bare(anchor.text)
    rel = (element.get("rel") or "").split()
    if element.get("hreflang") or text in _LANGUAGES:
        return "language"
    named = any(_PAGER.search(_names(n)) for n in anchor.chain[:4] if n.tag != "body")
    if is_pager_of(anchor.url, url, text) or (named and (_ON.fullmatch(text) or {"next", "prev"} & set(rel))):
        return "pager"
    framed = any(n.tag in ("nav", "header", "footer") and not _within(n, "article") for n in anchor.chain) or any(
        _MENU.search(_names(n)) for n in anchor.chain if n.tag not in ("body", "html")
    )
    if framed and not _is_headline(anchor) and not _within(element, "article"):
        return "menu"
    return "plain"


def _bare(text: str) -> str:
    """Return the words of a link folded, without the arrows and brackets about them; those alone where there is no more."""
    low = folded(text)
    return re.sub(r"^[\s<>«»←→‹›\[\]().…|]+|[\s<>«»←→‹›\[\]().…|]+$", "", low) or low


def _within(node: Any, tag: str) -> bool:
    return any(n.tag == tag for n in node.iterancestors())


def is_pager_of(target: str, url: str, text: str) -> bool:
    """Whether a link leads to another page of the list that the page is of: by its number, or by its words."""
    return _OLDER.fullmatch(text) is not None or (
        _ON.fullmatch(text) is not None and list_family(target) == list_family(url)
    )


def is_page(url: str) -> bool:
    """Whether an address may be that of a page: not a picture's, a document's, a feed's, a calendar entry's."""
    parts = urlsplit(url)
    return _NO_PAGE.search(parts.path) is None and _NO_PAGE_QUERY.search(parts.query) is None


_PAGE_STEP: Final = re.compile(
    r"[/,;_-]+(?:page|strona|str|s|p|pg|stranka|seite|offset|start|od|pagina|paged|lista)?[/,;=:_-]*\d{1,5}(?=[/,.;]|$)",
    re.I,
)


def list_family(url: str) -> str:
    """Return what the pages of one list have in common: the address without the number of the page."""
    parts = urlsplit(url)
    path = re.sub(r"/(?:index|default)\.(?:html?|php|aspx?)$", "/", parts.path)
    path = _PAGE_STEP.sub("", path)
    path = re.sub(r"\.(?:html?|php|aspx?)$", "", path).rstrip("/")
    query = sorted(
        piece
        for piece in re.split("[&;]", parts.query)
        if piece and not re.fullmatch(r"[^=]+=\d{0,6}|[^=]*page[^=]*=.*", piece)
    )
    ids = sorted(
        p
        for p in re.split("[&;]", parts.query)
        if re.fullmatch(r"(?:id|cid|catid|cat|kat|kategoria|dzial|itemid|page_id|year|rok)=\d+", p, re.I)
    )
    return f"{(parts.hostname or '').removeprefix('www.')}{path}?{'&'.join(sorted({*query, *ids}))}"


def _is_headline(anchor: _Anchor) -> bool:
    if any(n.tag in _HEADINGS for n in anchor.chain[:4]) or any(
        d.tag in _HEADINGS for d in anchor.element.iterdescendants()
    ):
        return True
    return any(
        re.search(r"(?<![a-z])(?:title|tytul|headline|naglowek|heading|nadpis|titulek)(?![a-z])", _names(n))
        for n in (anchor.element, *anchor.chain[:2])
    )


def _in_prose(anchor: _Anchor) -> bool:
    """Whether a link stands within running text: a paragraph that says more than the link."""
    for node in anchor.chain[:4]:
        if node.tag in ("p", "blockquote") or (
            node.tag == "li" and not any(n.tag in _HEADINGS for n in anchor.chain[:4])
        ):
            text = " ".join("".join(node.itertext()).split())
            rest = len(text.split()) - len(anchor.text.split())
            before = _text_before(node, anchor.element)
            return node.tag != "li" and rest >= 6 and len(before.split()) >= 2 and not find_dates(before)
    return False


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


def _record(anchor: _Anchor, below: Counter[Any]) -> Any:
    """Return the largest element around a link that holds no other link of its group."""
    record = anchor.element
    for node in anchor.chain:
        if below[node] > 1 or node.tag in ("body", "html"):
            break
        record = node
    return record


def _pieces(anchor: _Anchor, record: Any, merged: Mapping[str, _Anchor]) -> list[str]:
    """Return the texts of a link's record, piece by piece, with those that stand between it and the next record."""
    pieces = _texts(record)
    others = {id(one.element) for one in merged.values() if one is not anchor}
    after = _siblings(record, others, preceding=False)
    before = _siblings(record, others, preceding=True)
    if before and (not after or record.tag == "dd" or _opens_with_day(record, merged)):
        # "day, headline, day, headline": what stands after it is the next one's
        pieces = before[:3] + pieces + [piece for piece in after if len(piece.split()) > 5]
    else:
        pieces += after
    return [*pieces, " ".join(record.tail.split())] if record.tail and record.tail.strip() else pieces


def _around(anchor: _Anchor) -> Any:
    for node in anchor.chain:
        if node.tag in ("article", "li", "section", "tr", "div"):
            return node
    return anchor.element


def _siblings(record: Any, others: set[int], *, preceding: bool) -> list[str]:
    found: list[str] = []
    for sibling in record.itersiblings(preceding=preceding):
        if not isinstance(sibling.tag, str):
            continue
        if any(id(a) in others for a in sibling.iter("a")):
            break
        found += _texts(sibling)
        if sibling.tail and sibling.tail.strip():
            found.append(" ".join(sibling.tail.split()))
        if len(found) > 12:
            break
    return found


def _opens_with_day(record: Any, merged: Mapping[str, _Anchor]) -> bool:
    """Whether a day stands before the first record of a list."""
    parent = record.getparent()
    if parent is None:
        return False
    links = {id(a.element) for a in merged.values()}
    for child in parent:
        if not isinstance(child.tag, str):
            continue
        if any(id(a) in links for a in child.iter("a")):
            return False
        if any(find_dates(text) for text in _texts(child)):
            return True
    return False


def _texts(node: Any) -> list[str]:
    """Return the texts under an element, one a leaf: inline elements and their tails apart, so that a day in a span of
    its own is found alone."""
    found: list[str] = []
    if node is None:
        return found
    for part in node.iter():
        if not isinstance(part.tag, str) or part.tag in ("script", "style", "noscript", "template"):
            continue
        if part.tag == "time" and part.get("datetime"):
            found.append(part.get("datetime"))
        for text in (part.text, part.tail if part is not node else None):
            if text and (plain := " ".join(text.split())):
                found.append(plain)
        if len(found) > 60:
            break
    return found


def _years_above(root: Any) -> dict[Any, int]:
    """Return for each link the year that stands alone above it, as lists are divided: a heading, a row of a table."""
    found: dict[Any, int] = {}
    year: int | None = None
    for node in root.iter():
        if not isinstance(node.tag, str):
            continue
        if node.tag == "a":
            if year is not None:
                found[node] = year
        elif node.text and len(node.text) < 20 and (alone := _YEAR.fullmatch(node.text.strip())) is not None:
            year = int(alone[1])
    return found


def _lone_day(pieces: list[str], headline: str, year: int | None) -> DateEvidence | None:
    """Return the one day that stands alone in a record, as listings print it; None where it says two or none. A day in
    the headline is an event's as often as not: it counts where it is all that there is.

    `year` is the one that the list states above the record, for a day without one.
    """
    days: dict[str, DateEvidence] = {}
    for piece in _joined([p for p in pieces if p not in headline]) if len(headline) > 16 else _joined(pieces):
        if len(piece) > 80 or not any(c.isdigit() for c in piece):
            continue
        said = find_dates(piece)
        if year is not None and (not said or said[0].year is None):
            said = find_dates(f"{piece.rstrip('. ')}{'.' if piece.rstrip('. ')[-1:].isdigit() else ' '}{year}")
        if len(said) != 1 or said[0].year is None or said[0].day is None or said[0].first is not None:
            continue
        rest = re.sub(r"[\W\d_]+", " ", piece[: said[0].start] + " " + piece[said[0].end :]).split()
        if len(rest) > 4:
            continue
        value, precision = iso(said[0])
        days.setdefault(value[:10], DateEvidence(value=value, precision=precision, source="listing", raw=piece))
    return next(iter(days.values())) if len(days) == 1 else None


def _joined(pieces: list[str]) -> Iterator[str]:
    """Yield the pieces, and those side by side that make one date together: a badge of day, month and year."""
    yield from pieces
    for n in range(len(pieces) - 1):
        for size in (2, 3):
            part = pieces[n : n + size]
            short = len(part) == size and all(len(p) <= 12 for p in part) and any(p.isdigit() for p in part)
            if short and not any(find_dates(p) for p in part):
                yield " ".join(part)


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
                kind = "pager" if _OLDER.fullmatch(_bare(text)) else "plain"
                yield PlacedLink(url=canonical_url(target), text=text, place=f"{_named(node)}[{name}]", kind=kind)
