"""A site that nobody has described: its address is all we know."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response, TextResponse
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from scraper.archive import ledger, rounds
from scraper.archive.ledger import WAYS, Named, Way
from scraper.article import Article
from scraper.cms.account import decided, rest_plan, traps_of
from scraper.cms.addresses import ENOUGH, Known, State
from scraper.cms.article_pages import DOUBTS, SURE, VARIANT, canonical_of
from scraper.cms.base import PageProblem, headers_of
from scraper.cms.frontier import LEADS_ON, Frontier
from scraper.cms.page_links import read_page_links
from scraper.cms.pagers import list_family
from scraper.cms.sections import is_news_list, is_news_text
from scraper.cms.shapes import is_specific
from scraper.cms.walk import Heard, take_in
from scraper.cms.ways_in import FeedsAndSitemaps
from scraper.cms.wordpress import SAMPLE
from scraper.extract import NotAnArticle, Unreadable
from scraper.site import site_name
from scraper.url import address_key, canonical_url

_WORDPRESS = re.compile(rb"/wp-(?:content|includes|json)/|api\.w\.org|content=[\"']WordPress|wp-block-", re.I)


UNFETCHED = "could not be fetched"
"""The ledger's reason of what a run asked for in vain: the next asks once more."""
BEFORE_WINDOW: Final = "published before the days that this run looked at"
"""The ledger's reason of what `--since` leaves to another run."""
FRONT, AGAIN = "the front page", "again"
SLASHES = 2
"""Addresses that were sent on to the same with a slash, from which all are asked for with it."""
AT_ONCE = 2
"""Pages that are under way: one on the wire, one behind it. The more, the later what was read is heeded."""


class UnknownSite(FeedsAndSitemaps):
    """A site from its address alone: WordPress's REST list where there is one; else feeds, sitemaps and the links of
    the pages themselves, which teach where on this site the articles stand (scraper.cms.frontier)."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.frontier = Frontier(self._recall)
        self._flying: set[str] = set()
        self._slashes = 0
        self._same: dict[bytes, tuple[str, list[str]]] = {}
        """Pages by their bytes: the first address of each, and the others."""
        self._unpaged: set[str] = set()
        """Lists that hold news without pages of their own: what their pages have in common, and the shapes of their
        addresses."""
        self._system = ""
        self._lacking: dict[str, str] = {}
        """What was promised to be an article and whose page says too little, by key, with what it lacks."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> UnknownSite:
        spider = super().from_crawler(crawler, *args, **kwargs)
        if spider.since:
            spider.frontier.is_old = spider.is_before_window
        crawler.signals.connect(spider.go_on, signals.spider_idle)
        return spider

    # --- the ways in

    def parse(self, response: Response, **kwargs: Any) -> Iterator[Any]:
        """Recognise the system by the front page, and choose the ways in."""
        if not isinstance(response, TextResponse):
            self.report("empty-way-in", response.url, "the front page is no page of text")
            return
        self._front = response.url
        generator = (
            response.css('meta[name="generator"]::attr(content), meta[name="Generator"]::attr(content)').get("").strip()
        )
        self._system = f"{generator}, by its own word" if generator else ""
        if _WORDPRESS.search(response.body) or any(b"wp-json" in h for h in response.headers.getlist("Link")):
            yield from super().parse(response, **kwargs)
            return
        yield from self.parse_listing(response)

    def parse_listing(self, response: Response, **kwargs: Any) -> Iterator[Any]:
        """Take in the front page, and the feeds and sitemaps that it and robots.txt name."""
        if isinstance(response, TextResponse):
            front = self.frontier.address(canonical_url(response.url), "front")
            self.frontier.found(front, "list", FRONT)
            self._same[hashlib.sha256(response.body).digest()] = (front.url, [])
            self._ask_again()
            self.session.known_ground = self.known_ground_ends
            self._see(response, front, "front")
            if len(self.news_on(response)) >= ENOUGH:
                # Asked for once more, now as what it is, so that a replay knows it too.
                asked = {"role": "article", "judged": True, "confidence": 0.0, "unpaged": True}
                yield Request(
                    response.url,
                    callback=self.parse_page,
                    errback=self.page_failed,
                    cb_kwargs={"key": front.key},
                    meta={"asked": asked},
                    dont_filter=True,
                )
            yield from self.ask_feeds_and_sitemaps(response)
        yield from self.more()

    # --- what it says of itself

    def plan(self) -> list[str]:
        """Return what the look at the front page and the ways in led to, as lines; the first is the system."""
        if self.says is not None and self.says >= SAMPLE:
            return rest_plan(self.says)
        return [self._system or "no system that is known by its marks", *decided(self.frontier)]

    def waiting(self) -> int:
        """Return how many addresses that may be articles' this run has not read."""
        return sum(1 for known in self.frontier.known.values() if known.state in ("open", "asked") and known.arms)

    def traps(self) -> Iterator[tuple[str, str]]:
        """Yield what was left because it had no end."""
        yield from traps_of(self.frontier, self._front)
        for first, urls in self._same.values():
            if len(urls) >= ENOUGH:
                yield urls[0], f"{len(urls)} addresses answer with the same page as {first}: it answers 200 to anything"

    # --- what earlier runs made of it

    def _recall(self, known: Known) -> None:
        """Say of an address what earlier runs made of it."""
        archive = self.session.archive
        if (article := archive.article_at(known.url)) is not None:
            known.day = (article["published"] or "")[:10]
            if not self.is_due(known.url, known.hints):
                known.state = "stored"
                self.session.listed[known.url] = None
            return
        if self.asks_for_all:
            return
        row = ledger.entry(archive, self.name, known.key)
        if row is not None and row["kind"] == "list":
            known.state, known.reason, known.gave = "list", row["reason"] or rounds.A_LIST, row["gave"]
        elif row is not None and row["reason"] not in (None, UNFETCHED, BEFORE_WINDOW):
            known.state, known.reason = "other", row["reason"]
            known.doubted = (row["kind"] is None and row["reason"] != LEADS_ON) or row["reason"] in DOUBTS

    def _ask_again(self) -> None:
        """Open the lists that named articles in earlier runs, where their time has come."""
        for url in rounds.lists_to_ask(self.session.archive, self.name):
            known = self.frontier.address(url, "list")
            if known.state == "list" and known.reason != FRONT:
                self.frontier.open(known)
                self.frontier.name_list(known, AGAIN, 0.95)

    def ledger(self, *, finished: bool) -> Iterator[Named]:
        """Return what was named and what became of it. Only a run that looked at all can say why it left something."""
        yield from super().ledger(finished=finished)
        why_not = dict(self.frontier.left_out()) if finished and not self.since else {}
        for known in self.frontier.known.values():
            ways: set[Way] = {way for way in WAYS if way in known.ways}
            published = self.frontier.day_of(known) or ""
            kind = known.state if known.state in ("article", "list", "other") else None
            reason = known.reason or why_not.get(known.key)
            if known.state == "list":
                reason = rounds.FURTHER_PAGE if known.family is not None else rounds.A_LIST
            if ways and known.state != "stored":
                yield Named(
                    known.url, ways, published[:7] or None, kind, known.gave, None if kind == "article" else reason
                )

    # --- the walk

    def go_on(self) -> None:
        """Ask for more when nothing is under way: a callback that failed could not."""
        if self._ways > 0:
            self._ways = 0
        self._flying.clear()
        requests = list(self.more())
        if not requests:
            for key, cause in self._lacking.items():
                self.report("not-an-article", self.frontier.known[key].url, cause)
            self._lacking.clear()
        for request in requests:
            assert self.crawler.engine is not None
            self.crawler.engine.crawl(request)
        if requests:
            raise DontCloseSpider

    def more(self) -> Iterator[Request]:
        """Yield the requests that may go out now."""
        if self.settings.getbool("PLAN_ONLY"):
            return
        # What the feeds and sitemaps say first: the walk then knows more of every address.
        while (
            self._ways <= 0
            and len(self._flying) < AT_ONCE
            and (known := self.frontier.next(waiting=bool(self._flying))) is not None
        ):
            if known.asked_under.startswith("archive") and not self._mapped:
                # Before years and months are leafed through: a map that nobody announced costs one request.
                self._mapped = True
                self.frontier.open(known)
                self.frontier.vain -= 1
                self._ways += 1
                address = urljoin(self._front, "/sitemap.xml")
                yield self.request(address, self.parse_sitemap).replace(errback=self.no_sitemap)
                return
            if self.session.is_forgotten(known.url):
                self.session.listed[known.url] = None
                self.session.forgotten.add(known.url)
                self.frontier.found(known, "failed", "forgotten on request")
                continue
            if self.frontier.is_before_window(known):
                self.session.before_window.add(known.url)
                self.frontier.pass_over(known, BEFORE_WINDOW)
                continue
            if known.confidence >= SURE and known.asked_as == "article":
                # A list or a feed has promised an article: if it cannot be had, that must be told.
                self.session.listed[known.url] = None
            self._flying.add(known.key)
            self.logger.info(
                "asking for %s as %s (%.2f, %s)", known.url, known.asked_as, known.confidence, known.asked_under
            )
            # A further page of a list is nothing else; any other may be an article, and is judged here and in a replay.
            asked: dict[str, Any] = {"role": "list"}
            holds_news = self._may_hold_news(known)
            if holds_news or (known.family is None and known.asked_under != AGAIN):
                asked = {"role": "article", "judged": True, "confidence": round(known.confidence, 2)}
                if holds_news:
                    asked["unpaged"] = True
                if known.headlined:
                    asked["headlined"] = True
                if not known.in_news and "feed" not in known.ways:
                    asked["by_way"] = ["other", "beside"] if self.frontier.calls_news else ["other"]
                if known.hints is not None and known.hints.plain():
                    asked["hints"] = known.hints.plain()
            yield Request(
                self._with_slash(known.url),
                callback=self.parse_page,
                errback=self.page_failed,
                cb_kwargs={"key": known.key},
                meta={"asked": asked},
                dont_filter=True,
            )

    def _may_hold_news(self, known: Known) -> bool:
        """Whether a list that is asked for may hold news that has no page of its own: one that is called news, the
        further pages of one that did, and what did in an earlier run."""
        if known.family in self._unpaged or (is_specific(known.shape) and known.shape in self._unpaged):
            return True
        if known.asked_as != "list" or self.frontier.is_other(known):
            return False
        if known.family is None and known.asked_under != AGAIN:
            return is_news_list(known.url) or is_news_text(known.text) or known.asked_under.startswith("archive")
        return known.asked_under == AGAIN and self.session.archive.holds_unpaged(self.name, known.url)

    def _with_slash(self, url: str) -> str:
        """Return an address as the server will have it: some send every address without a slash at its end on to the
        one with it, and each would be asked for twice."""
        return f"{url}/" if self._slashes >= SLASHES and _may_end_in_slash(url) else url

    def _note_slash(self, known: Known, response: Response) -> None:
        if _may_end_in_slash(known.url):
            asked = self.requested_url(response)
            self._slashes += (response.url == f"{asked}/") - (response.url == known.url) * SLASHES

    def page_failed(self, failure: Failure, **kwargs: Any) -> Iterator[Any]:
        """Name the failure of a page of the walk."""
        request: Request = failure.request  # type: ignore[attr-defined]
        known = self.frontier.known[request.cb_kwargs["key"]]
        self._flying.discard(known.key)
        self.frontier.found(known, "failed", UNFETCHED)
        if _is_absent(failure) and self.frontier.is_past_the_end(known):
            self.logger.info("%s is a page that its list does not have", known.url)
        elif known.family is not None or known.asked_under == AGAIN:
            self.way_in_failed(failure)
        elif isinstance(failure.value, HttpError) and failure.value.response.status < 500 and known.confidence < SURE:
            self.logger.info("%s was only guessed at: %s", known.url, failure.value)
        else:
            self.failed(failure)
        yield from self.more()

    def parse_page(self, response: Response, key: str) -> Iterator[Any]:
        """Read a page of the walk: an article, a list, or neither; take in what it leads to."""
        known = self.frontier.known[key]
        self._flying.discard(key)
        self._note_slash(known, response)
        article, reason, doubted = None, self._seen_as(response, known), False
        if not reason and (news := self.unpaged_of(response)):
            yield from self._taken_unpaged(response, known, news)
            yield from self.more()
            return
        if not reason and response.meta["asked"].get("judged"):
            try:
                article = self.article_of(response, known.hints)
            except PageProblem as problem:
                reason = str(problem)
                doubted = problem.kind == "not-an-article" or reason in DOUBTS
                if reason == VARIANT:
                    self._name_own(response, known)
                self._note_none(known, problem)
        if article is not None:
            yield from self._taken(response, known, article)
        else:
            self.logger.info("%s is no article: %s", known.url, reason or "asked for as a list")
            led = self._leads_on(response, known)
            told = self._see(response, known, "other")
            if known.asked_as == "article":
                self.session.count("rejected")
            if told.new or known.gave >= ENOUGH:
                self._lacking.pop(known.key, None)  # a list lacks nothing
                self.session.listed.pop(known.url, None)
            state: State = "list" if told.new else "other"
            self.frontier.found(known, state, reason, useful=told.unread + told.dated > 0, doubted=doubted, led=led)
        yield from self.more()

    def _taken_unpaged(self, response: Response, known: Known, news: list[Article]) -> Iterator[Article]:
        """Take the news that stands on a list alone; the list goes on as long as it shows some that is new."""
        new = [article for article in news if self.session.archive.moved(self.name, article) is None]
        self._unpaged |= {list_family(response.url), known.shape}
        told = self._see(response, known, "other", unpaged=len(new if self.known_ground_ends else news))
        self.logger.info("%s holds %d news without a page of their own", known.url, len(news))
        useful = bool(new) or told.unread + told.dated > 0
        self.frontier.found(known, "list", FRONT if known.reason == FRONT else "", useful=useful)
        self.frontier.articles += len(news)
        known.gave = max(known.gave, len(news))
        for article in news:
            self.session.listed[article.url] = None
            yield article

    def _leads_on(self, response: Response, known: Known) -> bool:
        """Whether an address only leads on to that of an article that was named itself."""
        there = self.frontier.known.get(address_key(response.url), known)
        is_article = there.state in ("article", "stored") or self.frontier.as_article(there)[0] >= SURE
        return there is not known and is_article

    def _name_own(self, response: Response, known: Known) -> None:
        """Name the address that a variant says is the page's own."""
        own = self.frontier.address(canonical_url(canonical_of(response)), "canonical", known.text)
        if own is not known and self._is_own(own.url):
            self.frontier.is_variant(known, own)
            self.frontier.name_article(own, "canonical", max(0.5, known.confidence), known.hints)

    def _note_none(self, known: Known, problem: PageProblem) -> None:
        """Note why a page is no article: an error where a list or a feed had promised one."""
        if problem.kind == "no-article":
            self.session.listed.pop(known.url, None)
        elif known.confidence < SURE:
            return
        elif problem.kind == "not-an-article":
            self._lacking[known.key] = str(problem)  # told at the end: a page read later may be the same article
        else:
            self.report(problem.kind, problem.url, str(problem))

    def _seen_as(self, response: Response, known: Known) -> str:
        """Return the reason why a page is no article that is, byte for byte, another page that is none: as where every
        unknown address shows the front page."""
        if self.requested_url(response) != response.url:
            return ""  # led elsewhere: that is told by its own name
        digest = hashlib.sha256(response.body).digest()
        first, urls = self._same.setdefault(digest, (known.url, []))
        if first == known.url:
            return ""
        one = self.frontier.known[address_key(first)]
        if one.state == "article" or one is known:
            return ""
        if one.reason == VARIANT:
            self._same[digest] = (known.url, urls)  # it said itself that the page stands at another address
            return ""
        urls.append(known.url)
        if one.reason == FRONT:
            self.session.listed.pop(known.url, None)  # another address of the front page
        return f"the same page as {first}"

    def _taken(self, response: Response, known: Known, article: Article) -> Iterator[Any]:
        assert isinstance(response, TextResponse)  # else article_of raises
        self._lacking.pop(known.key, None)
        # By its longest paragraph: a copy may have a line of its own, "in Czech only".
        longest = max(article.body.split("\n\n"), key=len)
        first = self.frontier.texts.setdefault(hash((article.title, longest)), known)
        day = (article.published or "")[:10]
        known.day = day
        self.session.listed[known.url] = None
        led = self._leads_on(response, known)
        told = self._see(response, known, "article")
        # Kept as another address of the first. With a day of its own the same text may be news of another day.
        copy = first is not known and day in ("", first.day)
        self.frontier.found(known, "article", useful=told.unread > 0, copy=copy, led=led)
        known.undated = article.published is None
        dated = article.published is not None and article.published_from not in ("feed", "listing", "sitemap")
        if not led:  # what leads back to the address with a query shows that the query is needed
            self.frontier.titled(known, f"{article.title}\n{article.body}", dated=dated)
        own = self.frontier.address(article.url, "canonical")
        if own is not known and own.state == "open":
            self.frontier.found(own, "article", f"the same as {known.url}")
        yield from self._with_parts(response, article, 2, response.url)

    def _with_parts(
        self, response: TextResponse, article: Article, number: int, first: str
    ) -> Iterator[Article | Request]:
        """Yield the article, or the request for its next part, which is no article of its own."""
        for step in super()._with_parts(response, article, number, first):
            if isinstance(step, Request):
                part = self.frontier.address(step.url, "link")
                self.frontier.found(part, "other", f"a further part of {first}")
                self.session.listed.pop(part.url, None)
            yield step

    def _see(self, response: Response, known: Known, role: str, *, unpaged: int = 0) -> Heard:
        """Take in what a page leads to; nothing, where it is no page of text. `unpaged` is how much new news it holds
        that has no page of its own."""
        if not isinstance(response, TextResponse):
            return Heard(0, 0)
        try:
            page = read_page_links(response.body, response.url, headers=headers_of(response))
        except (NotAnArticle, Unreadable):
            return Heard(0, 0)
        return take_in(self.frontier, page, known, role, known_ground_ends=self.known_ground_ends, unpaged=unpaged)


def _is_absent(failure: Failure) -> bool:
    return isinstance(failure.value, HttpError) and failure.value.response.status in (404, 410)


def _may_end_in_slash(url: str) -> bool:
    parts = urlsplit(url)
    return not parts.query and not parts.path.endswith("/") and "." not in parts.path.rpartition("/")[2]


def unknown_site(url: str) -> type[UnknownSite]:
    """Return a spider for the site at an address."""
    name = site_name(url)
    return type(
        "UnknownSite", (UnknownSite,), {"name": name, "association": name, "start_urls": [url], "language": None}
    )
