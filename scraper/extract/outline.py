"""A page as a list of blocks in reading order, and the elements as ranges of that list; made in one walk.

Everything that follows (body, lead, title, links, the date beside the title) is a choice among these
blocks, so no part of the page is walked twice.
"""

# ruff: noqa: E501, SIM905  (word lists and patterns read best in one piece)

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final
from urllib.parse import unquote

from scraper.extract.boilerplate import MACHINE_LINK, is_hidden, role_of
from scraper.extract.cloudflare import HIDDEN, uncover
from scraper.polish import fold

_UNSEEN_TAGS: Final = frozenset(
    "script style template svg math iframe embed applet select option input textarea canvas audio video frameset img picture source wbr col colgroup "
    "datalist map link meta title".split()
)
_SWALLOWS: Final = frozenset(("button", "noscript", "dialog", "object"))
"""Unseen too, but left open they swallow the page that follows."""
_MISPLACED: Final = ("article", "section", "main", "header", "div", "p", "table", "h1", "h2")
"""What the parser leaves in the head of a page that has no `<body>`."""
_APART: Final = frozenset(("nav", "aside", "footer", "menu"))
_BLOCKS: Final = frozenset(
    "html head body div p section article main header aside footer nav h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table thead tbody tfoot tr "
    "td th caption blockquote pre form fieldset figure figcaption address center hr details summary hgroup dir frame noframes legend label".split()
)
_KINDS: Final = (
    dict.fromkeys(_BLOCKS | _SWALLOWS | _APART, "named")
    | dict.fromkeys("div section article header ul ol table tbody".split(), "part")
    | dict.fromkeys("p h1 h2 h3 h4 h5 h6 li".split(), "leaf")
    | dict.fromkeys(_UNSEEN_TAGS, "unseen")
    | {"br": "break", "a": "link"}
)
"""What a tag is to the walk: the commonest parts of a page and blocks of text have a way of their own; a tag that is
not here stands within a line."""
_INHERITED: Final = frozenset(("meta", "lead", "caption"))
_LEAVES: Final = frozenset("p h1 h2 h3 h4 h5 h6 li dt dd figcaption caption hr".split())
"""Blocks that are text and hold none: they are no parts of the page to choose among."""
_HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BREAK: Final = "\x1e"
_DEEPEST: Final = 220
_MOST: Final = 12_000
"""Blocks that are read at most: no article has more, and a page must be read in bounded time."""
_MOST_PASSED_OVER: Final = 60
_UNSEEN: Final = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\u202a-\u202e]")


@dataclass(slots=True)
class Anchor:
    """A link as the page states it: `href`, its text, the block it stands in (by index)."""

    href: str
    text: str
    bare: bool = False


class Block:
    """One paragraph, heading, list line, table row. `link_chars` of its `chars` are inside links; `weight`
    is how much of it reads as prose (set by the body's choice), `heading` whether it is a heading of the page's outline."""

    __slots__ = ("anchors", "chars", "element", "heading", "link_chars", "role", "tag", "text", "weight")

    def __init__(self, text: str, tag: str, element: Any, link_chars: int, anchors: list[Anchor], role: str) -> None:
        self.text = text
        self.tag = tag
        self.element = element
        self.chars = chars = len(text)
        self.link_chars = link_chars if link_chars < chars else chars
        self.heading = tag in _HEADINGS
        self.anchors = anchors
        self.role = role
        self.weight = 0.0


@dataclass(slots=True)
class Span:
    """An element that holds the blocks `start` to `end` (not with it)."""

    element: Any
    tag: str
    role: str
    start: int
    end: int
    depth: int


class _EnoughError(Exception):
    """The page holds more than is read."""


_PART: Final = re.compile(r"(?:/|[?&](?:page|strona|part)=)(?:[2-9]|[12]\d|30)$")
"""What a further part of an article has behind the article's own address, which is the one that its pages share: WordPress's
"/slug/2/" and "?p=12&page=2" (see `scraper.cms.parts`)."""


class Outline:
    """Walks a page once. `blocks` in reading order; `spans` of the elements that hold them, outermost first;
    `categories` and `authors` are the texts of links whose `rel` says so; `passed_over` are the elements left out for
    a name that careless layouts give to wrappers too; `named` are the others with what class and id call them.

    `url` is the page's own address, `stated` that which it says it has: a link that carries either to somebody else
    shares, mails or prints the page, whatever the service is called, and is left out. `everything` leaves out no part by its name, `lenient` none
    of more than a line of words.
    """

    def __init__(
        self,
        root: Any,
        *,
        url: str = "",
        stated: str = "",
        everything: bool = False,
        lenient: bool = False,
        drop: frozenset[Any] = frozenset(),
    ) -> None:
        self.blocks: list[Block] = []
        self.spans: list[Span] = []
        self.categories: list[str] = []
        self.authors: list[str] = []
        self.address = url.partition("://")[2].partition("#")[0].rstrip("/")
        self._shared = [_PART.sub("", self.address)]
        if stated.partition("://")[2].partition("/")[0] == self.address.partition("/")[0]:
            self._shared.append(stated.partition("://")[2].partition("#")[0].rstrip("/"))
        self._everything = everything
        self._lenient = lenient
        self._drop = drop
        self._parts: list[str] = []
        self._anchors: list[Anchor] = []
        self._link_chars = 0
        self._row = 0
        self.root = root
        self.passed_over: list[Any] = []
        self.named: list[tuple[Any, str]] = []
        self._worded = self._paragraphs = -1
        self._prosy: bool | None = None
        try:
            self._walk(root, root.tag, 0, "")
        except _EnoughError:
            for span in self.spans:
                span.end = span.end if span.end > span.start else len(self.blocks)
        self._flush("p", root, "")

    def _flush(self, tag: str, element: Any, role: str) -> None:
        parts = self._parts
        if not parts and not self._anchors:
            return
        whole = "".join(parts)
        parts.clear()
        if whole.isprintable():  # neither a line break nor a space but the common one
            text = " ".join(whole.split()) if "  " in whole else whole.strip()
        else:
            if tag == "pre":
                whole = whole.replace("\n", _BREAK)
            if _BREAK in whole:
                text = "\n".join(line for piece in whole.split(_BREAK) if (line := " ".join(piece.split())))
            else:
                text = " ".join(whole.split())
            if not text.isascii() and not text.isprintable():
                text = _UNSEEN.sub("", text)
        if tag == "tr":
            text = text.strip(" |")  # cells without words: icons of a print or a mail
        anchors = self._anchors
        if text or anchors:
            self._anchors = []
            if len(self.blocks) >= _MOST:
                raise _EnoughError
            self.blocks.append(Block(text, tag, element, self._link_chars, anchors, role))
        self._link_chars = 0

    def _walk(self, element: Any, tag: str, depth: int, role: str) -> None:
        if tag == "head" and next(element.iter(*_MISPLACED), None) is None:
            return
        if tag in _SWALLOWS and not self._holds_head(element):
            return
        if depth > _DEEPEST:
            self._parts.append(" ".join(element.itertext()))
            return
        own = ""
        block = tag in _BLOCKS
        if depth and tag != "body":
            get = element.get
            names = get("class")
            style = None
            if block:
                style = get("style")
                if (identity := get("id")) is not None:
                    names = f"{names} {identity}" if names else identity
            if names:
                if names == HIDDEN:
                    uncover(element)
                    tag = element.tag
                own = role_of(names)
            if not self._everything:
                if tag in _APART and own not in ("body", "article", "meta"):
                    if tag != "nav" and len(self.passed_over) < _MOST_PASSED_OVER:
                        self.passed_over.append(element)
                    return
                if own in ("skip", "never") and not self._holds_article(element, own, tag):
                    return
                if style and is_hidden(style):
                    return
                if self._drop and element in self._drop:
                    return
            if names:
                self.named.append((element, names))
        if block:
            self._block(element, tag, own, depth, role)
        elif tag == "a":
            self._link(element, depth, role)
        elif own == "body":
            # a span or a custom element with the name of a body stands apart
            self._flush("p", element.getparent(), role)
            span = Span(element, tag, own, len(self.blocks), 0, depth)
            self.spans.append(span)
            self._inside(element, depth, role)
            self._flush("p", element, role)
            span.end = len(self.blocks)
        else:
            if not role and own in ("meta", "lead", "caption"):
                role = own
            self._inside(element, depth, role)

    def _break(self, element: Any, role: str) -> None:
        """One `<br>` in `element` is a line, two are a paragraph."""
        parts = self._parts
        if self._row:
            parts.append(" ")
            return
        last = len(parts) - 1
        while last >= 0 and parts[last] != _BREAK and parts[last].isspace():
            last -= 1
        if last >= 0 and parts[last] == _BREAK:
            self._flush("p", element, role)
        else:
            parts.append(_BREAK)

    def _holds_article(self, element: Any, own: str, tag: str) -> bool:
        """Whether a part with a boilerplate name holds the article after all (a wrapper "sidebar_content")."""
        if tag in ("body", "main") or (tag == "article" and own == "skip"):
            return True
        if tag in ("ul", "ol", "li", "a", "button", "form", "select", "nav"):
            return False
        if self._holds_head(element):
            return True
        if own == "never":
            return False
        if self._holds_most(element):
            return True
        if len(self.passed_over) < _MOST_PASSED_OVER:
            self.passed_over.append(element)
        return False

    def _holds_most(self, element: Any) -> bool:
        """Whether an element holds most of the page's prose."""
        if self._lenient:
            return plain_chars(element, enough=101) > 100
        if long := _long_paragraphs(element, enough=40):
            if self._paragraphs < 0:
                self._paragraphs = _chars_of(_long_paragraphs(self.root, enough=100))
            return _chars_of(long) > max(200, min(0.3 * self._paragraphs, 1500))
        if self._prosy is None:
            self._prosy = len(_long_paragraphs(self.root, enough=3)) > 2
        if self._prosy or (own_chars := plain_chars(element)) < 200:
            return False
        if self._worded < 0:
            self._worded = plain_chars(self.root)
        return own_chars > 0.5 * self._worded

    def _holds_head(self, element: Any) -> bool:
        """Whether an `<h1>` or `<main>` is in an element."""
        return next(element.iter("h1", "main"), None) is not None

    def _link(self, element: Any, depth: int, role: str) -> None:
        before, blocks = len(self._parts), len(self.blocks)
        self._inside(element, depth, role)
        href = element.get("href")
        if not href:
            return
        if "?" in href and self._carries_own_address(href):
            if len(self.blocks) == blocks:
                del self._parts[before:]
                self._parts.append(" ")
            return
        rel = element.get("rel")
        if len(self.blocks) == blocks:
            text = " ".join("".join(self._parts[before:]).replace(_BREAK, " ").split())
            if not text and next(element.iter("img", "picture"), None) is None and not _cited(element, href):
                return  # an icon, or nothing that a reader sees
            if len(text) < 3 and href[0] == "#" and not text.isalnum():
                del self._parts[before:]  # "¶" beside a heading: its own address
                return
            if text and len(text) < 28 and MACHINE_LINK.fullmatch(fold(text)):
                del self._parts[before:]
                self._parts.append(" ")
                return
            if rel and text:
                if "category" in rel or ("tag" in rel.split() and "tag" not in href):
                    self.categories.append(text)
                elif "author" in rel:
                    self.authors.append(text)
            self._link_chars += len(text)
            if len(self._anchors) < _MOST:
                self._anchors.append(Anchor(href, text))
        else:
            # a link around blocks: it belongs to the last of them
            inside = self.blocks[blocks:]
            for block in inside:
                block.link_chars = block.chars
            inside[-1].anchors.append(Anchor(href, " ".join(b.text for b in inside)))

    def _carries_own_address(self, href: str) -> bool:
        for shared in self._shared:
            host, _, path = shared.partition("/")
            # A front page's address is in too many links to say anything.
            if path and host.partition(":")[0] in href and shared in unquote(href.partition("?")[2]):
                return True
        return False

    def _block(self, element: Any, tag: str, own: str, depth: int, role: str) -> None:
        outer = role
        if own in ("meta", "lead", "caption"):
            role = own
        elif own == "body":
            role = ""
        if tag in ("figcaption", "caption"):
            role = "caption"
        in_row = self._row
        if tag == "tr":
            self._row = _is_row(element)
        elif in_row and tag in ("td", "th"):
            if self._parts and self._parts[-1] != " | " and any(not p.isspace() for p in self._parts):
                self._parts.append(" | ")
            self._inside(element, depth, role)
            return
        elif in_row:
            self._parts.append(_BREAK if tag in ("p", "div", "li") else " ")
            self._inside(element, depth, role)
            self._parts.append(" ")
            return
        parent = element.getparent()
        if self._parts or self._anchors:
            self._flush(_kind(parent), parent, outer)
        if tag in _LEAVES and own != "body":
            self._inside(element, depth, role)
            if self._parts or self._anchors:
                self._flush(tag, element, role)
            self._row = in_row
            return
        start = len(self.blocks)
        position = len(self.spans)
        span = Span(element, tag, own, start, start, depth)
        self.spans.append(span)
        self._inside(element, depth, role)
        if self._parts or self._anchors:
            self._flush(_kind(element), element, role)
        span.end = len(self.blocks)
        self._row = in_row
        if span.end == start and position == len(self.spans) - 1:
            self.spans.pop()

    def _inside(self, element: Any, depth: int, role: str) -> None:
        parts = self._parts
        text = element.text
        if text and (parts or not text.isspace()):
            parts.append(text)
        if not len(element):
            return
        depth += 1
        blocks, spans, everything, drop, kind_of = self.blocks, self.spans, self._everything, self._drop, _KINDS.get
        for child in element:
            tag = child.tag
            kind = kind_of(tag)
            if kind == "unseen":
                pass
            elif (kind == "leaf" or kind == "part") and depth <= _DEEPEST and not self._row:
                # the commonest of elements, in one frame: what `_walk` and `_block` do for them
                own, names, shown = "", None, True
                if child.keys():  # most paragraphs have no attribute at all
                    get = child.get
                    names = get("class")
                    if (identity := get("id")) is not None:
                        names = f"{names} {identity}" if names else identity
                    own = role_of(names) if names else ""
                    shown = everything or not (
                        ((own == "skip" or own == "never") and not self._holds_article(child, own, tag))
                        or ((style := get("style")) and is_hidden(style))
                    )
                if shown and not (drop and child in drop):
                    if parts or self._anchors:
                        self._flush(_kind(element), element, role)
                    if names:
                        self.named.append((child, names))
                        inner = own if own in _INHERITED else "" if own == "body" else role
                    else:
                        inner = role
                    if kind == "leaf" and own != "body":
                        self._inside(child, depth, inner)
                        if parts or self._anchors:
                            self._flush(tag, child, inner)
                    else:
                        start, position = len(blocks), len(spans)
                        span = Span(child, tag, own, start, start, depth)
                        spans.append(span)
                        self._inside(child, depth, inner)
                        if parts or self._anchors:
                            self._flush(_kind(child), child, inner)
                        if (end := len(blocks)) != start or position != len(spans) - 1:
                            span.end = end
                        else:
                            spans.pop()
            elif kind == "break":
                self._break(element, role)
            elif kind == "named" or drop or depth > _DEEPEST or child.get("class") is not None:
                self._walk(child, tag, depth, role)
            elif kind == "link":
                self._link(child, depth, role)
            elif kind is None:
                if tag == "span" and parts and parts[-1][-1:].isdigit() and (child.text or "")[:1].isdigit():
                    parts.append(" ")  # "16.01.2024" and "5 min": two elements, whatever the style makes of them
                self._inside(child, depth, role)  # words in bold, in colour
            else:
                self._walk(child, tag, depth, role)
            text = child.tail
            if text and (parts or not text.isspace()):
                parts.append(text)


_TEXTUAL: Final = ("div", "span", "p", "td", "br")


def _cited(element: Any, href: str) -> bool:
    """Whether a link without words names the source of the quotation around it, as embedded posts do."""
    return any(up.tag == "blockquote" and up.get("cite") == href for up in islice(element.iterancestors(), 3))


def plain_chars(element: Any, enough: int = 20_000) -> int:
    """Return the number of characters that stand in an element outside of links, lists and headings, as far as
    `enough`: parts with such names are nested by the hundred on hostile pages."""
    chars = 0
    for text in element.itertext(*_TEXTUAL):
        chars += len(text)
        if chars >= enough:
            break
    return chars


def _long_paragraphs(element: Any, enough: int) -> list[Any]:
    """Return the `<p>` of more than a line, `enough` at most."""
    found = []
    for node in element.iter("p"):
        text = node.text
        if (text is not None and len(text) > 50) or (len(node) and (text := node[0].tail) and len(text) > 50):
            found.append(node)
            if len(found) == enough:
                break
    return found


def _chars_of(paragraphs: list[Any]) -> int:
    return sum(len(t) for p in paragraphs for t in (p.text, *(c.tail for c in p)) if t)


def _kind(element: Any) -> str:
    if element is None:
        return "p"
    tag = element.tag
    if tag in (
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "tr",
        "blockquote",
        "pre",
        "td",
        "th",
        "dt",
        "dd",
        "figcaption",
        "p",
    ):
        return str(tag)
    return "div"


def _is_row(row: Any) -> int:
    """Whether a table row is a row of figures and not of a layout: several cells, none with blocks of its own."""
    cells = [c for c in row if c.tag in ("td", "th")]
    if len(cells) < 2:
        return 0
    long = 0
    for cell in cells:
        chars = len(cell.text or "")
        if len(cell):
            paragraphs = breaks = 0
            for part in cell.iter("table", "h1", "h2", "h3", "ul", "form", "div", "p", "br"):
                tag = part.tag
                if tag == "p":
                    paragraphs += 1
                elif tag == "br":
                    breaks += 1
                else:
                    return 0
            if paragraphs > 2 or breaks > 4:
                return 0
            chars = sum(map(len, cell.itertext()))
        long += chars > 400
    return int(not long)
