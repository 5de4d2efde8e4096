"""Addresses that lead to the same article: which of them is asked for, and what of one says nothing on a site."""

from __future__ import annotations

from collections import Counter
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from scraper.article import Hints
from scraper.cms.addresses import Known
from scraper.cms.shapes import identity, slug_words

NOISE: Final = 2
"""Articles that were the same with a name of the query and without, from which it says nothing."""


class Variants:
    """What of the addresses of one site was found to be the same article; a part of the Frontier."""

    def __init__(self) -> None:
        self.known: dict[str, Known] = {}
        self.noise: Counter[str] = Counter()
        """Names of a query that made no other article, with how often that was seen."""
        self.endings: Counter[str] = Counter()
        """Endings of addresses whose pages say that they stand at the address without, with how often that was seen."""
        self.tested: Counter[str] = Counter()
        self._tests: list[Known] = []
        """Addresses that are asked for next, for what they tell of others."""
        self._by_path: dict[str, list[Known]] = {}
        self._identities: dict[str, Known] = {}
        self.pages_dated = 0
        """Articles whose pages date themselves, less those whose do not."""
        self.texts: dict[int, Known] = {}
        """The first article of each text."""

    # --- what the frontier does

    def address(self, url: str, way: str, text: str = "") -> Known:
        """Return what is known of an address. A hook."""
        raise NotImplementedError

    def name_article(self, known: Known, arm: str, looks: float, hints: Hints | None = None) -> None:
        """Note that an address may be an article's. A hook."""
        raise NotImplementedError

    def open(self, known: Known) -> None:
        """Open an address that was closed. A hook."""
        raise NotImplementedError

    def file(self, known: Known) -> None:
        """Put an address among those that are worth as much. A hook."""
        raise NotImplementedError

    # --- which of them is asked for

    def _tell_twin(self, known: Known) -> None:
        """Close an address that leads to the same article as another; the plainer of the two is asked for."""
        token = identity(known.url)
        twin = self._identities.setdefault(token, known) if token else known
        if twin is known:
            return
        if twin.state == "open" and "?" in twin.url and "?" not in known.url:
            assert token is not None
            self._identities[token] = known
            known.arms, known.lists, known.hints, known.in_list = twin.arms, twin.lists, twin.hints, twin.in_list
            known, twin = twin, known
        known.state, known.reason, known.same_as = "other", f"another address of {twin.url}", twin
        self.file(known)
        self.file(twin)

    def titled(self, known: Known, content: str, *, dated: bool) -> None:
        """Note what an article says, and whether its page itself is `dated`.

        Where the same stands at the same path with one name of the query more or less, that name says nothing on this
        site. A new name is put to the test: the address without it is asked for.
        """
        known.content = hash(content)
        self.pages_dated += 1 if dated else -1
        parts = urlsplit(known.url)
        pairs = set(parse_qsl(parts.query, keep_blank_values=True))
        for other in self._by_path.setdefault(parts.path, []):
            names = {name for name, _ in pairs ^ set(parse_qsl(urlsplit(other.url).query, keep_blank_values=True))}
            if other.content == known.content and len(names) == 1:
                self.noise[names.pop()] += 1
        self._by_path[parts.path].append(known)
        name = next(iter(pairs))[0] if len(pairs) == 1 else ""
        if name and slug_words(parts._replace(query="").geturl()) > 1 and self.tested[name] < NOISE:
            self.tested[name] += 1
            plain = self.address(parts._replace(query="").geturl(), "link")
            self.name_article(plain, "without a query", 0.97, known.hints)
            self._tests.append(plain)

    def is_variant(self, known: Known, own: Known) -> None:
        """Note that a page says that another address is its own: the same without an ending, "/view" or "/print"."""
        if own.same_as is known:  # of two addresses with one number the other is the page's own
            own.same_as = None
            self.open(own)
        self._name_as(own, known)
        if known.url.startswith(own.url.rstrip("/")):
            self.endings[known.url.removeprefix(own.url.rstrip("/"))] += 1

    def _without_noise(self, known: Known) -> Known | None:
        """Return the address that is the same without what says nothing on this site; None where all says much."""
        ending = next((end for end, times in self.endings.items() if times >= NOISE and known.url.endswith(end)), "")
        if ending:
            plain = self.address(known.url.removesuffix(ending), "link")
            if plain is not known:
                self._name_as(plain, known)
                return plain
        parts = urlsplit(known.url)
        pairs = parse_qsl(parts.query, keep_blank_values=True)
        kept = [(n, v) for n, v in pairs if self.noise[n] < NOISE]
        if len(kept) == len(pairs):
            return None
        plain = self.address(parts._replace(query=urlencode(kept)).geturl(), "link")
        self._name_as(plain, known)
        return plain

    def _name_as(self, plain: Known, known: Known) -> None:
        for arm, looks in known.arms.items():
            self.name_article(plain, arm, looks, known.hints)
        plain.in_list, plain.on_list = plain.in_list or known.in_list, plain.on_list or known.on_list
        plain.ways |= known.ways
        self.file(plain)
