"""What a site's own history lets us expect of its articles: a text that was there, a day, a length.

When a layout changes, the reader may find half of a text, another text, or no day. What stands in the archive is then
better than what is read, and stays. One article that was cut is an edit; several at once are a fault.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from statistics import median
from typing import Final, Literal

from scraper.archive.opened import Row
from scraper.archive.store import Archive
from scraper.article import Article
from scraper.plural import counted
from scraper.url import address_key

Loss = Literal["dates-vanished", "bodies-shrank", "layout-changed"]

SHORTENED: Final = 0.4
"""Share of its words below which a text that was read before was cut: corrections take away less."""
LEAST_WORDS: Final = 40
"""Words of a text from which its length says something."""
SEVERAL: Final = 2
"""Articles that have to be worse at once for a fault, where they are half of all that was read again."""
MANY: Final = 5
"""Articles from which it is one whatever their share: a layout may be that of a category."""
HISTORY: Final = 10
"""Articles from which a site is known to date its news, or to write at some length."""
ALWAYS: Final = 0.95
"""Share of articles with a day from which a site dates them all."""
SCANT: Final = 0.2
"""Share of the usual length below which new articles are cut: greetings and notices are short too, not all at once."""


@dataclass(frozen=True, slots=True)
class Held:
    """A reading that was kept back: the article as it was read, what it has lost, and how it was."""

    article: Article
    loss: Loss
    was: str


def loss_of(row: Row, article: Article) -> Held | None:
    """Return what a new reading of an article has lost against the one that stands, None where it lost nothing."""
    told = row["words"] >= LEAST_WORDS
    if told and article.title != row["title"] and _paragraphs(row["body"]).isdisjoint(_paragraphs(article.body)):
        return Held(article, "layout-changed", f"it was called {row['title']!r}, now {article.title!r}")
    if told and article.words < SHORTENED * row["words"]:
        return Held(article, "bodies-shrank", f"it had {row['words']} words, now {article.words}")
    if row["published"] and len(row["published"]) >= 10 and article.published is None:
        return Held(article, "dates-vanished", f"it was of {row['published'][:10]}, now of no day")
    return None


def _paragraphs(body: str) -> set[str]:
    return {text for text in body.split("\n\n") if len(text) > 40}


class Guard:
    """Watches the articles that one run reads again. A reading that is worse than what stands is kept back until the
    run is over: only then does it show whether that is an edit or a fault."""

    def __init__(self) -> None:
        self._held: list[Held] = []
        self._reread = 0

    def keeps_back(self, row: Row, article: Article) -> bool:
        """Whether a reading is worse than the row that stands, and is kept back."""
        if row["address_key"] != address_key(article.url):
            return False  # read at another address, a print version say: that never replaces anything
        self._reread += 1
        held = loss_of(row, article)
        if held is not None:
            self._held.append(held)
        return held is not None

    def edits(self) -> list[Article]:
        """Return what was kept back and is what people edit, and is to be saved after all."""
        return [] if self._is_fault else [held.article for held in self._held]

    def faults(self) -> list[tuple[Loss, str, str]]:
        """Return for each kind of loss that is a fault its name, an example's address, and the cause in words."""
        kinds = Counter(held.loss for held in self._held) if self._is_fault else Counter[Loss]()
        found = []
        for loss, times in kinds.items():
            example = next(held for held in self._held if held.loss == loss)
            cause = f"{times} of {counted(self._reread, 'article')} read again: {example.was}; what stood is kept"
            found.append((loss, example.article.url, cause))
        return found

    @property
    def _is_fault(self) -> bool:
        number = len(self._held)
        return number >= MANY or (number >= SEVERAL and 2 * number >= self._reread)


def losses_of_new(archive: Archive, site: str, since: str) -> list[tuple[Loss, str, str]]:
    """Return what the articles that are new since a moment lack of what those before them have: name, an example's
    address, the cause in words."""
    rows = archive.query(
        "SELECT url, published, words, first_seen >= ? AS new FROM articles WHERE site = ? AND gone_at IS NULL",
        (since, site),
    )
    old, new = ([row for row in rows if row["new"] == is_new] for is_new in (0, 1))
    if len(old) < HISTORY or len(new) < SEVERAL:
        return []
    found: list[tuple[Loss, str, str]] = []
    undated = [row for row in new if row["published"] is None]
    dated = sum(row["published"] is not None for row in old)
    if dated >= ALWAYS * len(old) and len(undated) >= SEVERAL and 2 * len(undated) >= len(new):
        cause = (
            f"{len(undated)} of {counted(len(new), 'new article')} without a day, {dated} of {len(old)} before had one"
        )
        found.append(("dates-vanished", undated[0]["url"], cause))
    usual = median(row["words"] for row in old)
    short = [row for row in new if row["words"] < SCANT * usual]
    unheard = bool(short) and max(row["words"] for row in short) < min(row["words"] for row in old)
    if usual >= LEAST_WORDS and len(short) >= SEVERAL and 2 * len(short) > len(new) and unheard:
        cause = (
            f"{len(short)} of {counted(len(new), 'new article')} shorter than any before; {usual:.0f} words are usual"
        )
        found.append(("bodies-shrank", short[0]["url"], cause))
    return found
