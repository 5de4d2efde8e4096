"""The day of publication, with its evidence.

The order of evidence: what a profile names, what the site's machinery states (REST, JSON-LD, meta,
microdata), what the page prints beside the article with a label or in a `<time>`, the feed, the date in
the address, a bare date beside the title, a listing. An update, an event, a neighbour's teaser, the
clock of the header, a copyright or a print stamp is no publication. Nothing is guessed: without
evidence the answer is None.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from scraper.article import DateEvidence, Hints, Source
from scraper.extract.dates import Said, find_dates, iso, plausible
from scraper.extract.metadata import Metadata, text_of, words_of
from scraper.extract.outline import Block, Outline
from scraper.polish import fold

_META_PUBLISHED: Final = (
    "article:published_time og:published_time og:article:published_time published_time datepublished article:published "
    "parsely-pub-date sailthru.date dc.date.issued dcterms.issued dc.date.created dcterms.created dcterms.date dc.date "
    "dc.terms.created pubdate publishdate publish-date publish_date publication_date publication-date article_date_original "
    "published dc:date dc:date.issued dc:created dcterms:created bepress_citation_date citation_online_date cxenseparse:recs:publishtime originalpublicationdate displaydate article.published date_published "
    "citation_publication_date citation_date rnews:datepublished bt:pubdate prism.publicationdate article:post_date date created datecreated"
).split()
_META_RANK: Final = {name: (8.2 if place < 8 else 7.4) - place * 0.02 for place, name in enumerate(_META_PUBLISHED)}
_META_MODIFIED: Final = "article:modified_time og:updated_time datemodified dcterms.modified dc.date.modified last-modified lastmod revised".split()
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
_WEEKDAY_TAIL: Final = re.compile(r"(?:poniedzialek|wtorek|sroda|czwartek|piatek|sobota|niedziela|pon|wt|sr|czw|pt|sob|niedz|nd|monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|wed|thu|fri|sat|sun)\.?\W{0,4}$")
_TODAY: Final = re.compile(r"imienin|dzis(?:iaj)?\sjest|dzisiaj:|today\sis|obchodza|wschod\sslonca|kalendarium|kartka z kalendarza")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_DATE_CLASS: Final = re.compile(r"(?:^|[\s_-])(?:date|data|datum|time|pubdate|published|publish|posted|created|timestamp|dateline|postmeta|meta|byline)(?:$|[\s_-])|itemDateCreated|\bdata[A-Z_-]|Date\b|date$", re.I)
_EVENT_CLASS: Final = re.compile(r"event|wydarzen|termin|calendar|kalendarz|modified|updated|aktualiz|comment|komentar", re.I)
_URL_DAY: Final = re.compile(r"/(19[89]\d|20[0-4]\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?=[/_.+-]|$)")
_URL_FIGURES: Final = re.compile(r"[/-](20[0-4]\d)(0[1-9]|1[0-2])([0-2]\d|3[01])(?=[/_-]|$)")
_URL_MONTH: Final = re.compile(r"/(19[89]\d|20[0-4]\d)/(0[1-9]|1[0-2])/(?!\d\d?(?:/|$))(?=[^/]*[^/\d])")
_URL_ALIAS: Final = re.compile(r"/(?:\d+[-:])?(20[0-4]\d)-(0[1-9]|1[0-2])-([0-2]\d|3[01])-([01]\d|2[0-3])-([0-5]\d)-([0-5]\d)(?:[/.?]|$)")


@dataclass(slots=True)
class Dates:
    """The date of publication with its evidence, the rivals that lost, and the modification."""

    published: DateEvidence | None = None
    rivals: tuple[DateEvidence, ...] = ()
    modified: str | None = None


@dataclass(slots=True)
class _Judge:
    captured_at: datetime | None
    keep_zone: bool
    found: list[tuple[float, DateEvidence]] = field(default_factory=list)
    modified: list[str] = field(default_factory=list)

    def add(self, rank: float, said: Said, source: Source, raw: str) -> bool:
        if said.year is None or said.first is not None:
            return False
        value, precision = iso(said, self.keep_zone)
        if not plausible(value, self.captured_at):
            return False
        self.found.append((rank, DateEvidence(value=value, precision=precision, source=source, raw=" ".join(raw.split())[:200])))
        return True

    def text(self, rank: float, text: str | None, source: Source) -> bool:
        """Add the date that a machine-made text holds."""
        if not text or len(text) > 200:
            return False
        said = find_dates(text, True)
        if said:
            return self.add(rank, said[0], source, text)
        if re.fullmatch(r"\d{10}|\d{13}", text.strip()):
            return False
        return False


def find_published(
    outline: Outline,
    metadata: Metadata,
    url: str,
    *,
    title_at: int | None,
    body_start: int,
    body_end: int,
    hints: Hints | None = None,
    profile_text: str | None = None,
    date_format: str | None = None,
    captured_at: datetime | None = None,
    keep_zone: bool = False,
) -> Dates:
    """Weigh all evidence of the day of publication.

    `body_start` and `body_end` bound the article's container among the outline's blocks; `profile_text`
    is the text under the profile's selector, read by `date_format` when given. `keep_zone` keeps the
    zone that a foreign page states; Polish times are told in Warsaw's.
    """
    judge = _Judge(captured_at, keep_zone)
    if profile_text:
        _profile(judge, profile_text, date_format)
    for hint in hints.published if hints else ():
        rank = {"rest": 9, "feed": 6.6, "listing": 3.5, "sitemap": 0.5}.get(hint.source, 1)
        if plausible(hint.value, captured_at):
            judge.found.append((rank, hint))
    _stated(judge, metadata)
    _marked(judge, metadata, outline, title_at, body_end)
    _printed(judge, outline, title_at, body_start, body_end)
    _address(judge, url)
    judge.found.sort(key=lambda pair: -pair[0])
    if hints and hints.modified:
        judge.modified.append(hints.modified)
    best = judge.found[0][1] if judge.found else None
    if best is not None:
        others = [e for _, e in judge.found[1:]]
        best = _sharpen(_own_day(best, others), others)
    rivals: list[DateEvidence] = []
    for _, evidence in judge.found:
        if best is not None and evidence.value[:10] != best.value[:10] and evidence not in rivals:
            rivals.append(evidence)
    return Dates(best, tuple(rivals[:10]), judge.modified[0] if judge.modified else None)


def _own_day(best: DateEvidence, others: list[DateEvidence]) -> DateEvidence:
    """Keep the zone of a time whose day the site itself tells in that zone, in its address or in print.

    A system whose clock is set to UTC states "22:02+00:00" and dates its permalink by the same clock.
    """
    if best.precision != "minute" or not others:
        return best
    stated = find_dates(best.raw, True)
    if not stated or not stated[0].zone:
        return best
    value, precision = iso(stated[0], True)
    if value == best.value and stated[0].zone in ("Z", "z", "+00:00", "+0000", "UTC", "GMT", "-00:00"):
        # the zone is kept as stated, but the page itself is of another: its own day is beside it
        for other in others:
            if other.source in ("url", "page", "time") and other.precision in ("day", "minute"):
                apart = abs((date.fromisoformat(other.value[:10]) - date.fromisoformat(value[:10])).days)
                if apart == 0:
                    return best
                if apart == 1:
                    return other
    days = {e.value[:10] for e in others if e.source in ("url", "page")}
    if value[:10] != best.value[:10] and value[:10] in days and best.value[:10] not in days:
        return DateEvidence(value=value, precision=precision, source=best.source, raw=best.raw)
    return best


def _sharpen(best: DateEvidence, others: list[DateEvidence]) -> DateEvidence:
    """A month gains its day from other evidence that says the same month."""
    if best.precision in ("month", "year"):
        for other in others:
            if other.value.startswith(best.value) and other.precision in ("day", "minute") and other.source != "sitemap":
                return other
    return best


def _profile(judge: _Judge, text: str, date_format: str | None) -> None:
    if date_format:
        try:
            moment = datetime.strptime(" ".join(text.split()), date_format)
        except ValueError:
            pass
        else:
            clock = moment.strftime("%H:%M") if re.search(r"%[HIcXT]", date_format) else None
            judge.add(10, Said(0, 0, moment.year, moment.month, moment.day, clock), "profile", text)
            return
    for said in find_dates(text):
        if judge.add(10, said, "profile", text):
            return


def _stated(judge: _Judge, metadata: Metadata) -> None:
    """What the site's machinery says: JSON-LD and meta."""
    node = metadata.article
    if not judge.text(8.5, text_of(node.get("datePublished")), "jsonld"):
        judge.text(8.0, text_of(node.get("dateCreated") or node.get("uploadDate")), "jsonld")
    judge.text(7.0, text_of(metadata.page.get("datePublished")), "jsonld")
    for node in (metadata.article, metadata.page):
        if value := _modified(text_of(node.get("dateModified")), judge):
            judge.modified.append(value)
    for name, contents in metadata.meta.items():
        if (rank := _META_RANK.get(name)) is not None:
            judge.text(rank, contents[0], "meta")
        elif name in _META_MODIFIED and (value := _modified(contents[0], judge)):
            judge.modified.append(value)


def _modified(text: str | None, judge: _Judge) -> str | None:
    said = find_dates(text, True) if text and len(text) < 200 else ()
    return iso(said[0], judge.keep_zone)[0] if said and said[0].year else None


def _marked(judge: _Judge, metadata: Metadata, outline: Outline, title_at: int | None, body_end: int) -> None:
    """Microdata and `<time>`."""
    plain: list[tuple[Any, str]] = []
    for node in metadata.times[:60]:
        prop = (node.get("itemprop") or "").lower()
        names = (node.get("class") or "").lower()
        stated = node.get("datetime") or node.get("content")
        text = stated or words_of(node)
        if prop == "datemodified" or "updated" in names.split() and "published" not in names:
            if value := _modified(text, judge):
                judge.modified.append(value)
            continue
        if prop in ("datepublished", "datecreated"):
            judge.text(7.2, text, "microdata")
        elif node.get("pubdate") is not None:
            judge.text(7.0, text, "time")
        elif "published" in names or "entry-date" in names or "post-date" in names:
            if not _apart(node):
                judge.text(6.8 - 0.01 * len(judge.found), text, "time")
        elif stated and not _EVENT_CLASS.search(names):
            plain.append((node, text))
    for prop, node in outline.marked:
        low = prop.lower()
        if low == "datemodified":
            if value := _modified(node.get("content") or node.get("datetime") or words_of(node), judge):
                judge.modified.append(value)
        elif low in ("datepublished", "schema:datepublished") or "dc:date" in low or "dc:created" in low or low in ("schema:datecreated", "datecreated"):
            if node.tag != "time":
                judge.text(7.1, node.get("content") or node.get("datetime") or words_of(node), "microdata")
    if plain:
        _plain_times(judge, plain, outline, title_at, body_end)


def _plain_times(judge: _Judge, plain: list[tuple[Any, str]], outline: Outline, title_at: int | None, body_end: int) -> None:
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
                    if value := _modified(text, judge):
                        judge.modified.append(value)
                elif not _OTHER_LABEL.search(before.rstrip()) and outline.blocks[index].chars < 250:
                    judge.text(6.0 - 0.02 * abs(index - anchor), text, "time")
                break
            up = up.getparent()


def _apart(node: Any) -> bool:
    """Whether an element stands in a part that is not the article (a sidebar, related news, a comment)."""
    from scraper.extract.boilerplate import role_of

    for up in node.iterancestors():
        if up.tag in ("aside", "footer", "nav"):
            return True
        if up.tag in ("body", "html", "article", "main"):
            return False
        names = f"{up.get('class') or ''} {up.get('id') or ''}".strip()
        if names and role_of(names) in ("skip", "never"):
            return True
    return False


def _printed(judge: _Judge, outline: Outline, title_at: int | None, body_start: int, body_end: int) -> None:
    """Dates that the page prints beside the article: before and after the title, after the body."""
    blocks = outline.blocks
    if not blocks:
        return
    anchor = title_at if title_at is not None else body_start
    first, last = max(0, anchor - 8), min(len(blocks), max(body_start, anchor) + 4)
    for index in range(first, last):
        _read_line(judge, blocks, index, anchor, inside=index >= body_start)
    for index in range(max(last, body_end - 6), min(len(blocks), body_end + 6)):
        _read_line(judge, blocks, index, anchor, inside=index < body_end, behind=True)


def _read_line(judge: _Judge, blocks: list[Block], index: int, anchor: int, *, inside: bool, behind: bool = False) -> None:
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
    names = " ".join(filter(None, (element.get("class"), element.get("id"), (up.get("class") if (up := element.getparent()) is not None else None)))) if element is not None else ""
    eventful = bool(names and _EVENT_CLASS.search(names))
    distance = abs(index - anchor)
    previous = fold(blocks[index - 1].text).lower() if index and blocks[index - 1].chars < 60 else ""
    for said in find_dates(text):
        before = plain[: said.start]
        before = _WEEKDAY_TAIL.sub("", before)
        after = plain[said.end : said.end + 40]
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
        elif not eventful and said.day is not None and _is_badge(block, text, said, names, others=len(find_dates(text)) - 1):
            if behind and not _DATE_CLASS.search(names):
                continue
            side = 0.0 if index > anchor else 0.1
            rank = 4.5 if _DATE_CLASS.search(names) or block.role == "meta" else 4.0
            judge.add(rank - distance * 0.08 - side - (1.0 if behind else 0.0), said, "page", text if len(text) < 120 else raw)
        del after


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


def _address(judge: _Judge, url: str) -> None:
    """The date in the address: a permalink's day, a Joomla alias made of the moment, a month."""
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return
    if match := _URL_ALIAS.search(path):
        year, month, day, hour, minute, second = match.groups()
        said = Said(0, 0, int(year), int(month), int(day), f"{hour}:{minute}:{second}")
        if said.possible:
            judge.add(4.2, said, "url", match[0].strip("/"))
            return
    if match := _URL_DAY.search(path) or _URL_FIGURES.search(path):
        said = Said(0, 0, int(match[1]), int(match[2]), int(match[3]))
        if said.possible:
            judge.add(5.0, said, "url", match[0])
            return
    if match := _URL_MONTH.search(path):
        judge.add(1.5, Said(0, 0, int(match[1]), int(match[2]), None), "url", match[0])
