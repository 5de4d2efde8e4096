"""What is common to every site: the facts its class states, and how one article page is read."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import urlsplit

from lxml import etree
from parsel.csstranslator import HTMLTranslator
from scrapy import Request, Spider
from scrapy.http import Response, TextResponse
from twisted.python.failure import Failure

from scraper.archive import SiteFacts, rounds
from scraper.archive.ledger import Named, Way
from scraper.archive.opened import now
from scraper.article import AddressReason, Article, Hints
from scraper.cms.article_pages import why_no_article
from scraper.cms.page_links import read_page_links
from scraper.cms.parts import LONGEST, evidence_of, joined, part_address
from scraper.erasure import is_blank
from scraper.expectations import SEVERAL
from scraper.extract import NotAnArticle, NotHtml, Unreadable, extract, extract_unpaged
from scraper.extract.version import reader_version
from scraper.failures import problem_of_failure
from scraper.problems import Problem
from scraper.session import Session
from scraper.site import Expect, Profile, layout_for
from scraper.url import address_key, canonical_url, variant_reason


class SiteFactError(TypeError):
    """A site's class states something that no template knows, or leaves out what every site needs."""


class PageProblem(Exception):  # noqa: N818  it is what Problem is to a run
    """A page gives no article. `kind` is a key of scraper.problems.REMEDIES; the text is the cause."""

    def __init__(self, kind: str, url: str, cause: str):
        super().__init__(cause)
        self.kind = kind
        self.url = url


class NewsSpider(Spider):
    """One association's site. Subclasses in ``spiders/`` are facts; how a kind of site is walked
    stands in the templates of ``scraper/cms/``.

    `name` is the site's name everywhere (file, archive, folder). `association` is whose site it is.
    """

    association: str = ""
    start_urls: list[str] = []
    allowed_domains: ClassVar[list[str]] = []
    region: str | None = None
    sector: str | None = None
    language: str | None = "pl"
    profiles: tuple[Profile, ...] = ()
    expect: Expect = Expect()

    article_url: ClassVar[str | None] = None
    """A regular expression that every article's URL matches, where a listing also links to other pages."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.__module__.startswith("spiders."):
            _check_facts(cls)
        # A crawl never leaves the site; sub-domains of it are the same owner's.
        hosts = {urlsplit(canonical_url(url)).hostname or "" for url in cls.start_urls}
        cls.allowed_domains = sorted(host.removeprefix("www.") for host in hosts)

    async def start(self) -> AsyncIterator[Any]:
        """Request the first pages of the ways in."""
        for url in self.start_urls:
            yield self.request(url, self.parse)
        for request in self.due_again():
            yield request

    def due_again(self) -> Iterator[Request]:
        """Request the articles whose time has come, wherever they are listed, behind all that is new."""
        if self.asks_for_all:
            return
        days = [float(day) for day in self.settings.getlist("RECHECK_DAYS")]
        due = rounds.due_captures(self.session.archive, self.name, days=days)
        if len(due) < SEVERAL:
            newest = rounds.canaries(self.session.archive, self.name, SEVERAL)
            due += [capture for capture in newest if capture["asked_url"] not in {one["asked_url"] for one in due}]
        for capture in due:
            if self.is_before_window(capture["published"]):
                continue
            url, asked = capture["asked_url"], json.loads(capture["asked"])
            self.session.rechecked.add(address_key(url))
            for of_that_run in ("redirected", "accepted"):
                asked.pop(of_that_run, None)
            hints = Hints.of(asked["hints"]) if asked.get("hints") else None
            request = self.request(url, self.parse_article, hints=hints)
            yield request.replace(priority=-30, dont_filter=True, errback=self.failed, meta={"asked": asked})

    @classmethod
    def facts(cls) -> SiteFacts:
        """Return what the table `sites` holds of this site."""
        return SiteFacts(
            site=cls.name,
            name=cls.association,
            base_url=cls.start_urls[0],
            region=cls.region,
            sector=cls.sector,
            language=cls.language,
        )

    @property
    def session(self) -> Session:
        """What the parts of this crawl share."""
        return Session.of(self.crawler)

    def request(self, url: str, callback: Any, **cb_kwargs: Any) -> Request:
        """Return a request for a page that lists articles; its failure is named and stored."""
        meta = {"asked": {"role": "list"}}
        return Request(url, callback=callback, errback=self.way_in_failed, cb_kwargs=cb_kwargs, meta=meta)

    def way_in_failed(self, failure: Failure) -> None:
        """Name the failure of a page that lists articles: what would be a notice elsewhere loses a list here."""
        request: Request = failure.request  # type: ignore[attr-defined]
        assert failure.value is not None
        problem = problem_of_failure(self.name, request.url, failure.value)
        self.session.broken = True
        if not problem.fails_run:
            problem = Problem(site=self.name, url=request.url, kind="way-in-lost", cause=problem.cause)
        self.session.report(problem)

    def failed(self, failure: Failure) -> None:
        """Name the failure of a request."""
        request: Request = failure.request  # type: ignore[attr-defined]
        assert failure.value is not None
        problem = problem_of_failure(self.name, request.url, failure.value)
        if problem.kind == "gone":
            rounds.note_absent(self.session.archive, request.url, now())
        self.session.report(problem)

    def ledger(self, *, finished: bool) -> Iterable[Named]:
        """Return what the ways in named in this run, with what became of it, for the ledger; `finished` is whether the
        run came to its end. A hook."""
        return self.session.ledger.values()

    def waiting(self) -> int:
        """Return how many addresses of articles this run has heard of and not read. A hook."""
        return sum(self.session.archive.article_at(url) is None for url in self.session.listed)

    def traps(self) -> Iterator[tuple[str, str]]:
        """Yield what this run left because it had no end: an example's address, and what it is. A hook."""
        yield from ()

    def report(self, kind: str, url: str, cause: str) -> None:
        """Name a problem with one page."""
        self.session.report(Problem(site=self.name, url=url, kind=kind, cause=cause))

    def request_article(self, url: str, hints: Hints | None = None, *, way: Way = "list") -> Iterator[Request]:
        """Note that a way in lists this address as an article, and request it (once a run) if it is new or due."""
        published = hints.published[0].value if hints and hints.published else None
        self.session.name(url, way, published=published)
        if self.is_before_window(published):
            self.session.before_window.add(url)
        elif url not in self.session.listed:
            self.session.listed[url] = None
            if self.session.is_forgotten(url):
                self.session.forgotten.add(url)
                return
            if not self.is_due(url, hints):
                return
            request = self.request(url, self.parse_article, hints=hints)
            asked = {"role": "article"} | ({"hints": hints.plain()} if hints else {})
            # Articles go before further listing pages: a run that is cut off has read what it listed. Not
            # filtered: an article that leads to a page we have seen would be dropped without a word.
            yield request.replace(priority=10, dont_filter=True, errback=self.failed, meta={"asked": asked})

    def is_due(self, url: str, hints: Hints | None = None) -> bool:
        """Whether an address is to be asked for in this run: it is new, a way in says that it changed, or its time has
        come (scraper.archive.rounds)."""
        row = self.session.archive.article_at(url)
        if row is None:
            return True
        if address_key(url) in self.session.rechecked:
            return False
        days = self.settings.getlist("RECHECK_DAYS") or rounds.RECHECK_DAYS
        return rounds.is_due(
            self.session.archive, row, modified=hints.modified if hints else None, days=[float(day) for day in days]
        )

    @cached_property
    def since(self) -> str:
        """The first day of publication that this run is to look at, ISO 8601; empty for all. Raises ValueError."""
        day = self.settings.get("SINCE") or ""
        return date.fromisoformat(day).isoformat() if day else ""

    def is_before_window(self, published: str | None) -> bool:
        """Whether an article is older than what this run is to look at; of one without a date nobody knows."""
        shown = self.since[: len(published or "")]
        return bool(shown) and published is not None and published[: len(shown)] < shown

    @cached_property
    def asks_for_all(self) -> bool:
        """Whether this run is to see every article, and so every list to its end."""
        return 0.0 in map(float, self.settings.getlist("RECHECK_DAYS"))

    @cached_property
    def known_ground_ends(self) -> bool:
        """Whether a list may be left where it reaches what is known: its end was seen in the last weeks."""
        return not self.asks_for_all and rounds.walked_lately(self.session.archive, self.name)

    def unpaged_of(self, response: Response) -> list[Article]:
        """Return the news of a page that has no page of its own, where the way to it says that it is a list of news."""
        return self.news_on(response) if (response.meta.get("asked") or {}).get("unpaged") else []

    def news_on(self, response: Response) -> list[Article]:
        """Return what of a page looks like news that has no page of its own."""
        if not isinstance(response, TextResponse):
            return []
        moment = datetime.fromisoformat(captured(response))
        profile = layout_for(self.profiles, moment.date())
        headers = headers_of(response)
        try:
            records = read_page_links(response.body, response.url, headers=headers).records().values()
            found = extract_unpaged(
                response.body,
                response.url,
                headers=headers,
                profile=profile,
                captured_at=moment,
                leading=[link.url for links in records for link in links],
            )
        except (NotAnArticle, Unreadable):
            return []
        return [
            replace(
                article,
                site=self.name,
                captured_at=captured(response),
                capture_id=(response.meta.get("capture") or {}).get("id"),
                reader=reader_version(),
            )
            for article in found
            if not is_blank(article.body or article.title or "")
        ]

    def parse_article(self, response: Response, hints: Hints | None = None) -> Iterator[Article | Request]:
        """Read one article page."""
        try:
            article = self.article_of(response, hints)
        except PageProblem as problem:
            if problem.kind == "moved" and rounds.note_absent(self.session.archive, problem.url, captured(response)):
                problem.kind = "gone"
            self.report(problem.kind, problem.url, str(problem))
            return
        assert isinstance(response, TextResponse)  # else article_of raises
        yield from self._with_parts(response, article, 2, response.url)

    def article_of(self, response: Response, hints: Hints | None = None) -> Article:
        """Return the article that a page holds, in a crawl and when the page is read again from its capture.

        Raises PageProblem.
        """
        requested = self.requested_url(response)
        if not isinstance(response, TextResponse):
            kind = (response.headers.get("Content-Type") or b"nothing known").decode("latin-1")
            raise PageProblem("not-html", requested, f"the server sent {kind}")
        if self._led_away(requested, response.url):
            raise PageProblem("moved", requested, f"it now leads to {response.url}")
        try:
            article = self.read(response, hints)
        except NotHtml as error:
            raise PageProblem("not-html", requested, str(error)) from error
        except NotAnArticle as error:
            raise PageProblem("not-an-article", requested, str(error)) from error
        except Unreadable as error:
            raise PageProblem("reader-error", requested, str(error)) from error
        if is_blank(article.body or article.title or ""):
            raise PageProblem("forgotten", requested, "it shows what was forgotten on request")
        asked = response.meta.get("asked") or {}
        if asked.get("judged") and (reason := _why_none(response, article, asked)):
            # What says too little may yet be one; all other reasons say that it is something else.
            raise PageProblem("not-an-article" if article.lack else "no-article", requested, reason)
        url = self.canonical_url(article.url)
        return replace(
            article,
            site=self.name,
            url=url,
            addresses=self._addresses(url, requested, response),
            captured_at=captured(response),
            capture_id=(response.meta.get("capture") or {}).get("id"),
            reader=reader_version(),
        )

    def _with_parts(
        self, response: TextResponse, article: Article, number: int, first: str
    ) -> Iterator[Article | Request]:
        """Yield the article, or the request for its next part where it is split over several pages."""
        following = part_address(response, article.url, number) if number <= LONGEST else None
        if following is None:
            yield article
        else:
            request = self.request(following, self.parse_part, article=article, number=number, first=first)
            asked = {"role": "part", "of": first, "part": number}
            yield request.replace(priority=20, dont_filter=True, errback=self.part_failed, meta={"asked": asked})

    def part_failed(self, failure: Failure) -> Iterator[Article]:
        """Name the failure, and keep what was read unless the archive has the article already, perhaps whole."""
        self.failed(failure)
        article: Article = failure.request.cb_kwargs["article"]  # type: ignore[attr-defined]
        if self.session.archive.article_at(article.url) is None:
            yield article

    def parse_part(self, response: Response, article: Article, number: int, first: str) -> Iterator[Article | Request]:
        """Read a further part of an article and join it."""
        if not isinstance(response, TextResponse):
            yield article
            return
        yield from self._with_parts(response, self.with_part(article, response), number + 1, first)

    def with_part(self, article: Article, response: TextResponse) -> Article:
        """Return the article with what a further part of it says."""
        # The day is the article's: "12 grudnia br." on the second page means the same year.
        return joined(article, self.read(response, Hints(published=evidence_of(article))))

    def read(self, response: TextResponse, hints: Hints | None) -> Article:
        """Read a response with the layout of its day."""
        moment = datetime.fromisoformat(captured(response))
        return extract(
            response.body,
            response.url,
            headers=headers_of(response),
            profile=layout_for(self.profiles, moment.date()),
            captured_at=moment,
            hints=hints,
        )

    def canonical_url(self, url: str) -> str:
        """Return the address by which the archive knows an article. A site overrides this where its own
        system says more than the general rule, calling ``super()`` first."""
        return canonical_url(url)

    def requested_url(self, response: Response) -> str:
        """Return the address that was asked for before any redirect."""
        redirected: list[str] = response.meta.get("redirect_urls") or []
        return redirected[0] if redirected else response.url

    def _led_away(self, requested: str, arrived: str) -> bool:
        """Whether an article's address now shows the front page or a list: the article is not there."""
        if requested == arrived or address_key(requested) == address_key(arrived):
            return False
        front = urlsplit(arrived).path in ("", "/") and not urlsplit(arrived).query
        return front or address_key(arrived) in {address_key(url) for url in self.start_urls}

    def _addresses(self, url: str, requested: str, response: Response) -> tuple[tuple[str, AddressReason], ...]:
        reasons: dict[str, AddressReason] = {}
        for other in response.meta.get("redirect_urls") or []:
            reasons[other] = "redirect"
        reasons.setdefault(response.url, variant_reason(response.url) or "canonical")
        reasons.setdefault(requested, variant_reason(requested) or "redirect")
        reasons.pop(url, None)
        return tuple(reasons.items())


def _why_none(response: TextResponse, article: Article, asked: dict[str, Any]) -> str | None:
    """Return why a page is no article, judged by itself and by what the ways to it said."""
    return why_no_article(
        response,
        article,
        asked.get("confidence", 0.2),
        by_way=asked.get("by_way") or (),
        headlined=bool(asked.get("headlined")),
    )


def headers_of(response: Response) -> dict[str, str]:
    """Return the headers of a response as the reader takes them: several of one name parted by line breaks."""
    return {name.decode("latin-1"): b"\n".join(v).decode("latin-1") for name, v in response.headers.items()}


def captured(response: Response) -> str:
    """Return when a page was captured, as the archive writes moments; now, where captures are switched off."""
    moment: str | None = (response.meta.get("capture") or {}).get("at")
    return moment or now()


def compiled_selector(selector: str) -> str:
    """Return a selector of a site's class as XPath: CSS, or XPath where it starts with ``/`` or ``(``.

    Raises what cssselect and lxml raise for one that does not compile.
    """
    xpath = selector if selector.startswith(("/", "(")) else HTMLTranslator().css_to_xpath(selector)
    etree.XPath(xpath)
    return xpath


def _check_facts(cls: type[NewsSpider]) -> None:
    """Stop the load of a site's class on the first slip.

    Raises SiteFactError: a misspelt fact would else be passed over in silence for years.
    """
    where = f"{cls.__module__}.{cls.__name__}"
    known = {name for base in cls.__mro__[1:] for name in (*vars(base), *getattr(base, "__annotations__", {}))}
    unknown = [name for name in vars(cls) if not name.startswith("_") and name not in known]
    if unknown:
        raise SiteFactError(f"{where}: {unknown[0]!r} is no fact that a template knows; is it misspelt?")
    for name in ("name", "association", "start_urls"):
        if not vars(cls).get(name):
            raise SiteFactError(f"{where}: {name!r} is missing")
    facts = vars(cls)
    if not isinstance(cls.start_urls, list) or not all(
        isinstance(url, str) and urlsplit(url).scheme in ("http", "https") and urlsplit(url).hostname
        for url in cls.start_urls
    ):
        raise SiteFactError(f"{where}: 'start_urls' must be a list of http or https addresses")
    if not isinstance(cls.profiles, tuple) or not all(isinstance(profile, Profile) for profile in cls.profiles):
        raise SiteFactError(f"{where}: 'profiles' must be a tuple of Profile; one alone needs a comma: (Profile(...),)")
    for name in ("article_links", "older_page"):
        if isinstance(facts.get(name), str):
            try:
                compiled_selector(facts[name])
            except Exception as error:
                raise SiteFactError(f"{where}: {name!r} is no selector that compiles: {error}") from error
    if cls.article_url is not None:
        try:
            re.compile(cls.article_url)
        except re.error as error:
            raise SiteFactError(f"{where}: 'article_url' is no regular expression: {error}") from error
    module = cls.__module__.rpartition(".")[2]
    if cls.name != module:
        raise SiteFactError(f"{where}: name is {cls.name!r}, the file is {module!r}; they must be the same")
    if not sys.modules[cls.__module__].__doc__:
        raise SiteFactError(f"{where}: the module's docstring must say whose site it is")
