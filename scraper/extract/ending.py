"""Where an article ends: the line after which the page speaks of other things, and what a teaser looks like."""

# ruff: noqa: E501  (word lists and patterns read best in one piece)

from __future__ import annotations

import re
from typing import Final

from scraper.extract.boilerplate import END_HARD, END_SOFT, opens_end
from scraper.extract.dates import find_dates
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
    own = block.chars - block.link_chars * 1.5
    if block.role == "meta" or block.heading:
        return 0.0
    if own <= 0.2 * block.chars:
        # a paragraph that is one long link still reads; a list of links does not
        return 0.3 * block.chars if block.tag == "p" and block.chars > 60 and len(block.anchors) < 4 else 0.0
    if own < 25:
        return own * 0.1
    if own < 80 and not SENTENCE.search(block.text):
        return own * 0.4
    return own


def end_of(blocks: list[Block], title_at: int | None) -> int:
    """Return the index of the line after which the page speaks of other things, its length without one."""
    passed = 0.0
    for index in range(0 if title_at is None else title_at + 1, len(blocks)):
        block = blocks[index]
        if passed >= 10 and 3 < block.chars < 120 and opens_end(block.text):
            line, _, below = block.text.partition("\n")
            key = folded(line)
            ends = END_HARD.match(key) or (
                END_SOFT.match(key) and _teasers_follow(blocks, index if below else index + 1)
            )
            if ends and len(key) < 80 and passed > 0.3 * _longest_run(blocks, index + 1):
                return index
        if block.role != "meta":
            passed += max(block.weight, min(block.chars, 12.0))
    return len(blocks)


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
        if block.anchors and block.link_chars >= 0.4 * block.chars:
            below = following[place + 1].text if place + 1 < len(following) else ""
            if find_dates(block.text) or _CUT_OFF.search(block.text) or _CUT_OFF.search(below):
                return True
        chars += block.chars
        links += block.link_chars
    return links > 0.4 * chars


def is_teaser(block: Block) -> bool:
    """Whether a block advertises another page: a heading that is a link, a link that says "more"."""
    return bool(block.anchors) and (
        (block.heading and block.chars > 8 and block.link_chars >= 0.7 * block.chars)
        or (block.chars < 40 and _MORE.match(fold(block.text)) is not None)
    )
