"""What a crawl knows of one address of an unknown site, and of those that are named as it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Final, Literal

from scraper.article import Hints
from scraper.cms.article_pages import SURE
from scraper.cms.shapes import is_specific

WEIGHT: Final = 2.0
"""Pages that the looks of an arm count for, against what was read."""
ENOUGH: Final = 3
"""Pages of a kind that are read before it is given up."""
COPIES: Final = (8, 0.8)
"""Articles read a second time, so many and such a share, from which a kind of address is left: the newest articles of a
site often stand at two. Of those that only lead on to others such a share is enough."""

State = Literal["open", "asked", "article", "list", "other", "failed", "stored"]


@dataclass(slots=True)
class Arm:
    """What was read of the addresses named in one place with one shape: how many, how many of them were good."""

    read: int = 0
    good: int = 0
    doubted: int = 0
    """Of those read: how many were passed over only because nothing vouched for them."""

    copies: int = 0
    """Of those read: how many were articles that had been read at another address."""

    led: int = 0
    """Of those read: how many led on to addresses that were named themselves, as short addresses do."""

    def mean(self, looks: float, *, forgiving: bool = False) -> float:
        """Return how likely the next is good, by its looks and what was read. Three in vain and none good are enough,
        where the looks promised little; and so are copies, once they are nearly all that there is."""
        if self.copies >= COPIES[0] and self.copies >= COPIES[1] * self.read:
            return 0.0
        if self.leads_on:
            return 0.0
        read = self.read - self.doubted if forgiving else self.read
        if read >= ENOUGH and not self.good and looks < SURE:
            return 0.0
        return (looks * WEIGHT + self.good) / (WEIGHT + read)

    @property
    def leads_on(self) -> bool:
        """Whether such addresses only lead on to others that are named themselves."""
        return self.led >= ENOUGH and self.led >= COPIES[1] * self.read

    def learn(self, good: bool, *, doubted: bool = False, copy: bool = False, led: bool = False) -> None:
        """Count one more that was read."""
        self.read += 1
        self.good += good
        self.led += led
        self.copies += copy
        self.doubted += doubted


@dataclass(slots=True)
class Family:
    """The pages of one list. It is alive while its pages name what was not named before."""

    pages: int = 0
    barren: int = 0
    named: int = 0
    repeats: int = 0
    shown: set[frozenset[str]] = field(default_factory=set)
    """What its pages showed: a page that shows what another did is the same once more."""
    last: list[Known] = field(default_factory=list)
    """What the last of its pages named."""
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
        if shown and not new and shown in self.shown and not self.repeats:
            self.repeats += 1  # the first page under its number; a list that never ends shows its last page for ever
            return
        self.shown.add(shown)
        self.barren = 0 if new else self.barren + 1


@cache
def joined(ways: frozenset[str], way: str) -> frozenset[str]:
    """Return the ways with one more: one object for all addresses that were named alike, of which there may be 10^5."""
    return ways | {way}


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
    ways: frozenset[str] = frozenset()
    gave: int = 0
    arms: dict[str, float] = field(default_factory=dict)
    lists: dict[str, float] = field(default_factory=dict)
    family: str | None = None
    text: str = ""
    hints: Hints | None = None
    state: State = "open"
    reason: str = ""
    day: str = ""
    """The day of publication that was read of it."""
    content: int | None = None
    """What tells its text from that of others."""
    same_as: Known | None = None
    """The address of the same article that is asked for in its place."""
    depth: int = 0
    """Pages without news that led to it, one after the other."""
    parent: bool = False
    """Whether it leads to archives of years or months that nothing else named, and to no article itself."""
    menu: bool = False
    on_list: bool = False
    """Whether a page that is no article names it as one."""
    elsewhere: bool = False
    """Whether only lists of what is no news name it: of members, of events."""
    in_list: bool = False
    """Whether a list that looks like one of articles names it, in the text of a page."""
    in_news: bool = False
    """Whether a list of what the site calls its news names it."""
    headlined: bool = False
    """Whether a list names it by a headline with a day of its own, as no list names another list."""
    vouched: bool = False
    """Whether a list of news names it among its own, whatever its address says: categories have such names too."""
    undated: bool = False
    """Whether it was read as an article whose day neither it nor a list had said."""
    doubted: bool = False
    """Whether its page was passed over only because nothing vouched for it."""
    asked_as: str = ""
    asked_under: str = ""
    confidence: float = 0.0
    filed: tuple[object, ...] | None = None
    """Where it is filed among the open ones."""

    def alike(self) -> tuple[object, ...]:
        """What an address has in common with those that are worth as much."""
        looks = tuple(sorted((arm, round(p, 2)) for arm, p in self.arms.items()))
        lists = tuple(sorted((arm, round(p, 3)) for arm, p in self.lists.items()))
        return (
            looks,
            lists,
            self.family,
            self.menu,
            self.said,
            self.vouched,
            self.elsewhere,
            self.in_list,
            self.hints is not None and bool(self.hints.published),
            "feed" in self.ways,
            self.shape if is_specific(self.shape) else "",
        )
