"""Sites that are walked by their listing pages: article links on each, and a link to the older ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from scrapy.http import Response, TextResponse

from scraper.article import Hints
from scraper.cms.base import NewsSpider, compiled_selector
from scraper.url import canonical_url

_OLDER_WORDS = re.compile(
    r"(starsze|następn[aey]|nastepn[aey]|poprzednie (wpisy|aktualności|posty)|older|next)( \w+){0,2}|dalej|next"
)
_OLDER_SIGNS = frozenset({"»", "›", ">", ">>", "→"})


def older_link(response: TextResponse) -> str | None:
    """Return the address of the next older listing page, by the marks that such links share.

    In this order: ``rel=next`` (HTML), the words on or about the link (its text, title or aria-label;
    "czytaj dalej" is none of them, it leads to an article), then a bare arrow.
    """
    arrow = None
    for link in response.css("link[rel~=next], a[rel~=next], a[href]"):
        href = link.attrib.get("href", "").strip()
        if not href or href.startswith(("#", "javascript:", "mailto:")):
            continue
        if "next" in link.attrib.get("rel", "").split():
            return response.urljoin(href)
        texts = (link.xpath("string()").get(""), link.attrib.get("title", ""), link.attrib.get("aria-label", ""))
        for text in (" ".join(t.split()).lower() for t in texts):
            if _OLDER_WORDS.fullmatch(text.strip("»›>→«‹ ")):
                return response.urljoin(href)
            if text in _OLDER_SIGNS and arrow is None:
                arrow = response.urljoin(href)
    return arrow


class Listing(NewsSpider):
    """Listing pages in the order the site serves them, from `start_urls` on.

    `article_links` and `older_page` are CSS selectors of `<a>` elements (XPath where they start
    with ``/``); `article_url` leaves only addresses that match. Without `older_page` the link is known
    by the words that such links have.
    """

    article_links: ClassVar[str] = "article h2 a, article h3 a, .entry-title a, .wp-block-post-title a"
    older_page: ClassVar[str | None] = None

    def parse(self, response: Response, **kwargs: Any) -> Iterator[Any]:
        """Read one listing page: request its articles and the next page."""
        if not isinstance(response, TextResponse):
            self.report("empty-way-in", response.url, "the listing is no page of text")
            return
        found = 0
        # Without tracking and the like, so that an article linked twice is fetched once.
        for url in dict.fromkeys(map(canonical_url, self._targets(response, self.article_links))):
            if self.article_url is None or re.search(self.article_url, url):
                found += 1
                yield from self.request_article(url, self.listing_hints(response, url))
        if not found:
            self.nothing_listed(response)
            return
        if self.older_page is not None:
            older = next(iter(self._targets(response, self.older_page)), None)
        else:
            older = older_link(response)
        if older is not None:
            yield self.request(older, self.parse)

    def nothing_listed(self, response: TextResponse) -> None:
        """Name a listing page that shows no article. A hook: where other ways in are tried too, that is no problem."""
        self.report("empty-way-in", response.url, "this listing page shows no article")

    def listing_hints(self, response: TextResponse, url: str) -> Hints | None:
        """Return what the listing says of an article, where it says more than the page. A hook."""
        return None

    def _targets(self, response: TextResponse, selector: str) -> list[str]:
        links = response.xpath(compiled_selector(selector))
        hrefs = [link.attrib.get("href", "").strip() for link in links]
        urls = [
            response.urljoin(href) for href in hrefs if href and not href.startswith(("#", "javascript:", "mailto:"))
        ]
        return list(dict.fromkeys(url.partition("#")[0] for url in urls))
