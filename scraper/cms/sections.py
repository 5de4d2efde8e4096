"""What an address, a menu and a heading say of the part of a site that they are of (scraper.cms.section_words)."""

# ruff: noqa: E501  (word lists read best in one piece)

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from scraper.cms.section_words import EITHER, LISTS, NEWS, OTHER, reduced
from scraper.extract.dates import find_dates
from scraper.extract.months import month_named

_NEWS_PHRASE: Final = re.compile(
    r"(?:^|\b)(?:aktualn\w*|wiadomosc\w*|wiesci|nowinki|news\w*|newsy|blog\w*|komunikat\w*|nowosc\w*|artykul\w*|article\w*|aktualit\w*|novink\w*|zpravy|"
    r"spravy|clanky|aktuelles|nachrichten|neuigkeiten|meldungen|latest posts|najnowsze wpisy|ostatnie wpisy|wpisy|z zycia|co nowego|co (?:u nas )?slychac|press releases?|"
    r"informacje prasowe|ogloszenia|pressemitteilungen|medienmitteilungen|communiques|actualites?|actus|noticias|actualidad|notas de prensa|notizie|"
    r"comunicati|attualita|nieuws\w*|nyheter|nyheder|aktuellt|aktuelt|uutiset|hirek|stiri|noutati|naujienos|jaunumi|uudised|vijesti|новини|новости|announcements)\b"
)
_ARCHIVE_TEXT: Final = re.compile(
    r"(?:(?:archiwum|archive[s]?|archiv\w*|rok|year)\s*)?(?:19|20)\d\d(?:\s*\(?\d*\)?)?(?:\s*r\.?)?|"
    r"archiwum( aktualnosci| wiadomosci| wpisow| newsow)?|archive[s]?|archiv( aktualit| clanku)?|archivo|archivio|starsze"
)
_MONTH: Final = re.compile(r"(\w+)\.?\s+(?:de\s+)?(?:19|20)\d\d")
_COUNT: Final = re.compile(r"\s*\(\d+\)$")
_AND: Final = re.compile(r"-(?:i|oraz|a|und|and|et|e|y|og|och|si|ir|ja|en|es|и|і|та)-")
_DETERMINER: Final = re.compile(
    r"^(?:l|d|le|la|les|nos|notre|our|the|nasi|nasze|nasza|nasz|nase|nasi|unsere|unser|die|der|das|los|las|nuestros|nuestras|nuestra|"
    r"i|gli|il|lo|nostri|nossos|os|as|onze|vara|vore|vare|meie|mums|musu|muusu)-"
)
_DETAIL: Final = re.compile(r"^(?:detail|details|szczegoly|show|view|zobraz)-|-(?:detail|details|szczegoly|view)$")
BESIDE_NEWS: Final = frozenset(EITHER.values())
"""What is no news only where a site has a part that it calls its news."""
CATEGORIES: Final = (BESIDE_NEWS - {"an event"}) | {"a directory", "a static page", "a gallery"}
"""What a category of the news is called too: news of the members, of a project."""


def other_kind(url: str) -> str | None:
    """Return what an address says that its page is, where that is no news: "a gallery", "a shop"; else None. What it is
    only beside news is in BESIDE_NEWS.

    The words of whole steps of the path count, and the value of a query that routes (`?page=kontakt`); the last step
    only where it is no more than such a word: a headline may begin with any of them.
    """
    steps, routed = _steps(url)
    return _kind(steps) or _kind(routed)


def is_part_itself(url: str) -> bool:
    """Whether an address is that of a part of the site, not of something within: "/kontakt", "?id=members"."""
    steps, routed = _steps(url)
    return _kind([*steps, *routed][-1:]) is not None


def _kind(names: list[str]) -> str | None:
    # "/czlonkowie/aktualnosci/tytul": what comes behind the last word for news is what counts
    news = max((place for place, name in enumerate(names) if _is_news(name)), default=-1)
    behind = names[news + 1 :]
    hard = next((kind for name in behind if (kind := _other(name))), None)
    return hard or next((kind for name in behind if (kind := _beside(name))), None)


def is_list_word(url: str) -> bool:
    """Whether the last step of an address is no more than the name of a list."""
    steps, routed = _steps(url)
    return bool(steps) and not routed and "?" not in url and steps[-1] in LISTS


def is_list_query(url: str) -> bool:
    """Whether the one value of a query is the name of a list, or a wiki's path that ends in one or in a year."""
    routed = re.fullmatch(r"\w+=([^&:/]+)", urlsplit(url).query)
    if routed is not None and reduced(routed[1]) in LISTS & NEWS:
        return True
    path = re.fullmatch(r"\w+=[^&]*[:/]([^&:/]+)", urlsplit(url).query)
    return path is not None and (reduced(path[1]) in LISTS or re.fullmatch(r"(?:19|20)\d\d", path[1]) is not None)


def is_news_list(url: str) -> bool:
    """Whether the last step of an address is a word for news: a list, not one of its articles."""
    steps, routed = _steps(url)
    return bool(steps or routed) and _is_news([*steps, *routed][-1])


def is_news_part(url: str) -> bool:
    """Whether an address is no more than the name of a part for news: "/presse/". "/12-komunikat" is one of its
    articles, and so is what is called so within news: "/aktualnosci/komunikat"."""
    path, _, last = urlsplit(url).path.rstrip("/").rpartition("/")
    if "?" in url or any(sign.isdigit() for sign in last) or not is_news_list(url):
        return False
    return not is_news_address(urlsplit(url)._replace(path=path).geturl())


def year_of(text: str) -> int | None:
    """Return the year that a few words name."""
    found = re.search(r"(?:19|20)\d\d", text)
    return int(found[0]) if found else None


def is_news_address(url: str) -> bool:
    """Whether a step of an address is a word for news."""
    steps, routed = _steps(url)
    return any(_is_news(step) for step in (*steps, *routed))


def is_news_text(text: str) -> bool:
    """Whether a few words (of a menu, a heading) name news."""
    return len(text) < 60 and _NEWS_PHRASE.search(reduced(text)) is not None


def other_text(text: str) -> str | None:
    """Return what a few words of a menu or a heading name, where that is never news; else None."""
    return _other(_name(text))


def part_text(text: str) -> str | None:
    """Return what a few words of a menu or a heading name, where that is no news, or none beside news; else None."""
    return _other(_name(text)) or _beside(_name(text))


def is_list_text(text: str) -> bool:
    """Whether a title is no more than the name of a list: "Aktuality"."""
    return _name(text) in LISTS


def _is_news(name: str) -> bool:
    """Whether a name is a word for news, or such a word with another: "novinky-clenu"."""
    if name in NEWS or (name.count("-") == 1 and name.partition("-")[0] in LISTS & NEWS):
        return True
    first, *more = _AND.split(name, maxsplit=1)
    return bool(more) and first in NEWS and (more[0] in NEWS or more[0] in OTHER or more[0] in EITHER)


def _name(text: str) -> str:
    return "-".join(re.findall(r"\w+", reduced(text)))


def _beside(name: str) -> str | None:
    """Return what a name says that is none of news beside news, or what two such do: "nabory-i-konkursy"."""
    kinds = [EITHER.get(part) or _other(part) for part in _AND.split(name, maxsplit=1)]
    return kinds[0] if all(kinds) else None


def _other(name: str) -> str | None:
    """Return what a name says: the word itself, or the first of two ("kalendář akcí", "galeria zdjęć"); with an article
    or a possessive before it ("l'équipe", "nos partenaires")."""
    kind = OTHER.get(name) or OTHER.get(_DETERMINER.sub("", name))
    if kind is None and name.count("-") == 1:
        kind = OTHER.get(name.partition("-")[0])
        return kind if kind in ("a calendar", "a gallery", "a shop") else None
    return kind


def is_archive_text(text: str) -> bool:
    """Whether a link's words are those of a year's or a month's archive: "2014", "Maj 2014 (3)", "Archiwum"."""
    if len(text) >= 40:
        return False
    if _ARCHIVE_TEXT.fullmatch(reduced(text)) is not None:
        return True
    bare = _COUNT.sub("", text.strip())
    if (named := _MONTH.fullmatch(bare.lower())) is not None and month_named(named[1]) is not None:
        return True
    said = find_dates(bare)
    if len(said) != 1 or said[0].day is not None or said[0].month is None or said[0].year is None:
        return False
    return said[0].start == 0 and said[0].end == len(bare)


def _steps(url: str) -> tuple[list[str], list[str]]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return [], []
    # "wydarzenia,3,tytul.html": the agency's comma divides as others' slash does
    steps = [
        _word(part)
        for step in unquote(parts.path).split("/")
        for part in ([p for p in step.split(",") if not p.isdigit()] if step.count(",") > 1 else [step])
        if part
    ]
    # a wiki's "id=aktualnosci:2024:start" is a path too
    routed = [
        _word(step)
        for name, value in parse_qsl(parts.query)
        for step in re.split("[:/,]", value)
        if not step.isdigit() and "[" not in name  # a plug-in's own names: every calendar of TYPO3 says "News"
    ]
    names = [
        _word(name)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name in ("tag", "author") or (name == "s" and not value.isdigit())  # "?s=2" is a page of a list
    ]
    return steps, routed + [{"s": "search"}.get(name, name) for name in names]


def _word(step: str) -> str:
    step = re.sub(r"\.(?:html?|php\d?|aspx?|jsp)$", "", reduced(step))
    # "kontakt,12", "12-kontakt", "kontakt_3": the number is the system's
    step = re.sub(r"^\d+[,_-]|[,_-]\d+(?:,[a-z]{2})?$|,[a-z]{2}$", "", step)
    # "detail-akce", "event-detail": one of what the word names
    return _DETAIL.sub("", re.sub(r"[\s_+]+", "-", step)) or step
