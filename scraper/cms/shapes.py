"""The shape of an address: what it has in common with those of the same kind on one site."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

_DATED = re.compile(r"/(?:19|20)\d\d/(?:0?[1-9]|1[0-2])(?:/|$)|/(?:19|20)\d\d-\d\d(?:-\d\d)?[-/]")


_NUMBERED = re.compile(r"(?P<n>\d+)[-:](?P<name>\D.{7,})|(?P<slug>\D.{7,}?),(?P<m>\d+)")
_NO_PAGE: Final = re.compile(
    r"\.(?!html?$|xhtml$|php\d?$|aspx?$|jspx?$|do$|cgi$|pl$|shtml?$|dhtml$|phtml$|cfm$)[a-z][a-z0-9]{1,4}$", re.I
)
_NO_PAGE_QUERY: Final = re.compile(
    # what a wiki does with a page, its older states and its comparisons
    r"(?:^|&)(?:do|action)=(?:edit|revisions|recent|backlink|index|login|media|diff|export_\w+|register|profile|search|admin|feed|history|raw|"
    r"info|purge|delete|render|protect|source)(?:&|$)|(?:^|&)(?:oldid|rev|diff)=|"
    r"(?:^|&)(?:format|type|output)=(?:pdf|feed|rss|atom|xml|ical|ics|json|raw|vcf)(?:&|$)|(?:^|&)(?:ical|outlook-ical)=",
    re.I,
)
_BESIDE = frozenset({"Itemid", "catid", "lang", "layout", "option", "view"})
"""What Joomla adds to the address of an article: the menu and the category that it was reached by."""
DEEPEST = 5
"""Steps of an address that its shape tells apart: a maze of ever deeper addresses has one shape."""


def is_page(url: str) -> bool:
    """Whether an address may be that of a page: not a picture's, a document's, a feed's, a calendar entry's."""
    parts = urlsplit(url)
    return _NO_PAGE.search(parts.path) is None and _NO_PAGE_QUERY.search(parts.query) is None


def is_loop(url: str) -> bool:
    """Whether an address goes in circles: one step comes three times, as where relative links lead ever deeper."""
    steps = [step for step in urlsplit(url).path.split("/") if step]
    return any(steps.count(step) >= 3 for step in set(steps))


def shape_of(url: str) -> str:
    """Return the shape of an address: figures as 9, names as `s`, the first of several steps and the names of a query
    as they are: ``/aktualnosci/s,9.html``, ``/9999/99/s/``, ``/s/``, ``/news.php?id=9``."""
    parts = urlsplit(url)
    steps = [step for step in unquote(parts.path).split("/") if step]
    shaped = []
    for n, step in enumerate(steps):
        if n == DEEPEST:
            shaped.append("…")
            break
        last = n == len(steps) - 1
        name, dot, ending = step.rpartition(".") if re.search(r"\.[a-z]{2,5}\d?$", step, re.I) else (step, "", "")
        if re.fullmatch(r"\d+", name):
            kept = "9999" if re.fullmatch(r"(?:19|20)\d\d", name) else "9"
        elif last and parts.query and dot:
            kept = name.lower()  # a script, which the query tells what to show
        elif last and (agency := re.fullmatch(r"([^\W\d_]+),(\d+|[^\W\d_]+),(.+)", name)):
            kept = f"{agency[1].lower()},{'9' if agency[2].isdigit() else agency[2].lower()},s"  # its slash is a comma
        elif last or n > 1 or (n == 1 and len(steps) > 3):
            kept = re.sub(r"[^\W\d_](?:[^\W\d_]|[-_ ]+(?=[^\W\d_]))*", "s", re.sub(r"\d+", "9", name))
            kept = re.sub(r"(?:s|9)(?:[-_ +.]*(?:s|9))*", lambda m: _slug(m[0]), kept)
        else:
            kept = re.sub(r"\d+", "9", name.lower())
        shaped.append(kept + (f"{dot}{ending.lower()}" if dot else ""))
    query = sorted(
        {
            (name, "9" if value.isdigit() else _routed(value))
            for name, value in parse_qsl(parts.query, keep_blank_values=True)
        }
    )
    end = "/" if parts.path.endswith("/") and shaped else ""
    return "/" + "/".join(shaped) + end + ("?" + "&".join(f"{name}={value}" for name, value in query) if query else "")


def _routed(value: str) -> str:
    """Return the shape of a query's value: what it begins with, where it is a path ("aktualnosci:2024:start")."""
    first, mark, _ = value.replace("/", ":").partition(":")
    return f"{first.lower()}:s" if mark and first.isalpha() else "s"


def _slug(match: str) -> str:
    # A number among words, before or behind them is the headline's as often as the system's.
    return "s" if "s" in match else "9"


def identity(url: str) -> str | None:
    """Return what names an article in every form of its address on a site, where the address says so: its number with
    its name, as Joomla (``/news/75-slug``, ``id=75:slug``) and agencies (``/slug,75.html``) write them; else None.

    The language of the address counts: a translation has the same number.
    """
    parts = urlsplit(url)
    steps = [step for step in unquote(parts.path).split("/") if step]
    last = steps[-1] if steps else ""
    query = dict(parse_qsl(parts.query))
    found = _NUMBERED.fullmatch(query.get("id", "")) or (
        _NUMBERED.fullmatch(re.sub(r"\.html?$", "", last)) if not query.keys() - _BESIDE else None
    )
    if found is None:
        return None
    language = next(
        (step.lower() for step in steps[:2] if re.fullmatch(r"[a-z]{2}", step, re.I)), query.get("lang", "")
    )
    number, name = (found["n"], found["name"]) if found["n"] else (found["m"], found["slug"])
    return f"{language} {number} {name.lower()}"


def is_specific(shape: str) -> bool:
    """Whether a shape says more than that an address has one step: a section, a day, a number of the system's."""
    return (
        shape.count("/") > 2
        or "9" in shape
        or "?" in shape
        or "," in shape
        or (shape.count("/") == 2 and shape[-1] != "/")
    )


def is_archive_address(url: str) -> bool:
    """Whether an address ends in a year, a month or a day: ``/2014/``, ``/archiwum/2014/05/``."""
    return re.search(r"/(?:19|20)\d\d(?:/\d\d?){0,2}(?:/|\.html?)?$", urlsplit(url).path) is not None


def is_dated(url: str) -> bool:
    """Whether an address bears a month or a day."""
    return _DATED.search(urlsplit(url).path) is not None


def first_step(url: str) -> str:
    """Return the first step of an address, in small letters."""
    return urlsplit(url).path.lstrip("/").partition("/")[0].lower()


def slug_words(url: str) -> int:
    """Return how many words the last step of an address has: a headline has many, the name of a page few."""
    step = unquote(urlsplit(url).path).rstrip("/").rpartition("/")[2]
    step = re.sub(r"\.[a-z]{2,5}\d?$", "", step)
    return len([word for word in re.split(r"[-_,+ ]+", step) if word and not word.isdigit()])
