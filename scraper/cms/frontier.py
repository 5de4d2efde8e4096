"""What a crawl of an unknown site has heard of, what it learned of it, and what it asks for next.

Every address is named under one or more arms: the place where its link stands and the shape of the address. An arm
starts with what its looks promise and learns from what its pages turned out to be, so that of a hundred pages of a
calendar three are asked for, and of a hundred articles all. The word and the rule: a Bernoulli bandit with a beta
prior (W. R. Thompson, 1933), by its mean, so that the same site gives the same crawl.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from sys import intern
from typing import Final
from urllib.parse import urlsplit

from scraper.article import Hints
from scraper.cms.addresses import ENOUGH, Arm, Family, Known, State, joined
from scraper.cms.article_pages import BY_WAY, SURE
from scraper.cms.pagers import number_of
from scraper.cms.sections import BESIDE_NEWS, CATEGORIES, is_news_address, other_kind, year_of
from scraper.cms.shapes import is_specific, shape_of
from scraper.cms.variants import Variants
from scraper.url import address_key

WORTH: Final = 0.2
"""From here on an address is asked for whatever was asked in vain before."""
LEAST: Final = 0.05
"""Below, it never is."""
SPARE: Final = (8, 0.1)
"""Pages that may be asked for in vain: so many, and so many for every article found."""
AGAIN: Final = 2
"""Pages that a later run may ask for in vain."""
ELSEWHERE: Final = 3
"""Lists of members, events, pictures that are read for what they exclude."""
BACKLOG: Final = 200
"""Articles that wait, from which they are read before further lists: a run that is cut off has read what it listed."""
UNDATED: Final = 0.89
"""The place of an article without a date in the queue: behind the lists that are sure to be of news."""
LAST: Final = 0.21
"""Its place where the pages of this site do not date themselves: behind every list that may."""
MANY: Final = 10
"""Articles in lists and feeds from which a site is known to list its news."""
UNLISTED: Final = 0.06
"""What is left of the likeness to an article of an address that such a site names in its sitemap alone, in a shape that
none of its articles has."""
NEARLY_ALL: Final = 0.98
"""Share of the articles of lists from which a way that named them has named all of the site."""
EVENTS: Final = 2
"""Addresses with a day to come from which their likes are events: one may be a slip of the pen."""
WHOLE: Final = 3
"""Pages of a list from which it is taken for the whole of which others are sections."""
IN_MENU: Final = 0.15
"""What is left of the likeness to an article where the address stands in the menu of the site."""
BY_NAME: Final = 0.05
"""What is left of it where the address says that it is a calendar, a shop, a gallery."""

LEADS_ON: Final = "as others like it, it leads on to an address that is named itself"
"""The ledger's reason of a short address."""


class Frontier(Variants):
    """The addresses of one site."""

    def __init__(self, recall: Callable[[Known], None] = lambda known: None) -> None:
        """`recall` says of an address that is heard of for the first time in this run what earlier runs made of it."""
        super().__init__()
        self.recall = recall
        self.is_old: Callable[[str | None], bool] | None = None
        """Says whether a day of publication lies before what this run is to look at; None where it looks at all."""
        self.loops: dict[str, None] = {}
        """Addresses that go in circles, and are not asked for."""
        self.arms: dict[str, Arm] = {}
        self.list_arms: dict[str, Arm] = {}
        self.shapes: dict[str, Arm] = {}
        self.families: dict[str, Family] = {}
        self.fed = 0
        """Articles that feeds named."""
        self.newly_dated = 0
        """Articles still to be read that a list or a feed dated first."""
        self.listed = 0
        self.named_by: Counter[str] = Counter()
        """Articles that a list named, by the ways that named them."""
        self.listed_shapes: Counter[str] = Counter()
        """Articles that a list or a feed named: how many, and by the shape of their addresses."""
        self.lists_elsewhere = 0
        self.vain = 0
        self.articles = 0
        self.has_news = False
        """Whether the site has a part that it calls its news, or lists them on its front page: then its events are
        events."""
        self.calls_news = False
        """Whether the menu has a part that is called news."""
        self.menu_shapes: Counter[str] = Counter()
        """Shapes of the addresses of the menu: where each page is a number, numbers tell nothing."""
        self.vouched_shapes: set[str] = set()
        """Shapes of addresses of a category of the news, whatever its name says."""
        self.coming: dict[str, set[str]] = {}
        """Addresses beside which lists print a day that is still to come, by their shape: events."""
        self.newest_year = 0
        """The newest year that an archive is of."""
        self.met_before = False
        """Whether an earlier run found articles here: then there is little to look for besides what lists name."""
        self.relaxed = False
        """Set when everything was looked at and no article found: a site may keep its news in what it calls a
        calendar, or in lists that bear no sign of news. What it has of lists is then taken at its word."""
        # The open ones, those worth as much together: a site of 10^5 pages has some hundred kinds.
        self._open: dict[tuple[object, ...], dict[str, Known]] = {}

    # --- what is heard

    def address(self, url: str, way: str, text: str = "") -> Known:
        """Return what is known of an address; heard of for the first time, it is open."""
        url = url.partition("#")[0]
        key = address_key(url)
        known = self.known.get(key)
        if known is None:
            known = Known(url, key, len(self.known), intern(shape_of(url)), other_kind(url), text=text)
            self.known[key] = known
            self.recall(known)
            self.met_before = self.met_before or known.state == "stored"
            if known.state == "open":
                self._tell_twin(known)
        if way not in known.ways:
            known.ways = joined(known.ways, way)
            if known.state == "article" and "list" in known.ways:
                # Read before: a sitemap that is asked for late has named it all the same.
                self.named_by.update(known.ways if way == "list" else (way,))
            self.file(known)
        return known

    def name_article(self, known: Known, arm: str, looks: float, hints: Hints | None = None) -> None:
        """Note that an address may be an article's, with what its looks promise (0 to 1)."""
        known = known.same_as or known
        if not urlsplit(known.url).path.strip("/") and not urlsplit(known.url).query:
            return  # the front page
        learned = self.arms.setdefault(arm, Arm())
        if arm not in known.arms and known.state in ("article", "stored"):
            learned.learn(good=True)  # what this place names was found to be an article before
        elif arm not in known.arms and known.state == "other" and not known.doubted:
            learned.learn(good=False)
        known.arms[arm] = max(looks, known.arms.get(arm, 0.0))
        read = known.state == "article" and known.day
        if hints is not None and not read and (known.hints is None or _says_more(hints, known.hints)):
            self.newly_dated += bool(hints.published) and known.state == "open"
            known.hints = replace(hints, title=hints.title or (known.hints.title if known.hints else None))
            if (known.doubted and known.confidence >= SURE) or (known.undated and hints.published):
                known.state, known.undated = "open", False  # it lacked a date
        self.file(known)
        self._reopen(known)

    def name_list(self, known: Known, arm: str, looks: float, family: str | None = None) -> None:
        """Note that an address may be a list's: a page that names articles."""
        known.lists[arm] = max(looks, known.lists.get(arm, 0.0))
        self.list_arms.setdefault(arm, Arm())
        if family is not None and known.family is None:
            known.family = family
            self.families.setdefault(family, Family())
        self.file(known)

    def name_fed(self, named: list[Known]) -> None:
        """Note what one feed named. A feed of nothing but members is of news about them; one that names members among
        others is of all the site, and vouches for none of them."""
        self.fed += len(named)
        kinds = Counter(known.said for known in named)
        for known in named:
            known.vouched = known.vouched or (known.said in CATEGORIES and 2 * kinds[known.said] > len(named))
            self.file(known)

    def name_in_news(self, known: Known) -> None:
        """Note that a list of what the site calls its news names an address: whatever the way to its page says."""
        if not known.in_news:
            known.in_news = True
            if known.state == "other" and known.reason.endswith(BY_WAY):
                self.open(known)

    def in_menu(self, known: Known) -> None:
        """Note that an address stands in the menu of the site."""
        if not known.menu:
            self.menu_shapes[known.shape] += 1
        known.menu = True
        self.file(known)

    def is_telling(self, shape: str) -> bool:
        """Whether a shape tells articles from the rest: it says something, and the menu has none like it."""
        return is_specific(shape) and self.menu_shapes[shape] < ENOUGH

    # --- what is thought

    def as_article(self, known: Known) -> tuple[float, str]:
        """Return how likely an address is an article's, and the arm that says so."""
        best, under = max(
            ((self.arms[arm].mean(looks, forgiving=self.relaxed), arm) for arm, looks in known.arms.items()),
            default=(0.0, ""),
        )
        shape = self.shapes.get(known.shape)
        if shape is not None and shape.read >= ENOUGH and self.is_telling(known.shape) and known.arms:
            if shape.good:
                best, under = max((best, under), (shape.mean(0.3), f"shape {known.shape}"))
            elif best < SURE and not self.relaxed:
                best = 0.0
        if shape is not None and shape.leads_on:
            best = 0.0
        if self.listed >= MANY and known.ways <= {"sitemap", "link"} and not self.listed_shapes[known.shape]:
            best = min(best, UNLISTED)
        if known.menu and not known.in_list:
            best *= IN_MENU
        if self.relaxed and best > 0:
            best = min(0.95, best + 0.3)
        vouched = known.vouched or known.shape in self.vouched_shapes
        if not vouched and (self.is_other(known) or known.elsewhere or self._is_of_events(known)):
            best *= BY_NAME
        return best, under

    def as_list(self, known: Known) -> tuple[float, str]:
        """Return how likely an address is that of a list with something new, and the arm that says so."""
        if known.family is not None:
            family = self.families[known.family]
            return (0.99 if not family.barren else 0.84 if family.alive else 0.0), f"list {known.family}"
        if (shape := self.shapes.get(known.shape)) is not None and shape.leads_on:
            return 0.0, ""
        # Three lists of a kind that name nothing new are enough, however sure they looked: sections of one whole.
        worth = {
            arm: looks
            for arm, looks in known.lists.items()
            if self.list_arms[arm].good or self.list_arms[arm].read < self._enough(arm)
        }
        best = max(((self.list_arms[arm].mean(looks), arm) for arm, looks in worth.items()), default=(0.0, ""))
        if self.relaxed and known.said == "a calendar":
            arm = f"calendar {known.shape}"
            return max(best, (self.list_arms.setdefault(arm, Arm()).mean(0.5), arm))
        return (best[0] * BY_NAME, best[1]) if self.is_other(known) else best

    def _enough(self, arm: str) -> int:
        """Return how many lists of a kind are read in vain before it is given up.

        None, where the sitemap or a feed has named all that lists named so far: what they do not name is not there. Two
        archives and one category, where a list of several pages was read to its end; and no archive at all once three
        of any shape named nothing, the oldest year's first: months and weeks hold what their years hold. But where the
        pages do not date themselves, lists are asked for their days too.
        """
        kind = arm.partition(" ")[0]
        if kind not in ("archive", "list", "menu", "plain") or arm.startswith("menu news") or self.pages_dated < 0:
            return ENOUGH
        if self.is_all_named:
            return 0
        whole = any(family.pages >= WHOLE for family in self.families.values())
        if whole and kind == "archive":
            archives = [seen for name, seen in self.list_arms.items() if name.startswith("archive")]
            if sum(seen.read for seen in archives) >= ENOUGH and not any(seen.good for seen in archives):
                return 0
        return {"archive": 2, "list": 1}.get(kind, ENOUGH) if whole else ENOUGH

    @property
    def is_all_named(self) -> bool:
        """Whether the sitemap or a feed names every article that lists named, of many."""
        n = self.named_by["list"]
        return n >= MANY and max(self.named_by["sitemap"], self.named_by["feed"]) >= NEARLY_ALL * n

    def is_other(self, known: Known) -> bool:
        """Whether an address says that it is none of news: with what no news is called, or what none is beside news."""
        if known.said is None or (self.relaxed and known.said == "a calendar"):
            return False
        return self.has_news or known.said not in BESIDE_NEWS

    def _is_of_events(self, known: Known) -> bool:
        """Whether an address is like those of events to come, on a site that has its news elsewhere."""
        coming = self.coming.get(known.shape, ())
        return (
            len(coming) >= EVENTS and self.has_news and self.is_telling(known.shape) and not is_news_address(known.url)
        )

    def is_before_window(self, known: Known) -> bool:
        """Whether an article was published, or a year's archive is of a year, before what this run is to look at."""
        if self.is_old is None:
            return False
        if known.asked_as == "list" and known.asked_under.startswith("archive"):
            year = year_of(known.text) or year_of(known.url)
            return year is not None and self.is_old(str(year))
        return self.is_old(self.day_of(known))

    def are_before_window(self, named: list[Known]) -> bool:
        """Whether all that a page of a list named, as far as days are known, is before what this run is to look at."""
        dated = [known for known in named if self.day_of(known)]
        return bool(dated) and all(map(self.is_before_window, dated))

    def day_of(self, known: Known) -> str | None:
        """Return the day of publication that was read of an article, or else the one that a list or a feed says."""
        return known.day or (known.hints.published[0].value if known.hints and known.hints.published else None)

    def pass_over(self, known: Known, reason: str) -> None:
        """Leave an address to another run: that says nothing of what is like it."""
        self._close(known)
        known.state, known.reason = "failed", reason
        self.vain -= 1

    def next(self, *, waiting: bool = False) -> Known | None:
        """Return the address to ask for next, None when nothing that is left is worth it. While an answer is `waiting`,
        only what is sure: it may tell more of the others."""
        best: tuple[float, int] = (LEAST, 0)
        chosen: Known | None = None
        while self._tests:
            test = self._tests.pop()
            if test.state == "open":
                test.asked_as, test.asked_under, test.confidence = "article", "without a query", 0.97
                return self._ask(test)
        many = sum(len(alike) for alike in self._open.values() if self._is_sure(alike)) > BACKLOG
        many = many or self.is_old is not None  # what was read tells where the lists may be left
        for alike in self._open.values():
            known = next(iter(alike.values()))
            article, arm = self.as_article(known)
            listed, list_arm = self.as_list(known)
            if article >= SURE:
                # A list may yet say when it was published: what no way has dated waits for the lists, if not too long.
                dated = many or (known.hints is not None and bool(known.hints.published))
                value = 1 + article if dated else UNDATED if self.pages_dated >= 0 else LAST
            else:
                value = max(article, listed)
            rank = (value, -known.order)
            if rank > best:
                best, chosen = rank, known
                known.asked_as = "article" if article >= SURE or article >= listed else "list"
                known.asked_under = arm if known.asked_as == "article" else list_arm
                known.confidence = article
        first_of_list = chosen is not None and chosen.asked_as == "list" and chosen.family is None
        if waiting and (best[0] <= UNDATED or first_of_list):
            return None
        if chosen is not None and chosen.asked_as == "article" and WORTH <= best[0] < SURE:
            chosen = self._elsewhere() or chosen
        spare = AGAIN if self.met_before else SPARE[0] + SPARE[1] * self.articles
        if chosen is None or (best[0] < WORTH and self.vain >= spare):
            if self.articles or self.met_before or self.relaxed:
                return None
            self.relaxed = True
            for known in self.known.values():
                known.elsewhere = known.elsewhere and known.said != "a calendar"
                self.file(known)
                self._reopen(known)
            return self.next()
        self._close(chosen)
        if (twin := self._without_noise(chosen)) is not None:
            chosen.state, chosen.reason = "other", f"another address of {twin.url}"
            return self.next(waiting=waiting)
        plain = self.known.get(address_key(urlsplit(chosen.url)._replace(query="").geturl()))
        if plain is not None and plain.state == "open" and chosen.asked_as == "article" and plain.arms:
            # The same without a query goes first: it may be the same.
            self.file(chosen)
            plain.asked_as, plain.asked_under, plain.confidence = "article", chosen.asked_under, chosen.confidence
            chosen = plain
        return self._ask(chosen)

    def _ask(self, known: Known) -> Known:
        self._close(known)
        known.state = "asked"
        self.vain += 1  # until it is found to be good: a page whose reading fails ends nothing else
        return known

    def _is_sure(self, alike: dict[str, Known]) -> bool:
        return self.as_article(next(iter(alike.values())))[0] >= SURE

    # --- what is learned

    def found(
        self,
        known: Known,
        state: State,
        reason: str = "",
        *,
        useful: bool = False,
        doubted: bool = False,
        copy: bool = False,
        led: bool = False,
    ) -> None:
        """Note what an address turned out to be. `useful`: it named articles that nothing had named before; `copy`: an
        article that was read at another address; `led`: it only leads on to an address that was named itself."""
        self._close(known)
        known.state, known.reason, known.doubted = state, reason, doubted
        if known.asked_as and (state == "article" or useful):
            self.vain -= 1
        self.articles += state == "article"
        if state == "article" and known.day:
            known.hints = None  # they have served, and of 10^5 addresses they are a fifth of what is held
        if state == "article" and "list" in known.ways:
            self.named_by.update(known.ways)
        if state == "article" and (known.in_list or "feed" in known.ways):
            self.listed += 1
            self.listed_shapes[known.shape] += 1
        if known.asked_as == "article":
            if known.asked_under in self.arms:
                self.arms[known.asked_under].learn(state == "article", doubted=doubted, copy=copy, led=led)
        elif known.asked_as == "list" and known.asked_under in self.list_arms:
            self.list_arms[known.asked_under].learn(useful or known.parent)
        if state in ("article", "other", "list"):
            self.shapes.setdefault(known.shape, Arm()).learn(state == "article", copy=copy, led=led)

        self._reopen(known)

    def _elsewhere(self) -> Known | None:
        """Return a list of what is no news, before pages are guessed at: what it names need not be asked for."""
        if self.lists_elsewhere >= ELSEWHERE:
            return None
        for alike in self._open.values():
            known = next(iter(alike.values()))
            if known.menu and known.said in ("a calendar", "a directory", "a gallery", "a shop"):
                self.lists_elsewhere += 1
                known.asked_as, known.asked_under, known.confidence = "list", known.said, 0.0
                return known
        return None

    def _reopen(self, known: Known) -> None:
        """Ask once more for what was read before a list vouched for it: what was too little then may be enough now."""
        if known.doubted and self.as_article(known)[0] >= SURE > known.confidence:
            self.open(known)

    def open(self, known: Known) -> None:
        """Open an address that was closed: it is to be asked for after all."""
        known.state, known.doubted = "open", False
        self.file(known)

    def left_out(self) -> Iterator[tuple[str, str]]:
        """Yield what was never asked for, by key, with the reason why not."""
        for alike in self._open.values():
            for known in alike.values():
                yield known.key, self._why_not(known)

    def is_past_the_end(self, known: Known) -> bool:
        """Whether an address is that of a page which a list does not have, by the numbers of its other pages: themes
        lead on from the last page too, in a link that nobody sees."""
        number = number_of(known.url)
        alike = [one for one in self.known.values() if one.family == known.family and one.text.isdecimal()]
        numbers = [n for one in alike if (n := number_of(one.url)) is not None and int(one.text) == n]
        return known.family is not None and number is not None and bool(numbers) and not 0 < number <= max(numbers)

    def left_of_lists(self) -> Iterator[tuple[str, list[str]]]:
        """Yield the lists that were left before their end, with the pages that were not asked for."""
        left: dict[str, list[str]] = {}
        for known in self.known.values():
            if known.state == "open" and known.family is not None and not self.families[known.family].alive:
                left.setdefault(known.family, []).append(known.url)
        yield from left.items()

    def left_of_archives(self) -> Iterator[tuple[str, list[str]]]:
        """Yield the shapes of archives and calendars that were given up, with the addresses that were not asked for."""
        left: dict[str, list[str]] = {}
        for known in self.known.values():
            if known.state == "open" and known.family is None:
                for arm in known.lists:
                    if arm.startswith(("archive", "calendar", "list")) and self.list_arms[arm].read >= ENOUGH:
                        left.setdefault(known.shape, []).append(known.url)
                        break
        yield from left.items()

    def _why_not(self, known: Known) -> str:
        if self.is_other(known):
            return f"{known.said}, by its address"
        if (shape := self.shapes.get(known.shape)) is not None and shape.leads_on:
            return LEADS_ON
        if known.family is not None and not self.families[known.family].alive:
            return "a page of a list that named nothing new any more"
        _, arm = self.as_article(known)
        seen = self.arms.get(arm) or self.shapes.get(known.shape)
        if seen is not None and seen.read:
            return f"of {seen.read} like it that were read {seen.good} were articles"
        if known.menu:
            return "a page of the menu"
        return "by its looks and its place no article"

    def file(self, known: Known) -> None:
        """Put an address among those that are worth as much, after what is known of it has changed."""
        self._close(known)
        if known.state == "open":
            alike = known.alike()
            queue = self._open.setdefault(alike, {})
            known.filed = next((one.filed for one in queue.values()), None) or alike  # equal, and held once
            queue[known.key] = known

    def _close(self, known: Known) -> None:
        if known.filed is not None:
            queue = self._open[known.filed]
            del queue[known.key]
            if not queue:
                del self._open[known.filed]
            known.filed = None


def _says_more(hints: Hints, known: Hints) -> bool:
    """Whether hints date an article where what is known does not, or date it more precisely."""
    here, there = (len(one.published[0].value) if one.published else 0 for one in (hints, known))
    return here > there and (not there or there < len("2024-05-17"))
