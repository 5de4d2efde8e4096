"""The body: which blocks of the page are the article's own text.

First a container that names itself, at any length; else the part of the page after the title that
holds its prose. Then what stands out at the edges: a lead before the container, machinery within it.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import Final

from scraper.extract.boilerplate import FILES, STOP_LINE, is_legal, is_pointer, may_be_legal, without_cloak
from scraper.extract.credits import after_day, is_credit
from scraper.extract.ending import SENTENCE, end_of, is_teaser, prose
from scraper.extract.labels import opens_event
from scraper.extract.links import is_file, is_share
from scraper.extract.outline import Block, Outline, Span
from scraper.polish import folded

_PROSE_TAGS: Final = frozenset(
    (
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "blockquote",
        "pre",
        "ul",
        "ol",
        "dl",
        "table",
        "figure",
        "hr",
        "center",
    )
)


@dataclass(slots=True)
class Body:
    """The chosen blocks in reading order; `start` and `end` bound the container within the outline."""

    blocks: list[Block] = field(default_factory=list)
    start: int = 0
    end: int = 0
    span: Span | None = None

    @property
    def chars(self) -> int:
        """Number of characters of its text."""
        return sum(len(block.text) for block in self.blocks)


def find_body(outline: Outline, title_at: int | None, title: str | None) -> Body:
    """Choose the article's blocks. `title_at` is the index of the block that prints the title."""
    blocks = outline.blocks
    if not blocks:
        return Body()
    for block in blocks:
        block.weight = prose(block)
    ending = end_of(blocks, title_at, outline.address.partition("/")[0].removeprefix("www."))
    tail = ending.at
    weight = [0.0]
    for index, block in enumerate(blocks):
        weight.append(weight[-1] + block.weight * (1.0 if index < tail else 0.0))
    span = _known(outline, weight, title_at)
    if span is None or weight[span.end] - weight[span.start] < 0.3 * weight[-1]:
        wider = _descend(outline, weight, title_at)
        if span is None or (wider is not None and _outweighs(outline, weight, wider, span)):
            span = wider
    start, end = (span.start, span.end) if span is not None else (0, len(blocks))
    if start < tail < end:
        end = tail
    if title_at is not None and start <= title_at < end:
        start = title_at + 1 if weight[end] - weight[title_at + 1] > 0 or title_at + 1 < end else start
    lead = _lead(blocks, start, title_at)
    chosen = lead + [index for index in range(start, end) if index not in ending.inserted]
    return Body([blocks[i] for i in _clean(blocks, chosen, title)], start, end, span)


def _outweighs(outline: Outline, weight: list[float], wider: Span, known: Span) -> bool:
    """Whether the part with the page's prose is the article, and the one with the name only a piece of it."""
    if wider.start > known.start or known.end > wider.end:
        return False
    whole, piece = weight[wider.end] - weight[wider.start], weight[known.end] - weight[known.start]
    inside = outline.blocks[wider.start : wider.end]
    paragraphs = sum(1 for b in inside if b.weight > 200) - sum(
        1 for b in outline.blocks[known.start : known.end] if b.weight > 200
    )
    return piece < 0.3 * whole and paragraphs >= 5 and not any(map(is_teaser, inside))


def _known(outline: Outline, weight: list[float], title_at: int | None) -> Span | None:
    """Return the container that names itself the article's text."""
    spans = [s for s in outline.spans if s.role == "body" or s.element.get("itemprop") == "articleBody"]
    spans = [s for s in spans if any(outline.blocks[i].chars for i in range(s.start, s.end))]
    if not spans:
        return None
    outer = [
        s
        for s in spans
        if not any(o is not s and o.start <= s.start and s.end <= o.end and o.depth < s.depth for o in spans)
    ]

    def points(span: Span) -> float:
        own = weight[span.end] - weight[span.start]
        if title_at is not None and span.end <= title_at:
            own *= 0.1  # before the title: another article's
        elif title_at is not None and span.start <= title_at:
            own = weight[span.end] - weight[title_at]
        return own + (1 if title_at is not None and span.start >= title_at else 0) / (1 + span.start)

    # the same name on several: teasers, or parts of one text side by side
    best = max(outer, key=points)
    total = weight[-1]
    near = title_at is not None and 0 <= best.start - title_at <= 12
    if not near and total > 400 and points(best) < 0.12 * total and len(outer) == 1 and points(best) < 150:
        return None
    siblings = [
        s
        for s in outer
        if s is not best
        and s.element.getparent() is best.element.getparent()
        and s.element.get("class") == best.element.get("class")
    ]
    if siblings and len(siblings) < 6 and not any(_teaser(outline, s) for s in [best, *siblings]):
        first, last = min([best, *siblings], key=lambda s: s.start), max([best, *siblings], key=lambda s: s.end)
        return Span(best.element.getparent(), "div", "body", first.start, last.end, best.depth - 1)
    if (whole := _around_parts(outline, outer, best, title_at)) is not None:
        return whole
    inner = [s for s in spans if best.start <= s.start and s.end <= best.end and s is not best]
    for span in sorted(inner, key=lambda s: -s.depth):
        if points(span) >= 0.9 * points(best) and points(best) > 0:
            return span
    return best


def _around_parts(outline: Outline, outer: list[Span], best: Span, title_at: int | None) -> Span | None:
    """Return the part around several containers of one name, each in a section of its own, that make one text."""
    names = best.element.get("class")
    parts = [
        s for s in outer if s.element.get("class") == names and s.start > (title_at if title_at is not None else -1)
    ]
    if not names or not 1 < len(parts) < 12 or any(_teaser(outline, s) for s in parts):
        return None
    first, last = parts[0].start, max(s.end for s in parts)
    around = [s for s in outline.spans if s.start <= first and last <= s.end and s.depth < best.depth]
    whole = max(around, key=lambda s: s.depth, default=None)
    if whole is None or whole.tag in ("body", "html") or _teaser(outline, whole):
        return None
    start = max(whole.start, first if title_at is None else title_at + 1)
    return Span(whole.element, whole.tag, "body", start, whole.end, whole.depth) if start < whole.end else None


def _teaser(outline: Outline, span: Span) -> bool:
    """Whether a part advertises other pages: its headings are links, or it says "more"."""
    return any(is_teaser(block) for block in outline.blocks[span.start : span.end])


def _descend(outline: Outline, weight: list[float], title_at: int | None) -> Span | None:
    """Walk from the page down to the part that holds its prose, keeping to the side of the title."""
    spans = outline.spans
    if not spans:
        return None
    children: dict[int, list[Span]] = {}
    stack: list[Span] = []
    for span in spans:
        while stack and (stack[-1].end < span.end or stack[-1].depth >= span.depth):
            stack.pop()
        if stack:
            children.setdefault(id(stack[-1]), []).append(span)
        stack.append(span)
    after = title_at + 1 if title_at is not None else 0

    def own(span: Span) -> float:
        start = max(span.start, after)
        return weight[span.end] - weight[start] if start < span.end else 0.0

    here = max(spans, key=lambda s: (s.end - s.start, -s.depth))
    articles = [s for s in spans if (s.role == "article" or s.tag == "article") and s.end > after]
    if articles:
        holding = [s for s in articles if title_at is not None and s.start <= title_at < s.end]
        best = max(holding or articles, key=own)
        if own(best) > (40 if holding else 0.5 * own(here)) or (holding and own(best) > 0.5 * own(here) > 0):
            here = best
    if here.tag not in ("article",) and here.role != "article":
        mains = [s for s in spans if s.tag == "main" or s.element.get("role") == "main"]
        if mains and own(best := max(mains, key=own)) > 0.3 * own(here):
            here = best
    for _ in range(200):
        parts = [s for s in children.get(id(here), []) if s.end > s.start]
        whole = own(here)
        if not parts or whole <= 0:
            break
        best = max(parts, key=own)
        share = own(best) / whole
        if best.tag in _PROSE_TAGS or (best.end - best.start < 2 and share < 0.98):
            break
        if best.tag == "p" or (best.tag in ("ul", "ol", "li", "tr", "dl", "table") and best.end - best.start < 3):
            break
        if share < 0.9:
            rivals = [s for s in parts if s is not best and own(s) > 0]
            plain = sum(own(s) for s in rivals if s.tag in _PROSE_TAGS or s.end - s.start < 2)
            loose = whole - sum(own(s) for s in parts)
            if plain + max(loose, 0) > 0.1 * whole:
                break
            names = best.element.get("class")
            if (
                names
                and share < 0.7
                and any(s.element.get("class") == names and not _teaser(outline, s) for s in rivals)
            ):
                break  # parts of one text, side by side
            noisy = [s for s in rivals if _teaser(outline, s)]
            rest = sum(own(s) for s in rivals if s not in noisy)
            if share < 0.5 or rest > 0.35 * whole:
                break
        here = best
    return here


def _lead(blocks: list[Block], start: int, title_at: int | None) -> list[int]:
    """Return the blocks between title and container that are the article's lead."""
    if title_at is None or not 0 < start - title_at <= 16:
        return []
    found = []
    for index in range(title_at + 1, start):
        block = blocks[index]
        if (block.role == "lead" and block.chars > 20 and block.link_chars < 0.5 * block.chars) or (
            block.role == ""
            and block.chars >= 60
            and block.link_chars < 0.3 * block.chars
            and SENTENCE.search(block.text)
            and not is_legal(block.text)
        ):
            found.append(index)
    texts = {blocks[i].text for i in range(start, min(len(blocks), start + 4))}
    return [i for i in found if blocks[i].text not in texts]


def _clean(blocks: list[Block], chosen: list[int], title: str | None) -> list[int]:
    """Drop machinery within the container, cut what follows the article."""
    kept: list[int] = []
    title_key = folded(title or "")
    seen_prose = False
    total = sum(blocks[i].weight for i in chosen)
    passed = 0.0
    whole = "\n".join([blocks[i].text for i in chosen])
    legal, cloaked, escaped = may_be_legal(whole), "spam" in whole or "[email" in whole, "&" in whole
    for index in chosen:
        block = blocks[index]
        text = block.text
        if block.role == "meta" and block.chars < 250:
            continue
        if block.tag == "tr" and block.chars < 40 and (_WEEK.match(text) or _DAYS.match(text)):
            continue  # a calendar of the month
        if cloaked:
            text = block.text = without_cloak(text)
            block.chars = len(text)
        if escaped and "&" in text and _ESCAPED.search(text):
            text = block.text = _ESCAPED.sub(lambda m: html.unescape(m[0]), text)
        if not text:
            kept.append(index)  # nothing to read, but a link: a logo, an embedded post
            continue
        if block.chars < 120:
            edge = not seen_prose or passed >= total
            key = folded(text) if edge or block.chars < 80 or abs(block.chars - len(title_key)) < 20 else ""
            if block.chars < 80 and STOP_LINE.match(key) and not (block.heading and block.chars > 30):
                continue
            if key and passed < 200 and title_key and title_key in (key, after_day(text)):
                continue
            if edge:
                if not seen_prose and block.chars < 60 and block.link_chars >= 0.7 * block.chars:
                    continue  # categories, tags
                if is_credit(text, block.link_chars) and not (
                    (key.startswith("data") or (index and blocks[index - 1].text[:4].lower() == "data"))
                    and opens_event(b.text for b in blocks[index + 1 : index + 6])
                ):
                    continue
            if block.anchors and _is_machinery(block):
                continue
            if block.link_chars > 0.5 * block.chars and (is_pointer(text) or _is_button(block)):
                if _is_button(block):
                    block.text = ""  # its link stays
                    kept.append(index)
                continue
            if "\n" in text and all(STOP_LINE.match(folded(line)) for line in text.split("\n")):
                continue
        if legal and block.chars < 500 and is_legal(text):
            continue
        weight = block.weight
        passed += weight
        if weight > 25:
            seen_prose = True
        kept.append(index)
    while kept and _trailing(blocks[kept[-1]]):
        kept.pop()
    _mute_files(blocks, kept)
    _mute_captions(blocks, kept, passed)
    return kept


_TAGS: Final = re.compile(r"^\W*(?:tagi?|tags|etykiety|slowa\skluczowe|kategori[ae]|stitky|filed\sunder)\b(?=\W)")


def _is_machinery(block: Block) -> bool:
    """Whether a line is of tags, or of addresses that only share the page."""
    if all(is_share(anchor.href) for anchor in block.anchors):
        return True
    return _TAGS.match(folded(block.text)) is not None and block.chars - block.link_chars < 16 + 3 * len(block.anchors)


_WEEK: Final = re.compile(r"^(?:[^\W\d]{1,3}\.? \| ){6}[^\W\d]{1,3}\.?$")
_DAYS: Final = re.compile(r"^(?:[1-9]|[12]\d|3[01])(?: \| (?:[1-9]|[12]\d|3[01])){3,6}$")
_ESCAPED: Final = re.compile(
    r"&(?:[blr]dquo|[lr]squo|[lr]aquo|[nm]dash|nbsp|hellip|[oO]acute|quot|amp|apos|euro|deg|sect|#\d{2,5});"
)
"""Entities that were escaped twice and so stand in the text."""


def files_under(blocks: list[Block], end: int) -> list[Block]:
    """Return the lines of files that stand right under an article in a part of their own: its attachments."""
    found: list[Block] = []
    headed = False
    for block in blocks[end : end + 40]:
        if not block.anchors:
            if found or headed or not FILES.fullmatch(folded(block.text)):
                break
            headed = True
        elif block.link_chars >= 0.5 * block.chars and all(is_file(anchor.href) for anchor in block.anchors):
            found.append(block)
        else:
            break
    return found


def _mute_files(blocks: list[Block], kept: list[int]) -> None:
    """Files listed under an article are its attachments, and their names no words of its text."""
    for place, index in enumerate(kept):
        block = blocks[index]
        if place and block.chars < 30 and not block.anchors and FILES.fullmatch(folded(block.text)):
            rest = [blocks[i] for i in kept[place + 1 :]]
            if rest and all(b.anchors and b.link_chars >= 0.5 * b.chars for b in rest):
                for below in (block, *rest):
                    below.text = ""
            return


def _mute_captions(blocks: list[Block], kept: list[int], total: float) -> None:
    """What stands under a picture is no sentence of the text: only its links stay. A text all in captions stays."""
    captions = [blocks[index] for index in kept if blocks[index].role == "caption" and blocks[index].tag != "caption"]
    if captions and sum(block.weight for block in captions) < 0.3 * total:
        for block in captions:
            if block.chars < 300:
                block.text = ""


def _trailing(block: Block) -> bool:
    """Whether a last block belongs to what came after the article: a heading over nothing, a credit, the foot of the
    page, a menu of several links side by side."""
    if block.heading and block.chars < 60:
        return True
    if not block.anchors:
        return bool(block.text) and (is_credit(block.text) or _FOOT.match(folded(block.text)) is not None)
    return len(block.anchors) > 1 and block.chars < 120 and _MENU.fullmatch(_unlinked(block)) is not None


_FOOT: Final = re.compile(r"^\W*(?:©|\(c\)\s(?:19|20)\d\d|copyright\b)")
_MENU: Final = re.compile(r"[\s|•·:»>/-]*[|•·:»>/-][\s|•·:»>/-]*")
"""What stands between the links of a menu."""


def _unlinked(block: Block) -> str:
    """Return what a block says outside of its links; "x" where one of them is a file's."""
    rest = block.text
    for anchor in block.anchors:
        if "." in anchor.href[-6:] and not anchor.href.endswith((".htm", ".html", ".php", ".pl")):
            return "x"
        rest = rest.replace(anchor.text, "", 1) if anchor.text else rest
    return rest


_BUTTON: Final = re.compile(r"(?:^|[\s_-])(?:button|btn|cta|przycisk)(?:$|[\s_-])", re.I)


def _is_button(block: Block) -> bool:
    """Whether a block is a button: a link alone that the layout calls so."""
    if block.chars > 40 or block.link_chars < 0.9 * block.chars:
        return False
    names = [block.element.get("class")] + [node.get("class") for node in block.element.iter("a")]
    return any(name and _BUTTON.search(name) for name in names)


def body_text(body: Body) -> str:
    """Return the body: paragraphs split by one blank line."""
    parts = []
    for block in body.blocks:
        text = block.text
        if "\n" in text and block.chars < 4000:
            text = "\n".join(line for line in text.split("\n") if len(line) > 60 or not STOP_LINE.match(folded(line)))
        if text:
            parts.append(text)
    return "\n\n".join(parts)


def own_blocks(blocks: list[Block], title: str | None) -> list[Block]:
    """Return the blocks of a container that a profile names, without the machinery in it."""
    for block in blocks:
        block.weight = prose(block)
    return [blocks[i] for i in _clean(blocks, list(range(len(blocks))), title)]
