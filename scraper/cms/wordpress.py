"""WordPress: the REST list names every article with its dates; the article pages are the record.

https://developer.wordpress.org/rest-api/reference/posts/ . Where the list is closed (401, 403 and 404
are normal) the listing pages are walked instead.
"""

from __future__ import annotations

import json
import re
from collections import Counter
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
from scraper.cms.sections import is_news_list, is_news_text
from scraper.plural import counted
from scraper.url import address_key

PAGE_SIZE = 100
"""The most posts that the REST list gives at once."""

SHORT_PAGE = 10
"""What a page has unless told: lists that refuse longer ones give it."""
POSTS = "posts"
"""The route of the posts; other kinds of content have their own."""
SAMPLE = 2
"""Articles from which a REST list is that of the site's news: a new WordPress holds one as a sample."""
_CORE = ("post", "page", "attachment", "nav_menu_item")
FIELDS = "id,link,date,date_gmt,modified_gmt,title,type,status,content.protected"
WARSAW = ZoneInfo("Europe/Warsaw")
_API_LINK = re.compile(r"<([^>]+)>\s*;[^,]*rel=\"?https://api\.w\.org/\"?")


class WordPress(Listing):
    """A WordPress site, from nothing but its address. `article_links` and `older_page` serve where
    the REST list is closed."""

    says: int | None = None
    """How many posts the REST list says that there are; None before it has answered."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._shown: Counter[str] = Counter()
        """Posts that the REST lists have shown, by kind."""
        self._kinds: list[str] = []
        """Kinds of content whose lists are still to be read."""

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

    def _request_list(
        self, roots: list[str], front: str, page: int = 1, kind: str = POSTS, size: int = PAGE_SIZE
    ) -> Request:
        asked: dict[str, str | int] = {
            "per_page": size,
            "page": page,
            "_fields": FIELDS,
            "orderby": "date",
            "order": "desc",
        }
        if self.since:
            # By the site's own clock, and the moment itself does not count.
            asked["after"] = f"{date.fromisoformat(self.since) - timedelta(days=1)}T23:59:59"
        return Request(
            _route(roots[0], kind, urlencode(asked)),
            callback=self.parse_list,
            errback=self.list_closed,
            cb_kwargs={"roots": roots, "front": front, "page": page, "kind": kind, "size": size},
            meta={"asked": {"role": "list"}},
        )

    def parse_list(
        self, response: Response, roots: list[str], front: str, page: int, kind: str, size: int
    ) -> Iterator[Any]:
        """Read one page of a REST list."""
        posts = _posts(response)
        if posts is None:
            yield from self._next_way(roots, front, page, kind, response.url, "the answer is no list of posts")
            return
        total, pages = (int(response.headers.get(name) or 0) for name in ("X-WP-Total", "X-WP-TotalPages"))
        self.says = total if kind == POSTS else self.says
        if self.settings.getbool("PLAN_ONLY"):
            if total < SAMPLE:
                yield self.request(front, self.parse_listing).replace(dont_filter=True)
            return
        for post in posts:
            if self._is_article(post, kind):
                yield from self.request_article(post["link"], hints_of(post), way="rest")
        self._shown[kind] += len(posts)
        if not self.since:
            url = roots[0] if kind == POSTS else _route(roots[0], kind)
            named = len(self.session.listed) if kind == POSTS else self._shown[kind]
            ledger.note_way(self.session.archive, self.name, url, "rest", named=named, says=total)
        if page < pages:
            yield self._request_list(roots[:1], front, page + 1, kind, size)
            return
        if self._shown[kind] < total:
            cause = f"the REST list says that it holds {counted(total, 'post')} and shows {self._shown[kind]}"
            self.report("too-few", response.url, cause)
        if kind == POSTS:
            types = self.request(_route(roots[0], "types"), self.parse_types, roots=roots[:1], front=front)
            yield types.replace(errback=self.types_closed)
        else:
            yield from self._list_next_kind(roots, front)

    def parse_types(self, response: Response, roots: list[str], front: str) -> Iterator[Any]:
        """Read which kinds of content the site has beside its posts: some keep their news as one of its own."""
        self._kinds = news_kinds(response.body)
        yield from self._list_next_kind(roots, front)

    def types_closed(self, failure: Failure) -> Iterator[Any]:
        """Go on without other kinds of content: few sites have news of one, and some do not tell."""
        kwargs = failure.request.cb_kwargs  # type: ignore[attr-defined]
        yield from self._list_next_kind(kwargs["roots"], kwargs["front"])

    def _list_next_kind(self, roots: list[str], front: str) -> Iterator[Any]:
        if self._kinds:
            yield self._request_list(roots, front, kind=self._kinds.pop(0))
            return
        yield from self.ask_for_missing()
        if len(self.session.listed) < SAMPLE and not self.since:
            # The post that every WordPress begins with, if any: the news is kept otherwise.
            yield self.request(front, self.parse_listing).replace(dont_filter=True)

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
        """Ask for shorter pages where long ones are refused; else try the next address of the list, then the listing
        pages."""
        request: Request = failure.request  # type: ignore[attr-defined]
        roots, front, page, kind, size = (request.cb_kwargs[n] for n in ("roots", "front", "page", "kind", "size"))
        cause = None
        if isinstance(failure.value, HttpError) and failure.value.response.status < 500:
            status = failure.value.response.status
            if status == 400 and size > SHORT_PAGE:
                yield self._request_list(roots, front, page, kind, SHORT_PAGE)
                return
            cause = f"the server answered {status}"
        else:
            self.failed(failure)
        yield from self._next_way(roots, front, page, kind, request.url, cause)

    def _next_way(
        self, roots: list[str], front: str, page: int, kind: str, url: str, cause: str | None
    ) -> Iterator[Any]:
        if page > 1:
            # The list was open a moment ago: what it would still have named is missing, and must be told.
            if cause is not None:
                self.report("server-error", url, f"the REST list broke off: {cause}")
        elif kind != POSTS:
            yield from self._list_next_kind(roots, front)
        elif len(roots) > 1:
            yield self._request_list(roots[1:], front)
        else:
            self.logger.info("%s: the REST list is closed (%s); walking the listing pages", self.name, cause)
            yield self.request(front, self.parse_listing).replace(dont_filter=True)

    def parse_listing(self, response: Response, **kwargs: Any) -> Iterator[Any]:
        """Walk the listing pages where the REST list is closed."""
        for request in super().parse(response, **kwargs):
            yield request.replace(callback=self.parse_listing) if request.callback == self.parse else request

    def _is_article(self, post: dict[str, Any], kind: str = POSTS) -> bool:
        protected = isinstance(post.get("content"), dict) and post["content"].get("protected")
        of_kind = kind != POSTS or post.get("type", "post") == "post"
        return of_kind and post.get("status", "publish") == "publish" and not protected

    def article_of(self, response: Response, hints: Hints | None = None) -> Article:
        """Read one article page, unless it asks for a password."""
        # The cheap look first: to parse every page once more for a form that few have costs as much as to read it.
        marked = b"post-password-form" in response.body and isinstance(response, TextResponse)
        if marked and response.css("form.post-password-form"):
            raise PageProblem("protected", response.url, "the page asks for a password")
        return super().article_of(response, hints)


def _route(root: str, name: str, query: str = "") -> str:
    """Return the address of a route of the REST list, whose root may be a query itself."""
    url = f"{root}wp/v2/{name}"
    return f"{url}{'&' if '?' in root else '?'}{query}" if query else url


def news_kinds(body: bytes) -> list[str]:
    """Return the routes of the kinds of content that are called news, by what ``wp/v2/types`` says; none where it says
    nothing. https://developer.wordpress.org/rest-api/reference/post-types/"""
    try:
        types = json.loads(body)
    except ValueError:
        return []
    found = []
    for slug, told in types.items() if isinstance(types, dict) else ():
        if slug in _CORE or slug.startswith("wp_") or not isinstance(told, dict):
            continue
        base, name = told.get("rest_base") or slug, told.get("name")
        named = isinstance(name, str) and is_news_text(name)
        if isinstance(base, str) and re.fullmatch(r"[\w-]+", base) and (named or is_news_list(f"https://x/{slug}")):
            found.append(base)
    return found


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
