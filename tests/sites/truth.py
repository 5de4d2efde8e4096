"""What an archive of the local web must hold: derived from the same source as the pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from tests.sites.server import sites

_WARSAW = ZoneInfo("Europe/Warsaw")


@dataclass(frozen=True)
class TruthArticle:
    """One article as it should be archived.

    `body`: paragraphs, heads, list items and table rows (cells joined by a space), white space
    normalised, without captions. `links`: (absolute URL as on the page, kind) in reading order.
    `mentions`: (start, end) of the dates of events in the text, each once, in reading order; None
    where the text alone does not say. `only_in`: where the date is when the page does not print it
    (rest, url); the URL of lke has the day alone, REST its time. Seconds stand in `published` where
    the source has them. `encoding` reads the page.
    """

    site: str
    url: str
    title: str
    published: str | None
    precision: str | None
    body: list[str]
    links: list[tuple[str, str]]
    mentions: list[tuple[str, str]] | None
    addresses: list[str]
    language: str
    only_in: str | None = None
    modified: str | None = None
    captions: tuple[str, ...] = ()
    encoding: str = "utf-8"


def _iso(date: str, seconds: bool = True) -> tuple[str | None, str | None]:
    """(ISO 8601, precision) of a date as the source writes it."""
    if not date:
        return None, None
    if len(date) <= 10:
        return date, {4: "year", 7: "month", 10: "day"}[len(date)]
    return datetime.fromisoformat(date).replace(tzinfo=_WARSAW).isoformat(
        timespec="seconds" if seconds else "minutes"
    ), "minute"


def truth(site: str | None = None) -> list[TruthArticle]:
    """All articles of one site, or of all, newest first."""
    found = []
    for name, web in sites().items():
        if site not in (None, name):
            continue
        for story in web.articles:
            published, precision = _iso(story.date, web.says_seconds(story))
            found.append(
                TruthArticle(
                    site=name,
                    url=story.url,
                    title=story.title,
                    published=published,
                    precision=precision,
                    body=story.paragraphs(),
                    links=story.links(),
                    mentions=story.mentions(),
                    addresses=web.addresses(story),
                    language=story.language,
                    only_in=web.only_in(story),
                    modified=_iso(story.options.get("modified", ""))[0],
                    captions=tuple(story.captions()),
                    encoding=web.encoding_of(story),
                )
            )
    return found


def not_articles(site: str) -> list[str]:
    """Addresses of the site that are not news: static pages, listings, archives, forms."""
    return sites()[site].not_articles()
