"""The one day that a page names or prints anywhere, where nothing beside the article says its day."""

# ruff: noqa: E501  (patterns read best in one piece)

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain, islice
from typing import Any, Final

from lxml import etree

from scraper.article import Source
from scraper.extract.dates import Said, dates_in, find_dates, iso
from scraper.extract.ending import SENTENCE
from scraper.extract.evidence import Judge
from scraper.extract.labels import label_of, may_label, without_weekday
from scraper.extract.metadata import Metadata, words_of
from scraper.extract.outline import Outline
from scraper.extract.printed import CHANGED_CLASS, EVENT_CLASS, YEAR, apart, eventful, in_range
from scraper.polish import bare

_NAMES_DAY: Final = re.compile(
    r"(?:^|[\s_-])(?:\w*publish\w*|pubdate|(?:post|entry|article|news|blog|item|story)_?-?date|date|datum|fecha|posted|dateline|submitted|date-header|byline|timestamp|created?-?date|created)(?:$|[\s_-])|[a-z]Date\b|[a-z]Published\b|Publi(?:shed|cation)",
)
_NAMES_NEWS: Final = re.compile(r"publi|post|entry|article|news|artyk|wpis|creat", re.I)
_NEIGHBOUR: Final = re.compile(
    r"related|comment|komentar|teaser|sidebar|widget|\bcard|recommend|similar|latest|recent|popular|(?:^|[\s_-])(?:next|prev)|carousel|slider|\bfeed\b|footer|copyright|event|archive|modal",
    re.I,
)
_NAMED_MAYBE: Final = re.compile(
    r"ublish|date|Date|datum|fecha|osted|byline|submitted|timestamp|modified|Publication|reated"
)
_STATE = re.compile(
    r"""\\?["'](?:date_?[Pp]ublished|published_?[Dd]ate|published_?[Aa]t|publish_?[Dd]ate|publication_?[Dd]ate|first_?[Pp]ublished(?:_?[Aa]t|_?[Dd]ate)?)\\?["']\s*:\s*\\?["']((?:19|20)\d\d-\d\d-\d\d)(?:[T ][^"'\\]{0,30})?\\?["']"""
)


def read_lone(judge: Judge, outline: Outline, metadata: Metadata, root: Any, body_start: int, body_end: int) -> None:
    """Where nothing beside the article says its day: the one day that the page names or prints anywhere.

    First elements that the layout calls a date, then labelled or lone lines, then what the article's own foot or
    margin says, a lone `<time>`, the state that scripts hold. Several different days are no answer: they are those
    of neighbours. On Polish pages, where a lone day is often that of an event, only what names or labels a
    publication counts.
    """
    known = max(judge.found, default=(0.0, None), key=lambda pair: pair[0])[1]
    start = known.value if known is not None else ""
    for days in (
        _named_days(judge, outline),
        *_line_days(judge, outline, body_start, body_end),
        _labelled_days(root),
        _signed_days(judge, outline, body_end),
        _days_passed_over(outline),
        _times(judge, metadata),
        _state_days(root),
        _hentry_days(outline),
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
        changed = CHANGED_CLASS.search(names) is not None
        if not changed and (_NAMES_DAY.search(names) is None or EVENT_CLASS.search(names)):
            continue
        text = node.get("datetime") or node.get("title") or ""
        if not re.search(r"\d{4}", text):
            text = _few_words(node)
        if not 6 <= len(text) <= 90:
            continue
        dates = dates_in(text)
        if len(dates) != 1 or dates[0].day is None or dates[0].year is None or dates[0].first or judge.of_another(node):
            continue
        before = bare(text[: dates[0].start])
        if in_range(before):
            continue
        if not without_weekday(before).strip(" :,.|-–•") and (parent := node.getparent()) is not None:
            line = _few_words(parent)
            at = line.find(text)
            before = f"{bare(line[:at])} {before}" if 0 < at < 80 else before
        label = label_of(before)
        if changed or label == "modified":
            if not _beside(node):
                judge.update(dates[0])
        elif not judge.keep_zone and label != "published" and _NAMES_NEWS.search(names) is None:
            continue
        elif label != "other" and not _beside(node):
            found.append((dates[0], text, "page"))
    return found


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
    """Whether an element stands in a neighbour of the article: related news, comments, the footer of the page."""
    foot = False
    for up in islice(node.iterancestors(), 40):
        if up.tag in ("aside", "nav"):
            return True
        if up.tag in ("body", "html", "main"):
            return foot
        if up.tag == "article":
            return False
        if up.tag == "footer":
            foot = True
        elif _NEIGHBOUR.search(f"{up.get('class') or ''} {up.get('id') or ''}"):
            return True
    return foot


def _line_days(judge: Judge, outline: Outline, body_start: int, body_end: int) -> tuple[list[_Day], list[_Day]]:
    """Days in lines with a label of publication, and days that are a whole line."""
    labelled: list[_Day] = []
    lone: list[_Day] = []
    previous = ""
    for index, block in enumerate(outline.blocks):
        inside = body_start + 2 <= index < body_end - 2
        text, before_line, previous = block.text, previous, block.text if block.chars < 40 else ""
        if block.chars > 120 or YEAR.search(text) is None:
            continue
        for said in dates_in(text):
            if said.day is None or said.year is None or said.first or judge.of_another(block.element):
                continue
            before = bare(text[: said.start])
            if in_range(before):
                continue
            borrowed = not without_weekday(before).strip(" :,.|-–•")
            if borrowed:
                before = f"{bare(before_line)} {before}"
            label = label_of(before, sentence=borrowed or (block.chars > 40 and SENTENCE.search(text) is not None))
            if label == "modified":
                judge.update(said)
            elif label == "published":
                labelled.append((said, text, "page"))
            elif (
                label != "other"
                and judge.keep_zone
                and not (inside or block.heading or block.link_chars or eventful(block.element))
                and block.chars - (said.end - said.start) <= 14
            ):
                lone.append((said, text, "page"))
    return labelled, lone


def _signed_days(judge: Judge, outline: Outline, body_end: int) -> list[_Day]:
    """The day in an element of its own in the short line under the text, as `tekst: Daria | 5 maja 2022 r.`."""
    for block in outline.blocks[body_end : body_end + 1]:
        if block.chars > 60 or block.anchors or YEAR.search(block.text) is None or eventful(block.element):
            continue
        if judge.of_another(block.element):
            continue
        before = ""
        for child in block.element.iterchildren("span", "small", "em", "i", "time", "div"):
            text = words_of(child)
            dates = find_dates(text)
            if len(dates) == 1 and dates[0].day and len(text) - (dates[0].end - dates[0].start) <= 4:
                return [(dates[0], text, "page")] if label_of(bare(before)) not in ("modified", "other") else []
            before = text
    return []


def _days_passed_over(outline: Outline) -> list[_Day]:
    """Days with a label of publication in parts that the text leaves out: the foot of an article, a margin."""
    found: list[_Day] = []
    for part in outline.passed_over:
        whole = "".join(islice(part.itertext(), 400))[:20_000]
        if YEAR.search(whole) is None or not may_label(bare(whole)):
            continue
        for node in islice(part.iter("p", "li", "div", "span", "time", "dd", "td"), 200):
            text = _few_words(node)
            if not 10 <= len(text) <= 160 or YEAR.search(text) is None:
                continue
            for said in dates_in(text):
                if said.day and said.year and not said.first and label_of(bare(text[: said.start])) == "published":
                    found.append((said, text, "page"))
    return found


def _times(judge: Judge, metadata: Metadata) -> list[_Day]:
    """Days that `<time>` elements state, but those of events, comments and neighbours."""
    found: list[_Day] = []
    for node in metadata.times[:60]:
        text = node.get("datetime") or ""
        names = node.get("class") or ""
        if (
            not text
            or "updated" in names
            or node.get("itemprop") == "dateModified"
            or eventful(node)
            or judge.of_another(node)
        ):
            continue
        if apart(node) or _beside(node) or label_of(bare(words_of(node).partition("2")[0])) in ("modified", "other"):
            continue
        found.extend((said, text, "time") for said in find_dates(text, True)[:1] if said.day and said.year)
    return found


def _hentry_days(outline: Outline) -> list[_Day]:
    """Days of "updated" in an hAtom entry that has no "published": there the one stands for the other.

    Source: hAtom 0.1, "if there is no Entry Published element, the published date is the updated date"; themes print
    the day of publication under that name. A line that says "updated" in words is none.
    """
    found: list[_Day] = []
    for node, names in outline.named:
        if "updated" not in names.split() or not (text := node.get("datetime") or node.get("title") or ""):
            continue
        before = node.getprevious()
        said = bare(words_of(node) + " " + ((node.getparent().text or "") if before is None else words_of(before)))
        hentry = any("hentry" in (up.get("class") or "").split() for up in islice(node.iterancestors(), 12))
        if hentry and label_of(said.rstrip()) != "modified" and "updat" not in said and "aktualiz" not in said:
            found.extend((day, text, "time") for day in find_dates(text, True)[:1] if day.day and day.year)
    return found


def _labelled_days(root: Any) -> list[_Day]:
    """Days whose label is an element of its own: a term and its definition, a row of two cells."""
    found: list[_Day] = []
    for node in islice(root.iter("dt", "th", "td", "p", "span", "strong", "b", "div", "h6"), 5000):
        label = node.text
        if label is None or not 5 <= len(label) <= 60 or len(node) or not 5 <= len(label := label.strip()) <= 30:
            continue
        if not may_label(plain := bare(label)) or label_of(plain) != "published":
            continue
        beside = node.getnext()
        text = (node.tail or "").strip() or (_few_words(beside) if beside is not None else "")
        if len(text) <= 40 and not _beside(node):
            dates = dates_in(text)
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
