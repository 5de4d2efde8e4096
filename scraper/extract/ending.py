"""Where an article ends: the line after which the page speaks of other things, and what a teaser looks like."""

# ruff: noqa: E501  (word lists and patterns read best in one piece)

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from scraper.extract.boilerplate import END_HARD, END_SOFT, opens_end
from scraper.extract.dates import dates_in, find_dates
from scraper.extract.links import is_file
from scraper.extract.outline import Block
from scraper.polish import fold, folded

SENTENCE: Final = re.compile(r"[.!?…:;][\"”»’)\]]*\s*$")
_MORE: Final = re.compile(
    r"^\W*(?:(?:prze)?czytaj (?:wiecej|dalej|calosc|artykul)|wiecej|read more|zobacz wiecej|dowiedz sie wiecej|continue reading|details|szczegoly)\W*$",
    re.I,
)

_CUT_OFF: Final = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\])\s*$")
"""The end of a text that goes on elsewhere."""


def prose(block: Block) -> float:
    """How much of a block reads as prose: its characters without links, less for scraps."""
    if block.heading or block.role == "meta":
        return 0.0
    chars = block.chars
    own = chars - block.link_chars * 1.5
    if own <= 0.2 * chars:
        # a paragraph that is one long link still reads; a list of links does not
        return 0.3 * chars if block.tag == "p" and chars > 60 and len(block.anchors) < 4 else 0.0
    if own < 25:
        return own * 0.1
    if own < 80 and not SENTENCE.search(block.text):
        return own * 0.4
    return own


@dataclass(frozen=True, slots=True)
class Ending:
    """Where an article ends: `at` is the index of the line after which the page speaks of other things, `inserted`
    are the indices of such lines and their teasers in the middle of it."""

    at: int
    inserted: frozenset[int]


def end_of(blocks: list[Block], title_at: int | None, host: str = "") -> Ending:
    """Return where the article ends, the number of blocks without a line that says so; `host` is that of the page."""
    passed = 0.0
    inserted: list[int] = []
    start = 0 if title_at is None else title_at + 1
    enough = 60 if title_at is None else 10  # without a title, what comes first may be a menu
    for index in range(start, len(blocks)):
        block = blocks[index]
        if inserted and index <= inserted[-1]:
            continue
        if passed >= enough and 3 < block.chars < 120 and opens_end(block.text):
            line, _, below = block.text.partition("\n")
            key = folded(line)
            hard = all(END_HARD.match(piece) for piece in key.split(" | "))
            ends = hard or (END_SOFT.match(key) and _teasers_follow(blocks, index if below else index + 1))
            if ends and len(key) < 80 and passed > 0.3 * _longest_run(blocks, index + 1):
                resumed = None if hard else _resumes(blocks, start, index, passed)
                if resumed is None:
                    return Ending(index, frozenset(inserted))
                inserted.extend(range(index, resumed))
                continue
        elif passed >= enough and block.heading and _heads_dated_teasers(blocks, index, host):
            return Ending(index, frozenset(inserted))
        if block.role != "meta":
            passed += max(block.weight, 0.0 if title_at is None else min(block.chars, 12.0))
    return Ending(len(blocks), frozenset(inserted))


def _resumes(blocks: list[Block], start: int, end: int, passed: float) -> int | None:
    """Return the block at which the article goes on after a box of teasers, None where it does not.

    It goes on where as much prose follows in the very element that holds the prose before.
    """
    homes = {b.element.getparent() for b in blocks[start:end] if b.weight > 80 and b.element is not None}
    rest = [
        index
        for index in range(end + 1, len(blocks))
        if blocks[index].weight > 60 and blocks[index].link_chars == 0 and blocks[index].element.getparent() in homes
    ]
    following = sum(blocks[index].weight for index in rest)
    return rest[0] if following > max(300.0, 0.4 * passed) else None


def _longest_run(blocks: list[Block], start: int) -> float:
    """Return the prose of the longest run of three and more paragraphs that nothing of a teaser breaks."""
    best = run = 0.0
    count = 0
    for block in blocks[start : start + 60]:
        if block.chars > 80 and block.weight > 0.7 * block.chars:
            run += block.weight
            count += 1
            if count >= 3:
                best = max(best, run)
        else:
            run, count = 0.0, 0
    return best


def _teasers_follow(blocks: list[Block], start: int) -> bool:
    """Whether the next blocks advertise other pages: linked headings, "more", links with a date or with a text
    that breaks off, mostly links."""
    chars = links = 0
    following = blocks[start : start + 12]
    for place, block in enumerate(following):
        if is_teaser(block):
            return True
        if block.anchors and block.link_chars >= (0.25 if block.chars < 80 else 0.4) * block.chars:
            below = following[place + 1].text if place + 1 < len(following) else ""
            if find_dates(block.text) or _CUT_OFF.search(block.text) or _CUT_OFF.search(below):
                return True
        chars += block.chars
        links += block.link_chars
    return links > 0.4 * chars


def _heads_dated_teasers(blocks: list[Block], index: int, host: str) -> bool:
    """Whether a heading without a link is that of a box of other pages, each a day and a headline that leads there, whatever
    the box is called: "Kitos naujienos", "Ultime notizie". Nothing but such teasers follows as far as the next line."""
    if blocks[index].link_chars or not 3 < blocks[index].chars < 60:
        return False
    teasers, at = 0, index + 1
    while at < len(blocks) and teasers < _TEASERS:
        block, below = blocks[at], blocks[at + 1] if at + 1 < len(blocks) else None
        if not block.text:
            at += 1  # the picture of a card, which is a link too
        elif _is_day_and_link(block, host):
            teasers, at = teasers + 1, at + 1
        elif below is not None and (
            (_is_day(block) and _is_headline(below, host)) or (_is_headline(block, host) and _is_day(below))
        ):
            teasers, at = teasers + 1, at + 2
        elif teasers and block.link_chars == 0 and not block.heading and blocks[at - 1].text:
            at += 1  # the first words of what the teaser leads to
        else:
            return False
    return teasers >= _TEASERS


_TEASERS: Final = 2


def _is_headline(block: Block, host: str) -> bool:
    return bool(block.anchors) and block.chars > 8 and block.link_chars >= 0.95 * block.chars and _leads_on(block, host)


def _is_day_and_link(block: Block, host: str) -> bool:
    """Whether a line is a day and a headline that is a link, and nothing else."""
    if not block.anchors or block.link_chars < 8 or not _leads_on(block, host):
        return False
    days = [said for said in dates_in(block.text) if said.day is not None and said.year is not None]
    rest = block.chars - block.link_chars
    return any(abs(rest - (said.end - said.start)) <= 6 for said in days)


def _is_day(block: Block) -> bool:
    if block.link_chars or block.chars > 40:
        return False
    days = [said for said in dates_in(block.text) if said.day is not None and said.year is not None]
    return len(days) == 1 and block.chars - (days[0].end - days[0].start) <= 14


def _leads_on(block: Block, host: str) -> bool:
    """Whether the links of a line lead to pages of the site: those to files, or to what others wrote, belong to a text."""
    for anchor in block.anchors:
        if is_file(anchor.href) or anchor.href.startswith(("#", "mailto:", "tel:")):
            return False
        if "//" in anchor.href[:8] and anchor.href.partition("//")[2].partition("/")[0].removeprefix("www.") != host:
            return False
    return True


def is_teaser(block: Block) -> bool:
    """Whether a block advertises another page: a heading that is a link, a link that says "more"."""
    return bool(block.anchors) and (
        (block.heading and block.chars > 8 and block.link_chars >= 0.7 * block.chars)
        or (block.chars < 40 and _MORE.match(fold(block.text)) is not None)
    )
