"""The facts that a site's class states: where things are on its pages, and what it is known to hold.

Checked when the class is loaded, so a slip of the pen stops the load and never a nightly run.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from parsel.csstranslator import HTMLTranslator


@dataclass(frozen=True, kw_only=True)
class Profile:
    """One layout of a site. States only what the generic reader gets wrong; all else stays None.

    `title`, `published`, `author` and `body` are CSS selectors; `drop` lists selectors of parts
    that are never body. `date_format` is a `datetime.strptime` format of the text under
    `published`. `encoding` overrides the decision by the bytes. `until` is the last day on which
    pages had this layout: layouts are chosen by the date of capture.

    Raises ValueError for a selector that does not compile.
    """

    title: str | None = None
    published: str | None = None
    date_format: str | None = None
    author: str | None = None
    body: str | None = None
    drop: tuple[str, ...] = ()
    encoding: str | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        for selector in (self.title, self.published, self.author, self.body, *self.drop):
            if selector is not None:
                try:
                    HTMLTranslator().css_to_xpath(selector)
                except Exception as error:
                    raise ValueError(f"Profile: the selector {selector!r} does not compile: {error}") from error


@dataclass(frozen=True, kw_only=True)
class Expect:
    """What a site is known to hold; a run that falls short of it exits non-zero.

    `articles`: every run lists at least that many. `newest_within_days`: the newest article is
    not older than that many days. Raises ValueError for what is no number.
    """

    articles: int = 1
    newest_within_days: int | None = None

    def __post_init__(self) -> None:
        for name, value in (("articles", self.articles), ("newest_within_days", self.newest_within_days or 0)):
            if not isinstance(value, int) or isinstance(value, bool) or value < 0:
                raise ValueError(f"Expect: {name} is {value!r}; it must be a number of at least 0")


def layout_for(profiles: tuple[Profile, ...], captured_on: date) -> Profile | None:
    """Return the layout that held on the day of capture: the earliest `until` not before that day,
    else the one without an end, else None (the generic reader alone)."""
    dated = [p for p in profiles if p.until is not None and captured_on <= p.until]
    if dated:
        return min(dated, key=lambda p: p.until or date.max)
    return next((p for p in profiles if p.until is None), None)


def site_name(url: str) -> str:
    """Return the name of a site without a class: its host without www, with the port where it is not the usual one.

    Raises ValueError for an address that is not http(s) or has no host.
    """
    parts = urlsplit(url)
    usual = {"http": 80, "https": 443}
    if parts.scheme not in usual or not parts.hostname:
        raise ValueError(f"{url!r} is no http or https address")
    host, port = parts.hostname.removeprefix("www."), parts.port
    return host if port in (None, usual[parts.scheme]) else f"{host}:{port}"


def bare_host(url: str) -> str | None:
    """Return the host of an address as site_name has it; None for what is no http(s) address."""
    try:
        return site_name(url)
    except ValueError:
        return None


def file_name(site: str) -> str:
    """Return a site's name as a file name (a host with a port has a colon)."""
    return site.replace(":", "_").replace("/", "_")
