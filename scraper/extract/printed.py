"""Dates that a page prints beside its article: in a line with a label, a badge, a `<time>`.

A label decides what a date is; without one, only a line that is there for its date counts, and only
beside the title or where the layout calls it a date.
"""

# ruff: noqa: E501  (patterns read best in one piece)

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain, islice
from typing import Any, Final

from lxml import etree

from scraper.article import Source
from scraper.extract.dates import Said, find_dates, find_foreign, iso, month_named
from scraper.extract.evidence import Judge, modified_of
from scraper.extract.metadata import words_of
from scraper.extract.outline import Block, Outline
from scraper.polish import MONTHS, bare, fold

_PUBLISHED_LABEL: Final = re.compile(
    r"(?:opublikowan[oaey]\w*|publikacj[aię]|data\s(?:publikacji|dodania|wpisu|utworzenia|wprowadzenia|zamieszczenia|artykulu|umieszczenia|wydania)|dodan[oaey]|zamieszczono|umieszczono|utworzon[oey]|"
    r"veroffentlicht|publicado|pubblicato|publicat|gepubliceerd|geplaatst|publicerad|publiceret|publisert|julkaistu|publie[e]?|mise?\sen\sligne|erstellt|wprowadzono|wytworzono|data\spublikowania|napisan[oey]|published(?:\s(?:on|at|date))?|posted(?:\s(?:on|at))?|publication\sdate|date\spublished|created(?:\son)?|zverejneno|publikovano|zverejnene|vydano|date\sposted|issued)"
    r"\W{0,4}(?:(?:w\s)?dni[ua]|przez[\s\w.]{1,40}?|by[\s\w.]{1,30}?|on|le|am|el|il|em|op|den|w|o|,)?\W{0,4}$"
)
_LABEL_STEMS: Final = [
    "publi",
    "data",
    "date",
    "dodan",
    "mieszcz",
    "utworz",
    "wprowadz",
    "wytworz",
    "napisan",
    "posted",
    "created",
    "issued",
    "zverejn",
    "vydan",
    "veroffentlicht",
    "erstellt",
    "geplaatst",
    "julkaistu",
    "mise",
    "aktualiz",
    "modyfik",
    "zmien",
    "zmian",
    "popraw",
    "edyt",
    "edycj",
    "updat",
    "modif",
    "change",
    "edit",
    "revis",
    "review",
    "actualiz",
    "atualiz",
    "aggiorn",
    "bijgewerkt",
    "uppdat",
    "opdat",
    "geandert",
]
"""What is in every label of a publication or a change."""
_PLAIN_LABEL: Final = re.compile(r"(?:^|\W)(?:data|date|dnia|datum)\W{0,4}$")
_MODIFIED_LABEL: Final = re.compile(
    r"(?:aktualizacj[aię]|zaktualizowan[oay]|zmodyfikowan[oay]|modyfikacj[aię]|zmienion[oay]|ostatnia\szmiana|poprawion[oay]|edytowan[oay]|data\szmiany|edycja|"
    r"updated|modified|last\s(?:update|change|edit)|revised|aktualizov\w+|reviewed|last\sedited|aktualisiert|mise?\sa\sjour|actualizado|atualizado|aggiornato|bijgewerkt|uppdaterad|opdateret|oppdatert|geandert)(?:\W|\w{0,3}\W|on|at|by|dnia|przez){0,6}$"
)
_OTHER_LABEL: Final = re.compile(
    r"(?:wydrukowan[oay]|wydruk|termin|start|kiedy|rozpoczecie|zakonczenie|data\s(?:wydarzenia|rozpoczecia|zakonczenia|konferencji|szkolenia|spotkania)|dzis(?:iaj)?\sjest|dzisiaj|dzis|today(?:\sis)?|imieniny|copyright|©|\(c\)|"
    r"event\sdate|when|wazn[aey]\sdo|do\sdnia|deadline|od|do|until|from|expires|wygasa|dostep|accessed|retrieved|termin\w*|data\surodzenia|printed|skladania|archive[d]?)(?:\W|dnia|dniu|w|na|z|o){0,5}$"
)
_WEEKDAY_TAIL: Final = re.compile(
    r"(?:poniedzialek|wtorek|sroda|czwartek|piatek|sobota|niedziela|pon|wt|sr|czw|pt|sob|niedz|nd|monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|wed|thu|fri|sat|sun)\.?\W{0,4}$"
)
_TODAY: Final = (
    "imienin",
    "dzis jest",
    "dzisiaj jest",
    "dzisiaj:",
    "today is",
    "obchodza",
    "wschod slonca",
    "kalendarium",
    "kartka z kalendarza",
)
"""What only a clock or a calendar of the page's header says."""
_LABELS_REACH: Final = 90
"""Characters before a date in which its label can begin: "Opublikowano przez ... w dniu"."""
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_DATE_CLASS: Final = re.compile(
    r"(?:^|[\s_-])(?:date|data|datum|time|pubdate|published|publish|posted|created|timestamp|dateline|postmeta|meta|byline)(?:$|[\s_-])|itemDateCreated|\bdata[A-Z_-]|Date\b|date$",
    re.I,
)
_META: Final = re.compile(r"(?:post|entry|article|news)[_-]?meta", re.I)
_NO_FIGURES: Final = dict.fromkeys(map(ord, "0123456789"), "_")
_PARTING: Final = ("\n", " | ", " • ", " · ")
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
    if block.chars > 400 or (block.chars > 12 and "20" not in text and "19" not in text):
        return  # no year in it, nor the first piece of a badge
    if index == anchor and "\n" not in text:
        return
    if index < anchor < len(blocks) and block.text == blocks[anchor].text:
        return  # the title printed twice: a date in it is an event's, as in "3.07.2019 r. – piknik"
    text = _with_badge(blocks, index)
    if index == anchor:
        text = text[: text.index("\n")].translate(_NO_FIGURES) + text[text.index("\n") :]  # the title itself is none
    if _YEAR.search(text) is None:
        return
    plain = bare(text)
    if block.chars > 150 and block.role != "meta" and not any(stem in plain for stem in _LABEL_STEMS):
        return  # a sentence: its dates are no badge, and no label stands before them
    if any(words in plain for words in _TODAY):
        return
    element = block.element
    up = element.getparent() if element is not None else None
    named = [element.get("class"), element.get("id")] if element is not None else []
    names = " ".join(filter(None, [*named, up.get("class") if up is not None else None]))
    eventful = bool(names and EVENT_CLASS.search(names))
    distance = abs(index - anchor)
    previous = fold(blocks[index - 1].text).lower() if index and blocks[index - 1].chars < 60 else ""
    for said in (dates := find_dates(text) or find_foreign(text)):
        before = _WEEKDAY_TAIL.sub("", plain[max(0, said.start - _LABELS_REACH) : said.start])
        if not before.strip(" :,.|-–•") and previous:
            before = _WEEKDAY_TAIL.sub("", previous) + " "
        raw = text[said.start : said.end]
        if _in_range(before):
            continue
        if _MODIFIED_LABEL.search(before):
            judge.update(said)
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
            and _is_badge(block, text, said, names, others=len(dates) - 1)
        ):
            if (behind or inside) and not _DATE_CLASS.search(names):
                continue
            side = 0.0 if index > anchor else 0.1
            if index < anchor and _WEEKDAY_TAIL.search(plain[: said.start]):
                side = 1.0  # a weekday above the title may be the header's clock
            rank = 4.5 if _DATE_CLASS.search(names) or block.role == "meta" else 4.0
            judge.add(
                rank - distance * 0.08 - side - (1.0 if behind else 0.0), said, "page", text if len(text) < 120 else raw
            )


def _whole(text: str, said: Said, block: Block, names: str) -> bool:
    """Whether a month stands alone in a line that the layout calls a date."""
    return len(text) - (said.end - said.start) <= 4 and (block.role == "meta" or bool(_DATE_CLASS.search(names)))


def _is_badge(block: Block, text: str, said: Said, names: str, others: int) -> bool:
    """Whether a line is there for its date: little else stands in it, or the layout calls it a date line."""
    start = max(text.rfind(mark, 0, said.start) + len(mark) for mark in _PARTING)
    end = min((at for mark in _PARTING if (at := text.find(mark, said.end)) >= 0), default=len(text))
    rest = max(0, end - start) - (said.end - said.start) - 16 * others
    if block.link_chars > 0.8 * block.chars and block.chars > (
        60 if block.role == "meta" or _META.search(names) else 30
    ):
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


_NAMES_DAY: Final = re.compile(
    r"(?:^|[\s_-])(?:\w*publish\w*|pubdate|(?:post|entry|article|news|blog|item|story)_?-?date|date|datum|fecha|posted|dateline|submitted|date-header|byline|timestamp)(?:$|[\s_-])|[a-z]Date\b|[a-z]Published\b|Publi(?:shed|cation)",
)
_NAMES_NEWS: Final = re.compile(r"publi|post|entry|article|news|artyk|wpis", re.I)
_FROM: Final = re.compile(r"\b\d\d?\.?\s?([^\W\d_]{3,12})\s?[-–—]\s*$")
_CHANGED: Final = re.compile(r"(?:^|[\s_-])(?:updated|modified|last-?(?:updated|modified))(?:$|[\s_-])", re.I)
_NEIGHBOUR: Final = re.compile(
    r"related|comment|komentar|teaser|sidebar|widget|\bcard|recommend|similar|latest|recent|popular|(?:^|[\s_-])(?:next|prev)|carousel|slider|\bfeed\b|footer|copyright|event|archive|modal",
    re.I,
)
_NAMED_MAYBE: Final = re.compile(r"ublish|date|Date|datum|fecha|osted|byline|submitted|timestamp|modified|Publication")
_STATE = re.compile(
    r"""\\?["'](?:date_?[Pp]ublished|published_?[Dd]ate|published_?[Aa]t|publish_?[Dd]ate|publication_?[Dd]ate|first_?[Pp]ublished(?:_?[Aa]t|_?[Dd]ate)?)\\?["']\s*:\s*\\?["']((?:19|20)\d\d-\d\d-\d\d)(?:[T ][^"'\\]{0,30})?\\?["']"""
)


def read_lone(judge: Judge, outline: Outline, root: Any, body_start: int, body_end: int) -> None:
    """Where nothing beside the article says its day: the one day that the page names or prints anywhere.

    First elements that the layout calls a date, then labelled or lone lines, then the state that scripts
    hold. Several different days are no answer: they are those of neighbours. On Polish pages, where a lone
    day is often that of an event, only what names or labels a publication counts.
    """
    known = max(judge.found, default=(0.0, None), key=lambda pair: pair[0])[1]
    start = known.value if known is not None else ""
    for days in (
        _named_days(judge, outline),
        *_line_days(judge, outline, body_start, body_end),
        _labelled_days(root),
        _state_days(root),
    ):
        fitting = {iso(said)[0][:10]: (said, raw, source) for said, raw, source in days}
        if len(fitting) == 1:
            ((day, (said, raw, source)),) = fitting.items()
            if day.startswith(start) and judge.add(3.0, said, source, raw):
                return


_Day = tuple[Said, str, Source]


@lru_cache(maxsize=4096)
def _may_date(names: str) -> bool:
    return _NAMED_MAYBE.search(names) is not None


def _named_days(judge: Judge, outline: Outline) -> list[_Day]:
    """Days in elements whose class calls them a date, outside of neighbours and comments."""
    found: list[_Day] = []
    passed_over = (
        (node, names)
        for part in outline.passed_over
        for node in part.iter(etree.Element)
        if (names := node.get("class"))
    )
    for node, names in islice(chain(outline.named, passed_over), 20_000):
        if not _may_date(names):
            continue
        changed = _CHANGED.search(names) is not None
        if not changed and (_NAMES_DAY.search(names) is None or EVENT_CLASS.search(names)):
            continue
        text = node.get("datetime") or node.get("title") or ""
        if not re.search(r"\d{4}", text):
            text = _few_words(node)
        if not 6 <= len(text) <= 90:
            continue
        dates = find_dates(text) or find_foreign(text)
        if len(dates) != 1 or dates[0].day is None or dates[0].year is None or dates[0].first:
            continue
        before = fold(text[: dates[0].start]).lower()
        if _in_range(before):
            continue
        if changed or _MODIFIED_LABEL.search(before):
            if not _beside(node):
                judge.update(dates[0])
        elif not judge.keep_zone and _NAMES_NEWS.search(names) is None:
            continue
        elif not _OTHER_LABEL.search(_WEEKDAY_TAIL.sub("", before).rstrip()) and not _beside(node):
            found.append((dates[0], text, "page"))
    return found


def _in_range(before: str) -> bool:
    """Whether a date is the last day of a range that began in another month: "31. Mai - 6. Juni 2022"."""
    match = _FROM.search(before)
    return match is not None and (match[1] in MONTHS or month_named(match[1]) is not None)


def _few_words(node: Any) -> str:
    """Return the text of an element that holds few words, "" of any other: a page may be all in one."""
    parts: list[str] = []
    size = 0
    for part in islice(node.itertext(), 40):
        parts.append(part)
        size += len(part)
        if size > 600:
            return ""
    return " ".join("".join(parts).split())


def _beside(node: Any) -> bool:
    """Whether an element stands in a neighbour of the article: related news, comments, the footer."""
    for up in islice(node.iterancestors(), 40):
        if up.tag in ("aside", "footer", "nav"):
            return True
        if up.tag in ("body", "html", "article", "main"):
            return False
        if _NEIGHBOUR.search(f"{up.get('class') or ''} {up.get('id') or ''}"):
            return True
    return False


def _line_days(judge: Judge, outline: Outline, body_start: int, body_end: int) -> tuple[list[_Day], list[_Day]]:
    """Days in lines with a label of publication, and days that are a whole line."""
    labelled: list[_Day] = []
    lone: list[_Day] = []
    previous = ""
    for index, block in enumerate(outline.blocks):
        inside = body_start + 2 <= index < body_end - 2
        text, before_line, previous = block.text, previous, block.text if block.chars < 40 else ""
        if block.chars > 120 or _YEAR.search(text) is None:
            continue
        for said in find_dates(text) or find_foreign(text):
            if said.day is None or said.year is None or said.first:
                continue
            before = _WEEKDAY_TAIL.sub("", bare(text[max(0, said.start - _LABELS_REACH) : said.start]))
            if _in_range(before):
                continue
            if not before.strip(" :,.|-–•"):
                before = fold(before_line).lower() + " "
            if _MODIFIED_LABEL.search(before):
                judge.update(said)
            elif _OTHER_LABEL.search(before.rstrip()):
                continue
            elif _PUBLISHED_LABEL.search(before):
                labelled.append((said, text, "page"))
            elif (
                judge.keep_zone
                and not (inside or block.heading or block.link_chars)
                and block.chars - (said.end - said.start) <= 14
            ):
                lone.append((said, text, "page"))
    return labelled, lone


def _labelled_days(root: Any) -> list[_Day]:
    """Days whose label is an element of its own: a term and its definition, a row of two cells."""
    found: list[_Day] = []
    for node in islice(root.iter("dt", "th", "td", "p", "span", "strong", "b", "div", "h6"), 5000):
        label = (node.text or "").strip()
        if not 5 <= len(label) <= 30 or not _PUBLISHED_LABEL.search(fold(label).lower()) or len(node):
            continue
        beside = node.getnext()
        text = (node.tail or "").strip() or (_few_words(beside) if beside is not None else "")
        if len(text) <= 40 and not _beside(node):
            dates = find_dates(text) or find_foreign(text)
            found.extend((said, f"{label} {text}", "page") for said in dates[:1] if said.day and said.year)
    return found


def _state_days(root: Any) -> list[_Day]:
    """Days that the state of the page in its scripts calls the publication's."""
    found: list[_Day] = []
    for node in root.iter("script"):
        text = node.text or ""
        if "ublish" in text and len(text) < 3_000_000:
            found.extend(
                (said, match[0], "jsonld")
                for match in islice(_STATE.finditer(text), 200)
                for said in find_dates(match[1])
            )
    return found
