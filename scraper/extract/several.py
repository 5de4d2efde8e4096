"""Pages that hold several pieces of news: each with an address that its heading leads to, or all of them only here.

News without a page of its own gets the address of the page with a fragment: the anchor that the page has for it, else a
text fragment (https://wicg.github.io/scroll-to-text-fragment/) that a browser jumps to.
"""

# ruff: noqa: E501  (word lists read best in one piece)

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate, pairwise
from typing import Any, Final

from lxml import etree

from scraper.extract.boilerplate import role_of
from scraper.extract.dates import Said, dates_in, iso, plausible
from scraper.extract.labels import label_of
from scraper.extract.links import absolute, base_of, is_file
from scraper.extract.outline import Block, Outline, Span
from scraper.polish import bare, folded
from scraper.url import address_key, canonical_url, item_url

_WRAPPERS: Final = frozenset(("div", "section", "article", "li", "table", "tbody", "tr", "td", "dd", "fieldset"))
_HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6", "dt")
_APART: Final = frozenset(("nav", "aside", "footer", "form", "select"))
_LEAST: Final = 40
"""Characters of a piece of news, with its heading."""
_WORDS: Final = 5
"""Words below a heading and its day, from which they are news."""
_SHARE: Final = 0.8
"""Share of the parts of a page that are news or lead on to it, from which the page is a list of news."""
_OWN: Final = 0.25
"""Share of the parts of such a list that stand there whole, at least."""
_LONGEST: Final = 200
"""Characters of a heading."""
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_MORE: Final = re.compile(
    r"\W*(?:(?:czytaj|przeczytaj|zobacz|pokaz)(?: (?:dalej|wiecej|calosc|caly artykul))?|(?:dowiedz sie )?wiecej|dalej|szczegoly|pelna tresc|caly (?:artykul|tekst|wpis)|"
    r"(?:read|see|learn|find out) more|more|continue(?: reading)?|full story|details|weiterlesen|mehr(?: lesen| erfahren)?|weiter|cist dal(?:e)?|cele? (?:clanek|zneni)|vice|viac|"
    r"cel[yae] clanok|citat dalej|pokracov\w+|detail\w*|lees (?:meer|verder)|lire (?:la suite|plus)|(?:en )?savoir plus|leer mas|seguir leyendo|leggi (?:tutto|di piu)|continua|"
    r"las mer|les mer|laes mere|lue lisaa|tovabb|olvass tovabb|citeste mai mult|mai mult|skaityti (?:toliau|daugiau)|plasiau|lasit vairak|loe edasi|procitaj vise|vise|preberi vec|vec|"
    r"читати далі|далі|читать далее|далее|подробнее|детальніше)\W*"
)
"""The words of a link from a few lines to the article."""
_LABEL: Final = re.compile(
    r"\w*(?:dat|dodan|publik|opublik|zamieszcz|utworz|poste?d|publish|erstellt|veroff|zverejn|vlozen|pridan)\w*"
)


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of news that has no page of its own: its address, title, day (as written in `raw`) and blocks."""

    url: str
    title: str
    said: Said
    raw: str
    blocks: tuple[Block, ...]


def addressed(outline: Outline, url: str, base: str) -> list[tuple[Span, str, str]]:
    """Return the articles that a page holds side by side, each with the address that its heading leads to, and that
    heading."""
    spans = [s for s in outline.spans if s.tag == "article" or s.role == "article"]
    outer = [
        s
        for s in spans
        if not any(o is not s and o.depth < s.depth and o.start <= s.start and s.end <= o.end for o in spans)
    ]
    inner = [s for s in spans if s not in outer]
    for group in (outer, inner, _alike(outline)):
        found: dict[str, tuple[Span, str]] = {}
        for span in group:
            heading = next((b for b in outline.blocks[span.start : span.end] if b.heading and b.anchors), None)
            if heading is not None and (own := absolute(heading.anchors[0].href, base_of(url, base))) is not None:
                found.setdefault(canonical_url(own), (span, heading.text))
        if len(found) > 1:
            return [(span, own, heading) for own, (span, heading) in found.items()]
    return []


def neighbours(root: Any, url: str, base: str) -> frozenset[Any]:
    """Return the articles that a page shows in full below its own, for reading on: the heading of each leads to its own
    page, that of the page's own article does not."""
    articles = list(root.iter("article"))
    if len(articles) < 2:
        return frozenset()
    outer = [one for one in articles if not any(up.tag == "article" for up in one.iterancestors())]
    others = {one for one in outer if _is_of_another(one, url, base)}
    return frozenset(others) if 0 < len(others) < len(outer) and outer[0] not in others else frozenset()


def _is_of_another(article: Any, url: str, base: str) -> bool:
    heading = next(article.iter("h1", "h2", "h3"), None)
    link = next(heading.iter("a"), None) if heading is not None else None
    target = absolute(link.get("href") or "", base_of(url, base)) if link is not None else None
    if target is None or target[:4] != "http":
        return False
    own, there = address_key(url.partition("#")[0]), address_key(target.partition("#")[0])
    return there != own and _site(there) == _site(own)


def _alike(outline: Outline) -> list[Span]:
    """Return the parts of one name side by side that hold most of the page's text: news that no mark calls articles."""
    passed = [0, *accumulate(0 if b.heading else b.chars - b.link_chars for b in outline.blocks)]

    def prose(start: int, end: int) -> int:
        return passed[end] - passed[start]

    groups: dict[Any, list[Span]] = {}
    for span in outline.spans:
        names = span.element.get("class")
        if names and span.tag in ("div", "section", "li", "td", "tr") and prose(span.start, span.end) >= 20:
            groups.setdefault((span.element.getparent(), span.tag, names), []).append(span)
    whole = prose(0, len(outline.blocks))
    alike = [g for g in groups.values() if len(g) > 1 and sum(prose(s.start, s.end) for s in g) > 0.6 * whole]
    return max(alike, key=len, default=[])


def unpaged(
    root: Any, url: str, base: str, captured_at: datetime | None = None, leading: Collection[str] = ()
) -> list[Item]:
    """Return the news that a page holds and that has no page of its own: parts side by side, each with a heading and
    the day of its publication, in the order of these days. None where only some parts are so, or no day stands.

    `leading` are addresses of which the caller knows that a part with a link to them is only the beginning of what
    stands there.
    """
    leading = frozenset(map(address_key, leading))
    best: list[Item] = []
    lists: set[Any] = set()
    for parent, parts in _groups(root):
        if not lists.isdisjoint((parent, *parent.iterancestors())):
            continue  # pieces of what was a list already
        read = [_item_of(part, url, base, leading) for part in parts]
        found = [item for item in read if isinstance(item, Item)]
        teasers = read.count(None)
        if len(found) + teasers < max(2, _SHARE * len(parts)):
            continue
        lists.update(parent)
        if len(found) < (1 if len(parts) > 2 else 2) or len(found) < _OWN * len(parts):
            continue  # one lead that looks whole
        days = [iso(item.said)[0] for item in found]
        if (
            len(found) > len(best)
            and all(plausible(day, captured_at) for day in days)
            and _in_order(days)
            and len({(item.title, day) for item, day in zip(found, days, strict=True)}) == len(found)
        ):
            best = found
    return best


def _in_order(days: Sequence[str]) -> bool:
    pairs = list(pairwise(day[:10] for day in days))
    return max(sum(a >= b for a, b in pairs), sum(a <= b for a, b in pairs)) >= 0.75 * len(pairs)


def _groups(root: Any) -> Iterator[tuple[Any, list[Any]]]:
    """Yield the parts of a page that stand side by side, with the element that holds them, from the outside in:
    elements of one name, what follows each heading of a rank, what rules divide."""
    apart: set[Any] = set()
    for parent in root.iter():
        if not isinstance(parent.tag, str):
            continue
        names = f"{parent.get('class') or ''} {parent.get('id') or ''}".strip()
        if parent.getparent() in apart or parent.tag in _APART or (names and role_of(names) in ("skip", "never")):
            apart.add(parent)
            continue
        children = [child for child in parent if isinstance(child.tag, str)]
        if len(children) < 2:
            continue
        alike: dict[tuple[str, str], list[Any]] = {}
        for child in children:
            if child.tag in _WRAPPERS:
                alike.setdefault((child.tag, (child.get("class") or "").split(" ")[0]), []).append(child)
        yield from ((parent, group) for group in alike.values() if _may_be_news(group))
        for tag in (*_HEADINGS, "hr"):
            if sum(child.tag == tag for child in children) > 1 and _may_be_news(group := _divided(parent, tag)):
                yield parent, group


def _may_be_news(parts: Sequence[Any]) -> bool:
    """Whether most parts have a text and a year: the cheap question before the dear one."""
    texts = ["".join(part.itertext()) for part in parts]
    likely = sum(len(text) >= _LEAST and _YEAR.search(text) is not None for text in texts)
    return len(parts) > 1 and likely > 1 and likely >= _SHARE * len(parts)


def _divided(parent: Any, tag: str) -> list[Any]:
    """Return copies of what follows each child of a tag, with it unless it is a rule, as elements of their own."""
    parts: list[Any] = []
    for child in parent:
        if child.tag == tag:
            parts.append(etree.Element("div"))
            if tag == "hr":
                parts[-1].text = child.tail
                continue
        elif not parts:
            if tag != "hr":
                continue
            parts.append(etree.Element("div"))
        parts[-1].append(deepcopy(child))
    return [part for part in parts if len("".join(part.itertext()).strip()) >= 3]


def _item_of(part: Any, url: str, base: str, leading: Collection[str]) -> Item | str | None:
    """Return the news that a part is, None for a few lines that lead to an article, "" for anything else."""
    blocks = Outline(part, url=url).blocks
    lines = [(line, block) for block in blocks[:6] for line in block.text.split("\n") if line.strip()]
    head = _head_of([line for line, _ in lines])
    if head is None:
        return None if _leads_on(blocks, "", url, base, leading) else ""
    title, said, raw, used = head
    if _leads_on(blocks, title, url, base, leading):
        return None
    own = [_without(block, [lines[at][0] for at in used if lines[at][1] is block]) for block in blocks]
    text = [block for block in own if block.text]
    if sum(len(block.text.split()) for block in text) < _WORDS:
        return ""
    return Item(item_url(url, _anchor_of(part, blocks), title), title, said, raw, tuple(text))


def _without(block: Block, lines: Sequence[str]) -> Block:
    """Return a block without some of its lines."""
    if not lines:
        return block
    left = "\n".join(line for line in block.text.split("\n") if line not in lines)
    return Block(left, block.tag, block.element, min(block.link_chars, len(left)), block.anchors, block.role)


def _head_of(lines: Sequence[str]) -> tuple[str, Said, str, tuple[int, ...]] | None:
    """Return the title and the day of a part, how the day is written, and the lines that both take."""
    for at, line in [*enumerate(lines[:3]), *([(len(lines) - 1, lines[-1])] if len(lines) > 3 else [])]:
        if len(line) > _LONGEST or _YEAR.search(line) is None:
            continue
        dates = dates_in(line)
        if len(dates) != 1 or dates[0].year is None or dates[0].day is None or dates[0].first is not None:
            continue
        said = dates[0]
        if label_of(bare(line[: said.start])) in ("modified", "other"):
            continue
        before, after = (_trimmed(piece) for piece in (line[: said.start], line[said.end :]))
        if not before and not after:
            title_at = 0 if at else 1
            if title_at >= len(lines):
                continue
            title = lines[title_at].strip()
            if _is_title(title):
                return title, said, line.strip(), (title_at, at)
        elif at < 2 and not (before and after) and _is_title(before or after):
            return before or after, said, line.strip(), (at,)
    return None


def _trimmed(piece: str) -> str:
    """Return what stands beside a day without what belongs to it: marks, "r.", a weekday, a label."""
    text = piece.strip(" \t-–—|:,.;()[]•·/")
    key = bare(text).strip(" .:,")
    if (
        not key
        or key in ("r", "roku", "g", "h", "godz")
        or _LABEL.fullmatch(key)
        or (len(key.split()) == 1 and len(key) < 14 and label_of(f"{key} ") is not None)
    ):
        return ""
    return "" if bare(f"{text} ").strip() in _WEEKDAYS else re.sub(r"^r\.?\s*[-–—|:)]\s*", "", text)


_WEEKDAYS: Final = frozenset(
    folded(
        "poniedziałek wtorek środa czwartek piątek sobota niedziela pon wt śr czw pt sob niedz nd monday tuesday wednesday thursday friday saturday sunday "
        "pondělí úterý středa čtvrtek pátek neděle pondelok utorok streda štvrtok piatok nedeľa montag dienstag mittwoch donnerstag freitag samstag sonntag"
    ).split()
)


def _is_title(text: str) -> bool:
    return 3 <= len(text) <= _LONGEST and any(c.isalpha() for c in text) and _MORE.fullmatch(folded(text)) is None


def _leads_on(blocks: Sequence[Block], title: str, url: str, base: str, leading: Collection[str]) -> bool:
    """Whether a link of a part leads to another page for the rest of it: by its words, as its heading or its picture."""
    own, key = address_key(url.partition("#")[0]), folded(title)
    for block in blocks:
        for anchor in block.anchors:
            target = absolute(anchor.href, base_of(url, base))
            if target is None or target[:4] != "http" or is_file(target):
                continue
            there = address_key(target.partition("#")[0])
            if there == own or _site(there) != _site(own):
                continue
            said = folded(anchor.text)
            if (
                block.heading
                or not said
                or _MORE.fullmatch(said)
                or (key and (said in key or key in said))
                or ("#" not in target and there in leading)
            ):
                return True
    return False


def _site(key: str) -> str:
    return key.partition("/")[0].partition("?")[0]


def _anchor_of(part: Any, blocks: Sequence[Block]) -> str | None:
    """Return the name by which a page lets a part be jumped to: its own, one in its head, one right before it."""
    head = blocks[0].element if blocks else part
    seen = False
    for node in part.iter():
        if seen and head not in (node, *node.iterancestors()):
            break
        seen = seen or node is head
        if isinstance(node.tag, str) and (name := node.get("id") or (node.get("name") if node.tag == "a" else None)):
            return str(name)
    before = part.getprevious()
    while before is not None and (not isinstance(before.tag, str) or not "".join(before.itertext()).strip()):
        if isinstance(before.tag, str) and (name := before.get("name") or before.get("id")):
            return str(name)
        before = before.getprevious()
    return None
