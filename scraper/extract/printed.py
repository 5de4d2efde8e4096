"""Dates that a page prints beside its article: in a line with a label, a badge, a `<time>`.

A label decides what a date is; without one, only a line that is there for its date counts, and only
beside the title or where the layout calls it a date.
"""

from __future__ import annotations

import re
from typing import Any, Final

from lxml import etree

from scraper.extract.boilerplate import END_HARD, END_SOFT, opens_end, role_of
from scraper.extract.dates import Said, dates_in, find_dates
from scraper.extract.ending import SENTENCE
from scraper.extract.evidence import Judge, modified_of
from scraper.extract.labels import (
    MADE,
    by_weekday,
    has_hours,
    has_weekday,
    is_clock,
    label_of,
    may_label,
    opens_event,
    without_weekday,
)
from scraper.extract.metadata import words_of
from scraper.extract.months import month_named
from scraper.extract.outline import Block, Outline
from scraper.polish import MONTHS, bare, folded

YEAR: Final = re.compile(r"(?:19|20)\d\d")
_DATE_CLASS: Final = re.compile(
    r"(?:^|[\s_-])(?:date|data|datum|time|timedata|pubdate|published|publish|posted|created?|createdate|timestamp|dateline|postmeta|meta|byline)(?:$|[\s_-])|itemDateCreated|\bdata[A-Z_-]|Date\b|date$",
    re.I,
)
_META: Final = re.compile(r"(?:post|entry|article|news)[_-]?meta", re.I)
_SHORT_YEAR: Final = re.compile(r"^\W*(\d\d?)([-./])(\d\d?)\2(\d\d)(?:\s+([01]?\d|2[0-3]):([0-5]\d))?\W*$")
_CELLS: Final = re.compile(r"^(\d\d?) \| (\d\d?) \| ((?:19|20)\d\d)(?!\d)")
_DAY: Final = re.compile(r"^\d{1,2}\.?(?:\s[^\W\d]{3,12})?$")
_GLUED: Final = re.compile(r"\d\d?[^\W\d_]{3,6}$|[^\W\d_]{3,6}\d\d?$")
"""A day and a month in two elements without a space between: "27lis"."""
_NO_FIGURES: Final = dict.fromkeys(map(ord, "0123456789"), "_")
_PARTING: Final = ("\n", " | ", " • ", " · ")
_SPAN: Final = re.compile(r"\b(?:19|20)\d\d(?:\s?r\.)?\s?[-–—]\s?$|\bod\s.{6,24}\bdo\s$")
_SPAN_ON: Final = re.compile(r"\s?[-–—]\s?\d\d?[.\s/-]\s?(?:\d\d?|[^\W\d]{3,12})[.\s/-]\s?(?:19|20)\d\d")
"""A project's period, "01.01.2010 - 31.12.2013", is no day of publication."""
_PIECE: Final = re.compile(r"\n| [|•·] ")
_FILED: Final = re.compile(r"\W*(?:posted\sin|filed\sunder|in|w\skategorii|kategori[ae]|sekcja|dzial|by|przez|autor)\b")
_FROM: Final = re.compile(r"\b\d\d?\.?\s?([^\W\d_]{3,12})\s?[-–—]\s*$")
EVENT_CLASS: Final = re.compile(
    r"event|wydarzen|termin|calendar|kalendarz|modified|updated|aktualiz|comment|komentar|zegar|clock|imienin", re.I
)
CHANGED_CLASS: Final = re.compile(
    r"(?i:(?:^|[\s_-])(?:updated|modified|last-?(?:updated|modified))(?:$|[\s_-]))|[a-z](?:Modified|Updated)\b"
)


OF_SITE: Final = re.compile(
    r"\b(?:strony|stron|serwisu|witryny|portalu|biuletynu|website|web ?site|site|stranek|stranky|stranok|webu|"
    r"der (?:web)?seite|du site|del sito|sitio)\b"
)
"""The words of a change that is the site's, at the foot of each of its pages."""


def read_printed(
    judge: Judge, outline: Outline, title_at: int | None, body_start: int, body_end: int, *, known: bool
) -> None:
    """Read the dates that the page prints beside the article: before and after the title, after the body.

    `known` says that the layout names the body's container: what stands in it is the article's own text, so that a
    date there is an event's from its second line on.
    """
    blocks = outline.blocks
    if not blocks:
        return
    anchor = title_at if title_at is not None else body_start
    first, last = max(0, anchor - 8), min(len(blocks), max(body_start, anchor) + 10)
    own = min(body_start + (1 if known else 4), max(body_end, body_start + 1))
    for index in range(first, last):
        _read_line(judge, blocks, index, anchor, bare_days=index < own, titled=title_at is not None)
    ended = False
    for index in range(max(last, body_end - 6), min(len(blocks), body_end + 16)):
        block = blocks[index]
        if block.chars < 120 and index >= body_end and opens_end(block.text):
            key = folded(block.text)
            ended = ended or bool(END_HARD.match(key) or END_SOFT.match(key))
        _read_line(
            judge, blocks, index, anchor, bare_days=False, labels_only=ended or index >= body_end + 6, behind=True
        )


def _read_line(
    judge: Judge,
    blocks: list[Block],
    index: int,
    anchor: int,
    *,
    bare_days: bool,
    labels_only: bool = False,
    behind: bool = False,
    titled: bool = False,
) -> None:
    """Read one line. `bare_days` lets a day count that nothing calls a date, `labels_only` no day without a label;
    `titled` says that the title stands at `anchor`."""
    block = blocks[index]
    text = block.text
    if block.chars > 400 or (block.chars > 20 and "20" not in text and "19" not in text):
        return  # no year in it, nor the first piece of a badge
    heads = index == anchor and "\n" not in text
    if heads and (day := day_beside(block)):
        for said in find_dates(day):
            judge.add(4.2, said, "page", day)
    if heads and not (block.role == "meta" and text[:1].isdigit()):
        return  # a day in a title is an event's, but for a line that the layout calls a date: "13.06.2005 - Zawody"
    if index < anchor < len(blocks) and text == blocks[anchor].text:
        return  # the title printed twice: a date in it is an event's, as in "3.07.2019 r. – piknik"
    text = _with_badge(blocks, index)
    if index == anchor and not heads:
        line = text[: text.index("\n")]
        if len(line) > 30 or not find_dates(line):  # a day above the title
            text = line.translate(_NO_FIGURES) + text[len(line) :]  # the title itself is none
    short = YEAR.search(text) is None
    if short and (block.chars > 20 or _SHORT_YEAR.match(text) is None):
        return
    plain = bare(text)
    if block.chars > 150 and block.role != "meta" and not may_label(plain):
        return  # a sentence: its dates are no badge, and no label stands before them
    previous = bare(blocks[index - 1].text) if index and blocks[index - 1].chars < 60 else ""
    if titled and index - 1 == anchor:
        previous = ""  # the title is no label, whatever its last word says
    if is_clock(plain) or (index < anchor and is_clock(previous)):
        return
    element = block.element
    up = element.getparent()
    names = " ".join(
        filter(None, (element.get("class"), element.get("id"), up.get("class") if up is not None else None))
    )
    eventful = bool(names and EVENT_CLASS.search(names))
    dated = bool(_DATE_CLASS.search(names)) or block.role == "meta"
    if short and not dated:
        return
    dates = _short_year(text) if short else dates_in(text)
    if dates and (judge.of_another(element) or (index > anchor and _is_of_teaser(blocks, index, anchor))):
        return
    tells = not dated and not block.heading and block.chars > 40 and SENTENCE.search(text) is not None
    above_menu: bool | None = None
    for said in dates:
        before = plain[: said.start]
        borrowed = bool(previous) and not without_weekday(before).strip(" :,.|-–•\n")
        if borrowed:
            before = f"{previous} {before}"
        if in_range(before) or _SPAN.search(before, max(0, len(before) - 24)) or _SPAN_ON.match(plain, said.end):
            continue
        said = by_weekday(said, before)
        raw = text if len(text) < 120 else text[said.start : said.end]
        # the line before is a label where it is nothing else: "Annual review published" is a headline
        label = label_of(_PIECE.split(before)[-1] if tells else before, sentence=tells or borrowed)
        distance = 0.01 * abs(index - anchor)
        if label == "modified" or (label is None and len(dates) > 1 and _called_change(element, text, said)):
            if index <= anchor or OF_SITE.search(before) is None:
                judge.update(said)
        elif label == "published" and _is_of_file(block, text[: said.start]):
            continue
        elif label == "published":
            # what was made on one day may be published on another: the day of that wins where both stand
            judge.add(6.5 - distance - (0.5 if MADE.search(before) else 0.0), said, "page", raw)
        elif label == "other" or eventful or labels_only or has_hours(plain, said.end):
            continue
        elif label == "date":
            if opens_event(b.text for b in blocks[index + 1 : index + 5]) or opens_event((text[said.end :].lstrip(),)):
                continue
            judge.add(5.5 - distance, said, "page", raw)
        elif (bare_days or dated) and (said.day is not None or (dated and len(text) - (said.end - said.start) <= 4)):
            if not _is_badge(block, text, said, names, others=len(dates) - 1) or _of_table(blocks, index):
                continue
            if index < anchor:
                if above_menu is None:
                    above_menu = _above_menu(blocks, index, anchor)
                if above_menu:
                    continue  # the clock of the page's header
            side = 0.0 if index > anchor else 1.0 if has_weekday(plain[: said.start]) else 0.1
            judge.add((4.5 if dated else 4.0) - 8 * distance - side - (1.0 if behind else 0.0), said, "page", raw)


_FILE: Final = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|rtf|zip)(?:[?/#]|$)", re.I)


def _is_of_file(block: Block, before: str) -> bool:
    """Whether a day is that on which a file was added: right behind the link to it, with its label."""
    return any(
        _FILE.search(anchor.href)
        and anchor.text
        and anchor.text in before
        and len(before.rpartition(anchor.text)[2]) <= 25
        for anchor in block.anchors
    )


def _is_of_teaser(blocks: list[Block], index: int, anchor: int) -> bool:
    """Whether a line stands beside a headline that is a link, below a text: it dates what that leads to. Where no text
    stands before it, such a headline is the article's own, as forums print it."""
    for places in (range(index + 1, index + 3), range(index - 1, index - 5, -1)):
        for near in places:
            if not anchor < near < len(blocks):
                break
            block = blocks[near]
            if block.heading and block.anchors and block.link_chars >= 0.95 * block.chars:
                above = blocks[anchor + 1 : min(near, index)]
                return block.text != blocks[anchor].text and any(b.chars > 40 and not b.link_chars for b in above)
            if block.heading or block.chars > 60:
                break
    return False


def _of_table(blocks: list[Block], index: int) -> bool:
    """Whether a line is the row of a table that has a day in the next row too: what the article tells in columns."""
    block = blocks[index]
    beside = blocks[max(0, index - 1) : index] + blocks[index + 1 : index + 2]
    return block.tag == "tr" and any(
        row.tag == "tr" and row.element.getparent() is block.element.getparent() and dates_in(row.text)
        for row in beside
        if row.chars < 200
    )


def _called_change(element: Any, text: str, said: Said) -> bool:
    """Whether the layout calls one of several dates of a line that of a change: `<span class=documentModified>`."""
    day = text[said.start : said.end].strip()
    return any(
        CHANGED_CLASS.search(names) is not None and day in words_of(node)
        for node in element.iter("span", "em", "i", "small", "b", "strong")
        if (names := node.get("class"))
    )


def _above_menu(blocks: list[Block], index: int, anchor: int) -> bool:
    """Whether a menu stands between a line and the title: many links, one to a line or side by side."""
    return sum(len(b.anchors) for b in blocks[index + 1 : anchor] if b.chars and b.link_chars >= 0.6 * b.chars) >= 4


def _short_year(text: str) -> tuple[Said, ...]:
    """Return the day of a date line whose year has two figures, day first; nothing where that is no day."""
    match = _SHORT_YEAR.match(text)
    if match is None:
        return ()
    year = int(match[4])
    clock = f"{int(match[5]):02}:{match[6]}" if match[5] else None
    said = Said(0, len(text), 2000 + year if year < 70 else 1900 + year, int(match[3]), int(match[1]), clock)
    return (said,) if said.possible else ()


def in_range(before: str) -> bool:
    """Whether a date is the last day of a range that began in another month: "31. Mai - 6. Juni 2022"."""
    match = _FROM.search(before, max(0, len(before) - 24))
    return match is not None and (match[1] in MONTHS or month_named(match[1]) is not None)


def day_beside(block: Block) -> str:
    """Return the day that stands in an element of its own at an end of a heading, "" where none does.

    `<h3>Mamy nowy wóz! <small>21-12-2015</small></h3>`: the layout sets it apart from the title.
    """
    if not block.heading or not len(block.element) or YEAR.search(block.text) is None:
        return ""
    for child in (block.element[-1], block.element[0]):
        if child.tag in ("small", "span", "time", "i", "sup", "sub", "div"):
            text = words_of(child)
            ends = block.text.startswith(text) or block.text.endswith(text)
            if ends and 8 <= len(text) < len(block.text) - 4 and not EVENT_CLASS.search(child.get("class") or ""):
                dates = find_dates(text)
                if len(dates) == 1 and dates[0].day and len(text) - (dates[0].end - dates[0].start) <= 4:
                    return text
    return ""


def undated(block: Block) -> str:
    """Return the text of a heading without the day that stands in an element of its own beside it."""
    day = day_beside(block)
    if not day:
        return block.text
    return (block.text[len(day) :] if block.text.startswith(day) else block.text[: -len(day)]).strip(" -–|,/")


def _is_badge(block: Block, text: str, said: Said, names: str, others: int) -> bool:
    """Whether a line is there for its date: little else stands in it, or the layout calls it a date line."""
    start = max((at + len(mark) for mark in _PARTING if (at := text.rfind(mark, 0, said.start)) >= 0), default=0)
    end = min((at for mark in _PARTING if (at := text.find(mark, said.end)) >= 0), default=len(text))
    rest = max(0, end - start) - (said.end - said.start) - 16 * others
    if block.link_chars > 0.8 * block.chars and block.chars > (
        60 if block.role == "meta" or _META.search(names) else 30
    ):
        return False
    if block.heading and block.role != "meta" and rest > 20:
        return False
    if rest <= 22:
        return True
    if not text[start : said.start].strip() and end - start < 120 and _FILED.match(bare(text[said.end : end])):
        return True  # "12 września 2019 Posted in Aktualności, Konferencje"
    return (block.role == "meta" or bool(_DATE_CLASS.search(names))) and block.chars < 200


def _with_badge(blocks: list[Block], index: int) -> str:
    """Join a date that is split over neighbouring elements: 27 / maja / 2024."""
    text = blocks[index].text
    if len(text) <= 8 and _GLUED.match(text) is not None:
        text = " ".join(piece for part in blocks[index].element.itertext() if (piece := part.strip()))
    if text[:1].isdigit():
        if (cells := _CELLS.match(text)) is not None:
            return f"{cells[1]}.{cells[2]}.{cells[3]}{text[cells.end() :]}"
        if (
            len(text) == 8
            and text.isdigit()
            and len(pieces := [p for p in blocks[index].element.itertext() if p.strip()]) == 3
        ):
            return ".".join(piece.strip() for piece in pieces)  # three elements without a space between
        begins = len(text) <= 12 and _DAY.match(text) is not None
    else:
        begins = len(text) <= 12 and bare(text).strip(" .,") in MONTHS
    if begins:
        joined = text
        for block in blocks[index + 1 : index + 3]:
            if block.chars > 12:
                break
            joined += " " + block.text
            if find_dates(joined) and find_dates(joined)[0].year:
                return joined
    return text


def read_plain_times(
    judge: Judge, plain: list[tuple[Any, str]], outline: Outline, title_at: int | None, body_end: int
) -> None:
    """`<time>` elements without a name: those that stand beside the title, before the text ends."""
    anchor = title_at if title_at is not None else 0
    near = {id(b.element): i for i, b in enumerate(outline.blocks[: anchor + 9]) if i >= anchor - 6}
    for node, text in plain[:20]:
        if apart(node) or eventful(node):
            continue
        up = node
        for _ in range(5):
            if up is None:
                break
            if (index := near.get(id(up))) is not None:
                line = bare(outline.blocks[index].text)
                if shown := words_of(node):
                    at = line.find(bare(shown))
                    before = line[:at] if at > 0 else ""
                else:
                    before = bare(_text_before(node, outline.blocks[index].element))
                above = outline.blocks[index - 1] if index and index - 1 != title_at else None
                if not before.strip(" :,.|-–•") and above is not None and above.chars < 60:
                    before = f"{bare(above.text)} {before}"  # the title is no label, whatever its last word says
                label = label_of(before)
                if label == "modified":
                    if value := modified_of(text, judge):
                        judge.modified.append(value)
                elif label != "other" and outline.blocks[index].chars < 250:
                    judge.text(6.0 - 0.02 * abs(index - anchor), text, "time")
                break
            up = up.getparent()


def _text_before(node: Any, element: Any) -> str:
    """Return the text that stands in an element before a node that shows none itself: a script fills in the day. What
    stands before another such node is that one's label."""
    before: list[str] = []
    for event, one in etree.iterwalk(element, events=("start", "end")):
        if one is node:
            break
        if event == "start":
            before.append(one.text or "")
        else:
            if one.tag == "time" and not words_of(one):
                before.clear()
            before.append(one.tail or "")
    return "".join(before)


def apart(node: Any) -> bool:
    """Whether an element stands in a part that is not the article: a sidebar, related news, a comment.

    A footer within an article is the article's own (HTML, 4.3.8: "a footer for its nearest ancestor sectioning
    content"); half of the themes print the day there.
    """
    inside = foot = False
    for up in node.iterancestors():
        tag = up.tag
        if tag in ("body", "html", "main"):
            return foot
        if tag == "article":
            inside, foot = True, False  # a teaser may be an article too, in a part that says so
        elif not inside:
            if tag in ("aside", "nav"):
                return True
            if tag == "footer":
                foot = True
                continue
        names = f"{up.get('class') or ''} {up.get('id') or ''}".strip()
        if names and role_of(names) in (("never",) if inside else ("skip", "never")):
            return True
    return foot


def eventful(node: Any) -> bool:
    """Whether an element or one just around it has a name of events."""
    for _ in range(4):
        if node is None or node.tag in ("body", "main", "article"):
            return False
        if EVENT_CLASS.search(f"{node.get('class') or ''} {node.get('id') or ''}"):
            return True
        node = node.getparent()
    return False
