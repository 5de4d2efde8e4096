"""Is a page an article? Asked where no class of the site and no list says so."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urljoin, urlsplit

from scrapy.http import TextResponse

from scraper.article import Article
from scraper.extract import NotAnArticle, Unreadable, extract_all
from scraper.polish import folded
from scraper.url import address_key

_LIST_ADDRESS: Final = re.compile(
    r"/(?:page|strona|category|kategoria|kategorie|categories|tag|tags|tagi|author|autor)/[^/]"
    # a year alone may be the number of an article
    r"|^/(?:[a-z]{2,4}/)?(?:19|20)\d\d/?$|/(?:19|20)\d\d(?:/\d\d?){1,2}/?$"
    r"|/(?:feed|rss)/?$|\?(?:(?:s|cat|tag|paged|author|m)=[^&]*(?:&|$))+$",
    re.I,
)
_LIST_CLASSES: Final = frozenset(
    {"archive", "home", "blog", "category", "tag", "author", "date", "search", "search-results", "error404"}
    | {"post-type-archive", "view-category", "view-categories", "view-featured", "path-frontpage", "page-taxonomy"}
)
_LIST_TYPES: Final = re.compile(r'"@type"\s*:\s*\[?\s*"(CollectionPage|SearchResultsPage|ProfilePage)"')
_ARTICLE_TYPES: Final = re.compile(r'"@type"\s*:\s*\[?\s*"(?:\w*NewsArticle|BlogPosting|Article)"')
_LIST_TITLES: Final = re.compile(
    "(wszystkie |najnowsze )?(aktualnosci|wiadomosci|wydarzenia|kalendarz|kalendarium|newsy|news|blog|komunikaty)"
    "( i wydarzenia| wydarzen)?|ogloszenia|archiwum|archive|strona glowna|home|wyniki wyszukiwania|mapa strony"
)
_HEADS: Final = 4
"""Links to pages of the same site, in as many paragraphs, from which a text is a list of them."""
_FEW: Final = 20
"""Words of a body below which a page that does not call itself an article is none."""


def is_list_address(url: str) -> bool:
    """Whether an address is that of a list, as most systems write them: an archive, a category, a search."""
    return _LIST_ADDRESS.search(_path(url)) is not None


def looks_like_article(response: TextResponse, article: Article) -> str | None:
    """Return None for a page that is an article, else the reason why it is none: of a site that no class describes.

    `article` is what the reader made of the page. Judged by what the page says of itself, never by its host.
    """
    classes = set(response.css("body::attr(class)").get("").split())
    linked = "\n".join(response.css('script[type*="ld+json"]::text').getall())
    if cause := article.lack:
        return cause
    if response.css('input[name="post_password"]'):
        return "behind a password"
    if _is_variant(response):
        return "a variant of another page"
    if any(re.fullmatch(r"(?:single-)?paged-\d+", name) for name in classes):
        return "a further part of another page"
    post = bool(classes & {"single-post", "single"}) and not classes & {"attachment", "single-attachment", "page"}
    if not post and classes & _LIST_CLASSES:
        return "a list, as its body's class says"
    if "page" in classes and any(name.startswith("page-id-") for name in classes):
        return "a page that stands beside the news, as its body's class says"
    if _LIST_TYPES.search(linked):
        return "a list, as its JSON-LD says"
    if _LIST_ADDRESS.search(_path(response.url)) and not post:
        return "a list, as its address says"
    # og:type is no witness: many a system says `website` of every page, and another `article` of every page.
    if post or len(_ARTICLE_TYPES.findall(linked)) == 1:
        return None
    if article.words < _FEW:
        return "without a text of some words"
    if article.published is None:
        return "without a date of publication"
    if _LIST_TITLES.fullmatch(folded(article.title or "")):
        return "a list, as its title says"
    if _is_list(response, article):
        return "a list, as it shows several articles"
    return None


def _is_variant(response: TextResponse) -> bool:
    canonical = response.css("link[rel~=canonical]::attr(href)").get("").strip()
    try:
        address = urljoin(response.url, canonical)
        # Some name their front page on every page: that says nothing.
        return address_key(address) != address_key(response.url) and urlsplit(address).path.strip("/") != ""
    except ValueError:
        return False


def _path(url: str) -> str:
    """Return path and query of an address."""
    return urlsplit(url)._replace(scheme="", netloc="", fragment="").geturl()


def _is_list(response: TextResponse, article: Article) -> bool:
    """Whether the text of a page is that of several articles; one that only shows others beside it is no list."""
    headers = {k.decode("latin-1"): b", ".join(v).decode("latin-1") for k, v in response.headers.items()}
    try:
        found = extract_all(response.body, response.url, headers=headers)
    except (NotAnArticle, Unreadable):
        return False
    own = address_key(response.url)
    paragraphs = article.body.split("\n\n")
    others = {p for other in found if address_key(other.url) != own for p in other.body.split("\n\n")}
    heads = {link.text for link in article.links if link.kind == "internal" and len(link.text.split()) > 1}
    theirs = sum(len(p.split()) for p in paragraphs if p in others)
    led = sum(len(p.split()) for p in paragraphs if any(head in p for head in heads))
    return 2 * theirs > article.words or (len(heads) >= _HEADS and 2 * led > article.words)
