"""WordPress: the REST list names every article with its dates; the article pages are the record.

https://developer.wordpress.org/rest-api/reference/posts/ . Where the list is closed (401, 403 and 404
are normal) the listing pages are walked instead.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit
from zoneinfo import ZoneInfo

from scrapy import Request
from scrapy.http import Response, TextResponse
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from scraper.archive import ledger
from scraper.article import Article, DateEvidence, Hints
from scraper.cms.base import PageProblem
from scraper.cms.listing import Listing
from scraper.plural import counted
from scraper.url import address_key

PAGE_SIZE = 100
"""The most posts that the REST list gives at once."""

FIELDS = "id,link,date,date_gmt,modified_gmt,title,type,status,content.protected"
WARSAW = ZoneInfo("Europe/Warsaw")
_API_LINK = re.compile(r"<([^>]+)>\s*;[^,]*rel=\"?https://api\.w\.org/\"?")


class WordPress(Listing):
    """A WordPress site, from nothing but its address. `article_links` and `older_page` serve where
    the REST list is closed."""

    says: int | None = None
    """How many posts the REST list says that there are; None before it has answered."""
    _shown = 0

    def parse(self, response: Response, **kwargs: Any) -> Iterator[Any]:
        """Find the REST list from the front page."""
        if not isinstance(response, TextResponse):
            self.report("empty-way-in", response.url, "the front page is no page of text")
            return
        roots = list(dict.fromkeys(self._announced_roots(response) + self._usual_roots(response)))
        yield self._request_list(roots, response.url)

    def _announced_roots(self, response: TextResponse) -> list[str]:
        headers = b", ".join(response.headers.getlist("Link")).decode("latin-1")
        hrefs = _API_LINK.findall(headers) + response.css('link[rel="https://api.w.org/"]::attr(href)').getall()
        return [urljoin(response.url, href) for href in hrefs]

    def _usual_roots(self, response: TextResponse) -> list[str]:
        base = urljoin(response.url, "./")
        return [urljoin(base, path) for path in ("wp-json/", "index.php?rest_route=/")]

    def _request_list(self, roots: list[str], front: str, page: int = 1) -> Request:
        asked: dict[str, str | int] = {
            "per_page": PAGE_SIZE,
            "page": page,
            "_fields": FIELDS,
            "orderby": "date",
            "order": "desc",
        }
        if self.since:
            # By the site's own clock, and the moment itself does not count.
            asked["after"] = f"{date.fromisoformat(self.since) - timedelta(days=1)}T23:59:59"
        query = urlencode(asked)
        root = roots[0]
        url = f"{root}wp/v2/posts{'&' if '?' in root else '?'}{query}"
        return Request(
            url,
            callback=self.parse_list,
            errback=self.list_closed,
            cb_kwargs={"roots": roots, "front": front, "page": page},
            meta={"asked": {"role": "list"}},
        )

    def parse_list(self, response: Response, roots: list[str], front: str, page: int) -> Iterator[Any]:
        """Read one page of the REST list."""
        posts = _posts(response)
        if posts is None:
            yield from self._next_way(roots, front, page, response.url, "the answer is no list of posts")
            return
        total, pages = (int(response.headers.get(name) or 0) for name in ("X-WP-Total", "X-WP-TotalPages"))
        self.says = total
        if self.settings.getbool("PLAN_ONLY"):
            return
        for post in posts:
            if not self._is_article(post):
                continue
            yield from self.request_article(post["link"], hints_of(post), way="rest")
        self._shown += len(posts)
        if not self.since:
            ledger.note_way(
                self.session.archive, self.name, roots[0], "rest", named=len(self.session.listed), says=total
            )
        if page < pages:
            yield self._request_list(roots[:1], front, page + 1)
            return
        if self._shown < total:
            cause = f"the REST list says that it holds {counted(total, 'post')} and shows {self._shown}"
            self.report("too-few", response.url, cause)
        yield from self.ask_for_missing()

    def ask_for_missing(self) -> Iterator[Request]:
        """Request what the list named in an earlier run and names no more: it may be gone."""
        if self.asks_for_all or self.since:
            return
        for url in ledger.named_by(self.session.archive, self.name, "rest"):
            key = address_key(url)
            if key not in self.session.ledger and key not in self.session.rechecked:
                self.session.rechecked.add(key)
                request = self.request(url, self.parse_article)
                yield request.replace(
                    priority=-30, dont_filter=True, errback=self.failed, meta={"asked": {"role": "article"}}
                )

    def list_closed(self, failure: Failure) -> Iterator[Any]:
        """Try the next address of the list, then the listing pages."""
        request: Request = failure.request  # type: ignore[attr-defined]
        kwargs = request.cb_kwargs
        if isinstance(failure.value, HttpError) and failure.value.response.status < 500:
            cause = f"the server answered {failure.value.response.status}"
            yield from self._next_way(kwargs["roots"], kwargs["front"], kwargs["page"], request.url, cause)
        else:
            self.failed(failure)
            yield from self._next_way(kwargs["roots"], kwargs["front"], kwargs["page"], request.url, None)

    def _next_way(self, roots: list[str], front: str, page: int, url: str, cause: str | None) -> Iterator[Any]:
        if page > 1:
            # The list was open a moment ago: what it would still have named is missing, and must be told.
            if cause is not None:
                self.report("server-error", url, f"the REST list broke off: {cause}")
        elif len(roots) > 1:
            yield self._request_list(roots[1:], front)
        else:
            self.logger.info("%s: the REST list is closed (%s); walking the listing pages", self.name, cause)
            yield self.request(front, self.parse_listing).replace(dont_filter=True)

    def parse_listing(self, response: Response, **kwargs: Any) -> Iterator[Any]:
        """Walk the listing pages where the REST list is closed."""
        for request in super().parse(response, **kwargs):
            yield request.replace(callback=self.parse_listing) if request.callback == self.parse else request

    def _is_article(self, post: dict[str, Any]) -> bool:
        protected = isinstance(post.get("content"), dict) and post["content"].get("protected")
        return post.get("type", "post") == "post" and post.get("status", "publish") == "publish" and not protected

    def article_of(self, response: Response, hints: Hints | None = None) -> Article:
        """Read one article page, unless it asks for a password."""
        # The cheap look first: to parse every page once more for a form that few have costs as much as to read it.
        marked = b"post-password-form" in response.body and isinstance(response, TextResponse)
        if marked and response.css("form.post-password-form"):
            raise PageProblem("protected", response.url, "the page asks for a password")
        return super().article_of(response, hints)


def _posts(response: Response) -> list[dict[str, Any]] | None:
    try:
        posts = json.loads(response.body)
    except ValueError:
        return None
    if not isinstance(posts, list):
        return None
    return [
        post for post in posts if isinstance(post, dict) and urlsplit(str(post.get("link"))).scheme in ("http", "https")
    ]


def hints_of(post: dict[str, Any]) -> Hints:
    """Return what the REST list says of a post: dates and title.

    `date_gmt` is UTC without a zone, ``0000-00-00T00:00:00`` in old imports; then `date`, local time.
    """
    title = post.get("title")
    rendered = title.get("rendered") if isinstance(title, dict) else None
    published = _moment(post.get("date_gmt"), UTC) or _moment(post.get("date"), WARSAW)
    modified = _moment(post.get("modified_gmt"), UTC)
    evidence: tuple[DateEvidence, ...] = ()
    if published is not None:
        raw = str(post.get("date_gmt") or post.get("date"))
        evidence = (DateEvidence(value=published, precision="minute", source="rest", raw=raw),)
    return Hints(
        published=evidence,
        modified=modified,
        title=" ".join(unescape(re.sub(r"<[^>]+>", "", rendered)).split()) if isinstance(rendered, str) else None,
    )


def _moment(text: object, zone: Any) -> str | None:
    if not isinstance(text, str) or text.startswith("0000"):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    return moment.astimezone(WARSAW).isoformat()
