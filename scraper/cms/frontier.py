"""What a crawl of an unknown site has heard of, what it learned of it, and what it asks for next.

Every address is named under one or more arms: the place where its link stands and the shape of the address. An arm
starts with what its looks promise and learns from what its pages turned out to be, so that of a hundred pages of a
calendar three are asked for, and of a hundred articles all. The word and the rule: a Bernoulli bandit with a beta
prior (W. R. Thompson, 1933), by its mean, so that the same site gives the same crawl.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, Literal
from urllib.parse import parse_qsl, urlencode, urlsplit

from scraper.article import Hints
from scraper.cms.sections import is_events_address, other_kind
from scraper.cms.shapes import identity, is_specific, shape_of
from scraper.url import address_key

WEIGHT: Final = 2.0
"""Pages that the looks of an arm count for, against what was read."""
SURE: Final = 0.6
"""From here on an address is taken for an article's before its page is seen."""
WORTH: Final = 0.2
"""From here on an address is asked for whatever was asked in vain before."""
LEAST: Final = 0.05
"""Below, it never is."""
SPARE: Final = (8, 0.1)
"""Pages that may be asked for in vain: so many, and so many for every article found."""
ENOUGH: Final = 3
"""Pages of a kind that are read before it is given up."""
NOISE: Final = 2
"""Articles that were the same with a name of the query and without, from which it says nothing."""
IN_MENU: Final = 0.15
"""What is left of the likeness to an article where the address stands in the menu of the site."""
BY_NAME: Final = 0.05
"""What is left of it where the address says that it is a calendar, a shop, a gallery."""

State = Literal["open", "asked", "article", "list", "other", "failed", "stored"]


@dataclass(slots=True)
class Arm:
    """What was read of the addresses named in one place with one shape: how many, how many of them were good."""

    read: int = 0
    good: int = 0

    def mean(self, looks: float) -> float:
        """Return how likely the next is good, by its looks and what was read. Three in vain and none good are enough,
        where the looks promised little."""
        if self.read >= ENOUGH and not self.good and looks < SURE:
            return 0.0
        return (looks * WEIGHT + self.good) / (WEIGHT + self.read)

    def learn(self, good: bool) -> None:
        self.read += 1
        self.good += good


@dataclass(slots=True)
class Family:
    """The pages of one list. It is alive while its pages name what was not named before."""

    pages: int = 0
    barren: int = 0
    named: int = 0
    repeats: int = 0
    shown: set[frozenset[str]] = field(default_factory=set)
    """What its pages showed: a page that shows what another did is the same once more."""
    counts_from_one: bool = False
    """Whether its first page is the one without a number, so that the page numbered 1 is the same once more."""

    @property
    def alive(self) -> bool:
        # One page without news may be a slip (a list that was shifted while it was read); two are its end.
        return self.barren < 2

    def read(self, new: int, shown: frozenset[str]) -> None:
        """Note a page of the list that named so many new articles, and all that it showed."""
        self.pages += 1
        self.named += new
        if not new and shown in self.shown and not self.repeats:
            self.repeats += 1  # the first page under its number; a list that never ends shows its last page for ever
            return
        self.shown.add(shown)
        self.barren = 0 if new else self.barren + 1


@dataclass(slots=True)
class Known:
    """An address: how it was heard of (`ways`), under which arms as an article and as a list, with what looks, what
    it gave (articles that it named first), and what became of it."""

    url: str
    key: str
    order: int
    shape: str
    said: str | None
    """What the address itself says it is, where that is no news."""
    events: bool
    """Whether the address says that it is of events: news on a site that calls nothing else so."""
    ways: set[str] = field(default_factory=set)
    gave: int = 0
    arms: dict[str, float] = field(default_factory=dict)
    lists: dict[str, float] = field(default_factory=dict)
    family: str | None = None
    text: str = ""
    hints: Hints | None = None
    state: State = "open"
    reason: str = ""
    menu: bool = False
    in_list: bool = False
    """Whether a list that looks like one of articles names it, in the text of a page."""
    doubted: bool = False
    """Whether its page was passed over only because nothing vouched for it."""
    asked_as: str = ""
    asked_under: str = ""
    confidence: float = 0.0

    def alike(self) -> tuple[object, ...]:
        """What an address has in common with those that are worth as much."""
        looks = tuple(sorted((arm, round(p, 2)) for arm, p in self.arms.items()))
        lists = tuple(sorted((arm, round(p, 2)) for arm, p in self.lists.items()))
        return (
            looks,
            lists,
            self.family,
            self.menu,
            self.said is not None,
            self.shape if is_specific(self.shape) else "",
        )


class Frontier:
    """The addresses of one site."""

    def __init__(self, recall: Callable[[Known], None] = lambda known: None) -> None:
        """`recall` says of an address that is heard of for the first time in this run what earlier runs made of it."""
        self.recall = recall
        self.known: dict[str, Known] = {}
        self.noise: Counter[str] = Counter()
        """Names of a query that made no other article, with how often that was seen."""
        self.loops: dict[str, None] = {}
        """Addresses that go in circles, and are not asked for."""
        self._identities: dict[str, Known] = {}
        self.arms: dict[str, Arm] = {}
        self.list_arms: dict[str, Arm] = {}
        self.shapes: dict[str, Arm] = {}
        self.families: dict[str, Family] = {}
        self.vain = 0
        self.articles = 0
        self.has_news = False
        """Whether the site has a part that it calls its news: then what it calls events are events."""
        self.relaxed = False
        """Set when everything was looked at and no article found: a site may keep its news in what it calls a
        calendar, or in lists that bear no sign of news. What it has of lists is then taken at its word."""
        # The open ones, those worth as much together: a site of 10^5 pages has some hundred kinds.
        self._open: dict[tuple[object, ...], dict[str, Known]] = {}

    # --- what is heard

    def address(self, url: str, way: str, text: str = "") -> Known:
        """Return what is known of an address; heard of for the first time, it is open."""
        key = address_key(url)
        known = self.known.get(key)
        if known is None:
            known = Known(url, key, len(self.known), shape_of(url), other_kind(url), is_events_address(url), text=text)
            self.known[key] = known
            self.recall(known)
            if known.state == "open":
                self._tell_twin(known)
            if known.state == "open":
                self._open.setdefault(known.alike(), {})[key] = known
        known.ways.add(way)
        return known

    def _tell_twin(self, known: Known) -> None:
        """Close an address that leads to the same article as another; the plainer of the two is asked for."""
        token = identity(known.url)
        twin = self._identities.setdefault(token, known) if token else known
        if twin is known:
            return
        if twin.state == "open" and "?" in twin.url and "?" not in known.url:
            twin.url, known.url = known.url, twin.url
        known.state, known.reason = "other", f"another address of {twin.url}"

    def name_article(self, known: Known, arm: str, looks: float, hints: Hints | None = None) -> None:
        """Note that an address may be an article's, with what its looks promise (0 to 1)."""
        learned = self.arms.setdefault(arm, Arm())
        if arm not in known.arms and known.state in ("article", "stored"):
            learned.learn(good=True)  # what this place names was found to be an article before
        elif arm not in known.arms and known.state == "other" and not known.doubted:
            learned.learn(good=False)
        with _Moved(self, known):
            known.arms[arm] = max(looks, known.arms.get(arm, 0.0))
            if hints is not None and known.hints is None:
                known.hints = hints
                if known.doubted and known.confidence >= SURE:
                    self.open(known)  # it lacked a date
        self._reopen(known)

    def name_list(self, known: Known, arm: str, looks: float, family: str | None = None) -> None:
        """Note that an address may be a list's: a page that names articles."""
        with _Moved(self, known):
            known.lists[arm] = max(looks, known.lists.get(arm, 0.0))
            self.list_arms.setdefault(arm, Arm())
            if family is not None and known.family is None:
                known.family = family
                self.families.setdefault(family, Family())

    def in_menu(self, known: Known) -> None:
        """Note that an address stands in the menu of the site."""
        with _Moved(self, known):
            known.menu = True

    # --- what is thought

    def as_article(self, known: Known) -> tuple[float, str]:
        """Return how likely an address is an article's, and the arm that says so."""
        best, under = max(((self.arms[arm].mean(looks), arm) for arm, looks in known.arms.items()), default=(0.0, ""))
        shape = self.shapes.get(known.shape)
        if shape is not None and shape.read >= ENOUGH and is_specific(known.shape) and known.arms:
            if shape.good:
                best, under = max((best, under), (shape.mean(0.3), f"shape {known.shape}"))
            elif best < SURE:
                best = 0.0
        if known.menu and not known.in_list:
            best *= IN_MENU
        if self.relaxed and under:
            return min(0.95, best + 0.3), under
        if known.said is not None or (known.events and self.has_news):
            best *= BY_NAME
        return best, under

    def as_list(self, known: Known) -> tuple[float, str]:
        """Return how likely an address is that of a list with something new, and the arm that says so."""
        if known.family is not None:
            family = self.families[known.family]
            return (0.99 if not family.barren else 0.85 if family.alive else 0.0), f"list {known.family}"
        best = max(((self.list_arms[arm].mean(looks), arm) for arm, looks in known.lists.items()), default=(0.0, ""))
        if self.relaxed and known.said == "a calendar":
            arm = f"calendar {known.shape}"
            return max(best, (self.list_arms.setdefault(arm, Arm()).mean(0.5), arm))
        if known.said is not None or (known.events and self.has_news):
            return best[0] * BY_NAME, best[1]
        return best

    def next(self, *, waiting: bool = False) -> Known | None:
        """Return the address to ask for next, None when nothing that is left is worth it. While an answer is `waiting`,
        only what is sure: it may tell more of the others."""
        best: tuple[float, int] = (LEAST, 0)
        chosen: Known | None = None
        for alike in self._open.values():
            known = next(iter(alike.values()))
            article, arm = self.as_article(known)
            listed, list_arm = self.as_list(known)
            rank = (1 + article if article >= SURE else max(article, listed), -known.order)
            if rank > best:
                best, chosen = rank, known
                known.asked_as = "article" if article >= SURE or article >= listed else "list"
                known.asked_under = arm if known.asked_as == "article" else list_arm
                known.confidence = article
        if waiting and best[0] < 0.9:
            return None
        if chosen is None or (best[0] < WORTH and self.vain >= SPARE[0] + SPARE[1] * self.articles):
            if self.articles or self.relaxed:
                return None
            self.relaxed = True
            return self.next()
        self._close(chosen)
        if (twin := self._without_noise(chosen)) is not None:
            chosen.state, chosen.reason = "other", f"another address of {twin.url}"
            return self.next(waiting=waiting)
        chosen.state = "asked"
        self.vain += 1  # until it is found to be good: a page whose reading fails ends nothing else
        return chosen

    # --- what is learned

    def found(
        self, known: Known, state: State, reason: str = "", *, useful: bool = False, doubted: bool = False
    ) -> None:
        """Note what an address turned out to be. `useful`: it named articles that nothing had named before."""
        self._close(known)
        known.state, known.reason, known.doubted = state, reason, doubted
        if known.asked_as and (state == "article" or useful):
            self.vain -= 1
        self.articles += state == "article"
        if known.asked_as == "article":
            if known.asked_under in self.arms:
                self.arms[known.asked_under].learn(state == "article")
        elif known.asked_as == "list" and known.asked_under in self.list_arms:
            self.list_arms[known.asked_under].learn(useful)
        if state in ("article", "other", "list"):
            self.shapes.setdefault(known.shape, Arm()).learn(state == "article")

        self._reopen(known)

    def same_text(self, one: Known, other: Known) -> None:
        """Note that two addresses gave the same article: where they differ by one name of the query, that name may say
        nothing on this site."""
        here, there = (dict(parse_qsl(urlsplit(known.url).query)) for known in (one, other))
        names = set(here.items()) ^ set(there.items())
        if len(names) == 1 and urlsplit(one.url).path == urlsplit(other.url).path:
            self.noise[next(iter(names))[0]] += 1

    def _without_noise(self, known: Known) -> Known | None:
        """Return the address that is the same without what says nothing on this site, if it is known."""
        parts = urlsplit(known.url)
        kept = [(n, v) for n, v in parse_qsl(parts.query, keep_blank_values=True) if self.noise[n] < NOISE]
        bare = address_key(parts._replace(query=urlencode(kept)).geturl())
        return self.known.get(bare) if bare != known.key else None

    def _reopen(self, known: Known) -> None:
        """Ask once more for what was read before a list vouched for it: what was too little then may be enough now."""
        if known.doubted and self.as_article(known)[0] >= SURE > known.confidence:
            self.open(known)

    def open(self, known: Known) -> None:
        """Open an address that was closed: it is to be asked for after all."""
        known.state, known.doubted = "open", False
        self._open.setdefault(known.alike(), {})[known.key] = known

    def left_out(self) -> Iterator[tuple[str, str]]:
        """Yield what was never asked for, by key, with the reason why not."""
        for alike in self._open.values():
            for known in alike.values():
                yield known.key, self._why_not(known)

    def _why_not(self, known: Known) -> str:
        if known.said is not None:
            return f"{known.said}, by its address"
        if known.family is not None and not self.families[known.family].alive:
            return "a page of a list that named nothing new any more"
        _, arm = self.as_article(known)
        seen = self.arms.get(arm) or self.shapes.get(known.shape)
        if seen is not None and seen.read:
            return f"of {seen.read} like it that were read {seen.good} were articles"
        if known.menu:
            return "a page of the menu"
        return "by its looks and its place no article"

    def _close(self, known: Known) -> None:
        alike = known.alike()
        if (queue := self._open.get(alike)) is not None and queue.pop(known.key, None) is not None and not queue:
            del self._open[alike]


class _Moved:
    """Takes an address out of its queue while what it is worth changes, and puts it into the right one."""

    def __init__(self, frontier: Frontier, known: Known):
        self.frontier, self.known = frontier, known

    def __enter__(self) -> None:
        self.frontier._close(self.known)

    def __exit__(self, *_: object) -> None:
        if self.known.state == "open":
            self.frontier._open.setdefault(self.known.alike(), {})[self.known.key] = self.known
