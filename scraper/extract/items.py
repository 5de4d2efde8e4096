"""Of which thing microdata and RDFa speak: the item of another page, or a comment, dates nothing of this one."""

from __future__ import annotations

from itertools import islice
from typing import Any, Final

from scraper.extract.boilerplate import END_HARD, END_SOFT, opens_end, role_of
from scraper.extract.links import absolute, base_of
from scraper.extract.metadata import Metadata, words_of
from scraper.polish import folded
from scraper.url import address_key

_HEADINGS: Final = frozenset(("h2", "h3", "h4", "h5", "h6"))
_OF_PAGE: Final = ("canonical", "shortlink")


class Items:
    """The items of a page. `url` is its address, `title` the element that prints its title, None where none does.

    A list of related news under an article states the day of each of its teasers as the article states its own.
    """

    def __init__(self, root: Any, metadata: Metadata, url: str, title: Any) -> None:
        self._root = root
        self._metadata = metadata
        self._url = url
        self._around_title = frozenset((title, *title.iterancestors())) if title is not None else frozenset()
        self._foreign: dict[Any, bool] = {}

    def of_another(self, node: Any) -> bool:
        """Whether an element states something of a thing that is not this page's article."""
        scope = node if _opens(node) else _scope(node)
        if scope is None or scope in self._around_title:
            return False
        known = self._foreign.get(scope)
        if known is None:
            known = self._foreign[scope] = _is_comment(scope) or self._leads_elsewhere(scope) or _is_beside(scope)
        return known

    def _leads_elsewhere(self, scope: Any) -> bool:
        """Whether an item names its own address, and that is another page's.

        The front page does not count: careless themes state it for every article.
        """
        base = base_of(self._url, self._metadata.base)
        named = {absolute(value, base) for value in _addresses(scope)}
        keys = {key for address in named if address and "/" in (key := address_key(address)).rstrip("/")}
        return bool(keys) and keys.isdisjoint(self._own())

    def _own(self) -> set[str]:
        addresses = [self._url, *self._metadata.meta.get("og:url", ())]
        addresses += [link.get("href") or "" for link in self._root.iter("link") if link.get("rel") in _OF_PAGE]
        base = base_of(self._url, self._metadata.base)
        return {address_key(address) for stated in addresses if (address := absolute(stated, base))}


def _scope(node: Any) -> Any:
    """Return the element of the item that an element belongs to, None outside of all."""
    return next((up for up in node.iterancestors() if _opens(up)), None)


def _opens(node: Any) -> bool:
    return "itemscope" in node.attrib or "typeof" in node.attrib


def _is_comment(scope: Any) -> bool:
    kind = scope.get("itemtype") or scope.get("typeof") or ""
    return kind.rstrip("/s").lower().endswith("comment")


def _addresses(scope: Any) -> list[str]:
    """Return the addresses that an item states as its own."""
    found = [scope.get(name) for name in ("itemid", "resource", "about")]
    for node in islice(scope.iter("a", "link", "meta"), 200):
        if (node.get("itemprop") or node.get("property")) in ("url", "mainEntityOfPage") and _scope(node) is scope:
            found.append(node.get("href") or node.get("content") or node.get("itemid"))
    return [address for address in found if address]


def _is_beside(scope: Any) -> bool:
    """Whether an item stands in a part that speaks of other pages: a margin, comments, under "Related"."""
    for up in (scope, *scope.iterancestors()):
        if up.tag in ("body", "html", "main"):
            return False
        if up.tag in ("aside", "nav") or role_of(f"{up.get('class') or ''} {up.get('id') or ''}".strip()) == "never":
            return True
        heading = next((one for one in islice(up.itersiblings(preceding=True), 30) if one.tag in _HEADINGS), None)
        if heading is not None and opens_end(text := words_of(heading)[:120]):
            key = folded(text)
            if END_SOFT.match(key) or END_HARD.match(key):
                return True
    return False
