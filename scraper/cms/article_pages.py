"""Is a page an article? Asked where no class of the site and no list says so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final
from urllib.parse import urljoin, urlsplit

from scrapy.http import Response, TextResponse

from scraper.article import Article
from scraper.cms.breadcrumbs import part_named
from scraper.cms.pagers import PAGE_WORDS
from scraper.cms.sections import is_list_query, is_list_text, is_list_word, other_text
from scraper.extract import NotAnArticle, Unreadable, extract_all
from scraper.extract.metadata import shown_text
from scraper.polish import folded
from scraper.url import address_key

_LIST_ADDRESS: Final = re.compile(
    rf"/(?:{PAGE_WORDS})[-_/]?\d+(?:\.html?)?/?$"
    r"|/(?:page|strona|category|kategoria|kategorie|categories|tag|tags|tagi|author|autor)/[^/]"
    # a year alone may be the number of an article
    r"|^/(?:[a-z]{2,4}/)?(?:19|20)\d\d/?$|/(?:19|20)\d\d(?:/\d\d?){1,2}/?$"
    r"|/(?:archives?|archiwum|archiv|arhiv)(?:/[\d/]*)?$|/(?:feed|rss)/?$|\?(?:(?:s|cat|cat_id|catid|category|kategoria|tag|tag_id|paged|author|m)=[^&]*(?:&|$))+$"
    r"|[?&](?:sort|sortuj|sortby|order|orderby|order_by|dir|filtr|filter|filters?\[\w*\]|widok)=",
    re.I,
)
_LIST_CLASSES: Final = frozenset(
    {"archive", "home", "blog", "category", "tag", "author", "date", "search", "search-results", "error404"}
    | {
        "home-template",
        "tag-template",
        "author-template",
        "post-type-archive",
        "view-category",
        "view-categories",
        "view-featured",
        "path-frontpage",
        "page-taxonomy",
    }
)
_LOOSE_CLASSES: Final = frozenset({"home", "home-template", "path-frontpage"})
"""Those of a front page, which some layouts give to every page of a site, as the default theme of Pelican does: alone
they say nothing of a page that lists or feeds name as an article. Those of archives do: a link on each article may
lead to the archive of its day."""
_LIST_TYPES: Final = re.compile(r'"@type"\s*:\s*\[?\s*"(CollectionPage|SearchResultsPage|ProfilePage)"')
_ARTICLE_TYPES: Final = re.compile(r'"@type"\s*:\s*\[?\s*"(?:\w*NewsArticle|BlogPosting|Article)"')
_LIST_TITLES: Final = re.compile(
    "(wszystkie |najnowsze )?(aktualnosci|wiadomosci|wydarzenia|kalendarz|kalendarium|newsy|news|blog|komunikaty)"
    r"( i wydarzenia| wydarzen)?( (19|20)\d\d)?|ogloszenia|archiwum|archive|archiv|"
    "strona glowna|home|wyniki wyszukiwania|mapa strony"
)
_TYPES: Final = {"Event|\\w+Event": "an event", "Product|Offer": "a product"}
SURE: Final = 0.6
"""Confidence from which an address is taken for an article's before its page is seen, and a page for an article that
neither dates itself nor says much."""
_DOUBT: Final = 0.1
"""Confidence below which a date makes no article: a page of the menu, an address that says what else it is."""
BY_WAY: Final = "as the way to it says"
VARIANT: Final = "a variant of another page"
_FEW_WORDS: Final = "without a text of some words"
_NO_DATE: Final = "without a date of publication"
_NO_PLACE: Final = "dated, but in no place where news stands"
DOUBTS: Final = frozenset({_FEW_WORDS, _NO_DATE, _NO_PLACE})
"""The reasons why a page is none that would be none had a list or a feed vouched for it."""
_HEADS: Final = 4
"""Links to pages of the same site, in as many paragraphs, from which a text is a list of them."""
_FEW: Final = 20
"""Words of a body below which a page that does not call itself an article is none."""


def is_list_address(url: str) -> bool:
    """Whether an address is that of a list, as most systems write them: an archive, a category, a search."""
    return _LIST_ADDRESS.search(_path(url)) is not None or is_list_word(url) or is_list_query(url)


def why_no_article(
    response: TextResponse,
    article: Article,
    confidence: float,
    *,
    by_way: Sequence[str] = (),
    headlined: bool = False,
) -> str | None:
    """Return None for a page that is an article, else the reason why it is none: of a site that no class describes.

    `article` is what the reader made of the page; `confidence` (0 to 1) is what the ways to the page promised. A page
    that says itself what it is needs no promise, one with a date of publication a little, one without a good one.
    `by_way` is said where no list of news names the page: then the way to it that it prints ("Home > Members > ...")
    tells what it is, and with ``beside`` among it also what is no news only beside news. Judged by what the page says,
    never by its host. `headlined`: a list names it by a headline with a day; it is no list then, however many others
    its page shows, unless it begins with them.
    """
    classes = set(response.css("body::attr(class)").get("").split())
    linked = "\n".join(response.css('script[type*="ld+json"]::text').getall())
    if cause := article.lack:
        return cause
    if response.css('input[name="post_password"], form.post-password-form'):
        return "behind a password"
    if _is_variant(response):
        return VARIANT
    if any(re.fullmatch(r"(?:single-)?paged-\d+", name) for name in classes):
        return "a further part of another page"
    post = bool(classes & {"single-post", "single", "post-template"}) and not classes & {
        "attachment",
        "single-attachment",
        "page",
    }
    kinds = [name.removeprefix("single-") for name in classes if re.fullmatch(r"single-[a-z_-]+", name)]
    if (kind := next(filter(None, map(other_text, kinds)), None)) is not None:
        return f"{kind}, as its body's class says"
    if not post and classes & (_LIST_CLASSES if confidence < SURE else _LIST_CLASSES - _LOOSE_CLASSES):
        return "a list, as its body's class says"
    if "page-template" in classes or ("page" in classes and any(name.startswith("page-id-") for name in classes)):
        return "a page that stands beside the news, as its body's class says"
    if _LIST_TYPES.search(linked):
        return "a list, as its JSON-LD says"
    if is_list_address(response.url) and not post:
        return "a list, as its address says"
    if not post and _is_headed_by_another(response, article):
        return "a list, as its first headline leads to another page"
    # og:type is no witness: many a system says `website` of every page, and another `article` of every page. Nor is
    # JSON-LD of a page that stands in the menu.
    if post or (len(_ARTICLE_TYPES.findall(linked)) == 1 and confidence >= _DOUBT):
        return None
    if (kind := _other_type(response, linked)) is not None:
        return f"{kind}, as its page says"
    if _LIST_TITLES.fullmatch(folded(article.title or "")) or is_list_text(article.title or ""):
        return "a list, as its title says"
    if (kind := other_text(article.title or "")) is not None:
        return f"{kind}, as its title says"
    if by_way and (kind := part_named(response, beside="beside" in by_way)) is not None:
        return f"{kind}, {BY_WAY}"
    if article.words < _FEW and confidence < SURE:
        return _FEW_WORDS
    if article.published is None and confidence < SURE:
        return _NO_DATE
    if confidence < _DOUBT:
        return _NO_PLACE
    if _is_list(response, article, headlined=headlined):
        return "a list, as it shows several articles"
    return None


def _other_type(response: TextResponse, linked: str) -> str | None:
    """Return what a page says in machine's words that it is about, where that is no news."""
    marked = " ".join(response.css("[itemscope]::attr(itemtype)").getall()[:3])
    for words, kind in _TYPES.items():
        if re.search(rf'"@type"\s*:\s*\[?\s*"(?:{words})"', linked) or re.search(rf"schema\.org/(?:{words})\b", marked):
            return kind
    return None


def _is_headed_by_another(response: TextResponse, article: Article) -> bool:
    """Whether the title is a headline that leads elsewhere: that of the first article of a list."""
    own = address_key(response.url)
    site = own.partition("/")[0]
    elsewhere = False
    for heading in response.css("h1, h2, h3, h4"):
        if folded(heading.xpath("string()").get("")) != folded(article.title or ""):
            continue
        targets = []
        for href in heading.xpath(".//a/@href | ancestor::a/@href").getall():
            try:
                targets.append(address_key(urljoin(response.url, href.strip())))
            except ValueError:
                continue
        if all(target == own for target in targets):
            return False  # its own; another of the same name may stand beside it
        elsewhere = elsewhere or any(target.partition("/")[0] == site for target in targets if target != own)
    return elsewhere


def canonical_of(response: Response) -> str:
    """Return the address that a page says is its own; that which it was asked for by, where it says none."""
    if not isinstance(response, TextResponse):
        return response.url
    try:
        return urljoin(response.url, response.css("link[rel~=canonical]::attr(href)").get("").strip())
    except ValueError:
        return response.url


def _is_variant(response: TextResponse) -> bool:
    address = canonical_of(response)
    # Some name their front page on every page: that says nothing.
    return address_key(address) != address_key(response.url) and urlsplit(address).path.strip("/") != ""


def _path(url: str) -> str:
    """Return path and query of an address."""
    return urlsplit(url)._replace(scheme="", netloc="", fragment="").geturl()


def _heads(link: str, paragraph: str) -> bool:
    """Whether a link heads a paragraph, or is most of it; one in the midst of a sentence does not."""
    return paragraph.startswith(link) or (link in paragraph and 2 * len(link) >= len(paragraph))


def _said_twice(response: TextResponse, paragraphs: Sequence[str]) -> set[str]:
    """Return those paragraphs that a page prints more than once: a greeting that a teaser says too."""
    page = " ".join(shown_text(response.selector.root).split())
    return {paragraph for paragraph in paragraphs if page.count(" ".join(paragraph.split())) > 1}


def _is_list(response: TextResponse, article: Article, *, headlined: bool) -> bool:
    """Whether the text of a page is that of several articles; one that only shows others beside it is no list."""
    headers = {k.decode("latin-1"): b"\n".join(v).decode("latin-1") for k, v in response.headers.items()}
    try:
        found = extract_all(response.body, response.url, headers=headers)
    except (NotAnArticle, Unreadable):
        return False
    own = address_key(response.url)
    paragraphs = article.body.split("\n\n")
    elsewhere = [one for one in found if address_key(one.url.partition("#")[0]) != own]
    others = {p for one in elsewhere for p in one.body.split("\n\n")} - _said_twice(response, paragraphs)
    heads = {link.text for link in article.links if link.kind == "internal" and len(link.text.split()) > 1}
    theirs = sum(len(p.split()) for p in paragraphs if p in others)
    headed = {p for p in paragraphs if any(_heads(head, p) for head in heads)}
    led = sum(len(p.split()) for p in paragraphs if p in headed)
    both = sum(len(p.split()) for p in paragraphs if p in headed or p in others)
    # "headline, a few lines, headline, a few lines": the text of a page that leads to others from its beginning
    whole = {head for head in heads if len(head.split()) > 2}
    teasers = len({one for one, other in pairwise(paragraphs) if one in whole and other not in whole})
    opens = any(paragraph in whole for paragraph in paragraphs[:2])
    if headlined and not opens:
        return False
    return (
        2 * theirs > article.words
        or (len(heads) >= _HEADS and 2 * (both if len(elsewhere) >= _HEADS else led) > article.words)
        or (opens and teasers >= _HEADS)
    )
