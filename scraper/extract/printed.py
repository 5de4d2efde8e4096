"""Dates that a page prints beside its article: in a line with a label, a badge, a `<time>`.

A label decides what a date is; without one, only a line that is there for its date counts, and only
beside the title or where the layout calls it a date.
"""

from __future__ import annotations

import re
from typing import Any, Final

from scraper.extract.dates import Said, find_dates, iso
from scraper.extract.evidence import Judge, modified_of
from scraper.extract.metadata import words_of
from scraper.extract.outline import Block, Outline
from scraper.polish import fold

_PUBLISHED_LABEL: Final = re.compile(
    r"(?:opublikowan[oaey]\w*|publikacj[aię]|data\s(?:publikacji|dodania|wpisu|utworzenia|wprowadzenia|zamieszczenia|artykulu|umieszczenia|wydania)|dodan[oaey]|zamieszczono|umieszczono|utworzon[oey]|"
    r"veroffentlicht|publie[e]?|mise?\sen\sligne|erstellt|wprowadzono|wytworzono|data\spublikowania|napisan[oey]|published(?:\s(?:on|at|date))?|posted(?:\s(?:on|at))?|publication\sdate|date\spublished|created(?:\son)?|zverejneno|publikovano|zverejnene|vydano|date\sposted|issued)"
    r"\W{0,4}(?:(?:w\s)?dni[ua]|przez[\s\w.]{1,40}?|by[\s\w.]{1,30}?|on|w|o|,)?\W{0,4}$"
)
_PLAIN_LABEL: Final = re.compile(r"(?:^|\W)(?:data|date|dnia|datum)\W{0,4}$")
_MODIFIED_LABEL: Final = re.compile(
    r"(?:aktualizacj[aię]|zaktualizowan[oay]|zmodyfikowan[oay]|modyfikacj[aię]|zmienion[oay]|ostatnia\szmiana|poprawion[oay]|edytowan[oay]|data\szmiany|edycja|"
    r"updated|modified|last\s(?:update|change|edit)|revised|aktualizov\w+|reviewed)(?:\W|\w{0,3}\W|on|at|by|dnia|przez){0,6}$"
)
_OTHER_LABEL: Final = re.compile(
    r"(?:wydrukowan[oay]|wydruk|termin|start|kiedy|rozpoczecie|zakonczenie|data\s(?:wydarzenia|rozpoczecia|zakonczenia|konferencji|szkolenia|spotkania)|dzis(?:iaj)?\sjest|dzisiaj|dzis|today(?:\sis)?|imieniny|copyright|©|\(c\)|"
    r"event\sdate|when|wazn[aey]\sdo|do\sdnia|deadline|od|do|until|from|expires|wygasa|dostep|accessed|retrieved|termin\w*|data\surodzenia|printed|skladania|archive[d]?)(?:\W|dnia|dniu|w|na|z|o){0,5}$"
)
_WEEKDAY_TAIL: Final = re.compile(
    r"(?:poniedzialek|wtorek|sroda|czwartek|piatek|sobota|niedziela|pon|wt|sr|czw|pt|sob|niedz|nd|monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|wed|thu|fri|sat|sun)\.?\W{0,4}$"
)
_TODAY: Final = re.compile(
    r"imienin|dzis(?:iaj)?\sjest|dzisiaj:|today\sis|obchodza|wschod\sslonca|kalendarium|kartka z kalendarza"
)
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_DATE_CLASS: Final = re.compile(
    r"(?:^|[\s_-])(?:date|data|datum|time|pubdate|published|publish|posted|created|timestamp|dateline|postmeta|meta|byline)(?:$|[\s_-])|itemDateCreated|\bdata[A-Z_-]|Date\b|date$",
    re.I,
)
EVENT_CLASS: Final = re.compile(
    r"event|wydarzen|termin|calendar|kalendarz|modified|updated|aktualiz|comment|komentar", re.I
)


def read_printed(judge: Judge, outline: Outline, title_at: int | None, body_start: int, body_end: int) -> None:
    """Dates that the page prints beside the article: before and after the title, after the body."""
    blocks = outline.blocks
    if not blocks:
        return
    anchor = title_at if title_at is not None else body_start
    first, last = max(0, anchor - 8), min(len(blocks), max(body_start, anchor) + 10)
    for index in range(first, last):
        _read_line(judge, blocks, index, anchor, inside=index >= body_start + 4)
    for index in range(max(last, body_end - 6), min(len(blocks), body_end + 6)):
        _read_line(judge, blocks, index, anchor, inside=index < body_end, behind=True)


def _read_line(
    judge: Judge, blocks: list[Block], index: int, anchor: int, *, inside: bool, behind: bool = False
) -> None:
    block = blocks[index]
    text = block.text
    if block.chars > 400 or index == anchor:
        return
    text = _with_badge(blocks, index)
    if _YEAR.search(text) is None:
        return
    plain = fold(text).lower()
    if _TODAY.search(plain):
        return
    element = block.element
    up = element.getparent() if element is not None else None
    named = [element.get("class"), element.get("id")] if element is not None else []
    names = " ".join(filter(None, [*named, up.get("class") if up is not None else None]))
    eventful = bool(names and EVENT_CLASS.search(names))
    distance = abs(index - anchor)
    previous = fold(blocks[index - 1].text).lower() if index and blocks[index - 1].chars < 60 else ""
    for said in find_dates(text):
        before = plain[: said.start]
        before = _WEEKDAY_TAIL.sub("", before)
        if not before.strip(" :,.|-–•") and previous:
            before = _WEEKDAY_TAIL.sub("", previous) + " "
        raw = text[said.start : said.end]
        if _MODIFIED_LABEL.search(before):
            if said.year and (value := iso(said, judge.keep_zone)[0]):
                judge.modified.append(value)
            continue
        if _OTHER_LABEL.search(before.rstrip()) and not _PUBLISHED_LABEL.search(before):
            continue
        if _PUBLISHED_LABEL.search(before):
            judge.add(6.5 - distance * 0.01, said, "page", text if len(text) < 120 else raw)
        elif _PLAIN_LABEL.search(before) and not eventful:
            judge.add(5.5 - distance * 0.01, said, "page", text if len(text) < 120 else raw)
        elif (
            not eventful
            and (said.day is not None or _whole(text, said, block, names))
            and _is_badge(block, text, said, names, others=len(find_dates(text)) - 1)
        ):
            if (behind or inside) and not _DATE_CLASS.search(names):
                continue
            side = 0.0 if index > anchor else 0.1
            rank = 4.5 if _DATE_CLASS.search(names) or block.role == "meta" else 4.0
            judge.add(
                rank - distance * 0.08 - side - (1.0 if behind else 0.0), said, "page", text if len(text) < 120 else raw
            )


def _whole(text: str, said: Said, block: Block, names: str) -> bool:
    """Whether a month stands alone in a line that the layout calls a date."""
    return len(text) - (said.end - said.start) <= 4 and (block.role == "meta" or bool(_DATE_CLASS.search(names)))


def _is_badge(block: Block, text: str, said: Said, names: str, others: int) -> bool:
    """Whether a line is there for its date: little else stands in it, or the layout calls it a date line."""
    start = text.rfind("\n", 0, said.start) + 1
    end = text.find("\n", said.end)
    rest = (end if end >= 0 else len(text)) - start - (said.end - said.start) - 16 * others
    if block.link_chars > 0.8 * block.chars and block.chars > 30:
        return False
    if block.heading and rest > 20:
        return False
    if rest <= 22:
        return True
    return (block.role == "meta" or bool(_DATE_CLASS.search(names))) and block.chars < 200


def _with_badge(blocks: list[Block], index: int) -> str:
    """Join a date that is split over neighbouring elements: 27 / maja / 2024."""
    text = blocks[index].text
    if len(text) <= 12 and re.match(r"^\d{1,2}\.?(?:\s[^\W\d]{3,12})?$", text):
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
        up = node
        for _ in range(5):
            if up is None:
                break
            if (index := near.get(id(up))) is not None:
                line = fold(outline.blocks[index].text).lower()
                at = line.find(fold(words_of(node)).lower())
                before = line[:at] if at > 0 else ""
                if _MODIFIED_LABEL.search(before):
                    if value := modified_of(text, judge):
                        judge.modified.append(value)
                elif not _OTHER_LABEL.search(before.rstrip()) and outline.blocks[index].chars < 250:
                    judge.text(6.0 - 0.02 * abs(index - anchor), text, "time")
                break
            up = up.getparent()
