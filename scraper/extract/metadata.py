"""What a page says of itself in its head: JSON-LD, OpenGraph, meta, microdata, `<time>`. Read once, handed on."""

# ruff: noqa: E501, SIM905  (word lists and patterns read best in one piece)

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from lxml import etree

from scraper.extract.document import Document

_ARTICLE_TYPES: Final = (
    "article newsarticle blogposting socialmediaposting report techarticle scholarlyarticle opinionnewsarticle "
    "analysisnewsarticle reportagenewsarticle reviewnewsarticle backgroundnewsarticle advertisercontentarticle liveblogposting"
).split()
_PAGE_TYPES: Final = ("webpage", "itempage", "videoobject", "recipe", "event", "discussionforumposting", "qapage")
_MICRODATA = etree.XPath(".//@itemprop[contains(., 'ate') or . = 'author']/..")
_RDFA = etree.XPath(".//@property[contains(., 'ate') or . = 'author']/..")
_LONGEST: Final = 2000
"""Characters of a title or a meta that are read: the longest real ones have a few hundred."""
_CONTROL = re.compile(r"[\x00-\x1f]+")
_TRAILING = re.compile(r",\s*([}\]])")
_LD_STRING = re.compile(
    r"""["'](headline|datePublished|dateModified)["']\s*:\s*(["'])((?:(?!\2)[^\\]|\\.){1,400}?)\2"""
)
_WRAPPER = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>);?\s*$"
)


@dataclass(slots=True)
class Metadata:
    """`meta` maps the lower-case name (or property, itemprop, http-equiv) to its contents in order;
    `article` is the JSON-LD node of the article, {} without one; `page` that of the page;
    `marked` are the elements that microdata or RDFa call a date or the author (`itemprop` or `property`, element); `times` are the `<time>` elements."""

    meta: dict[str, list[str]] = field(default_factory=dict)
    article: dict[str, Any] = field(default_factory=dict)
    page: dict[str, Any] = field(default_factory=dict)
    marked: list[tuple[str, Any]] = field(default_factory=list)
    times: list[Any] = field(default_factory=list)
    head_title: str = ""
    language: str | None = None
    base: str = ""
    sections: list[str] = field(default_factory=list)

    def first(self, *names: str) -> str | None:
        """Return the first non-empty content of the named metas, in the order of the names."""
        for name in names:
            for content in self.meta.get(name, ()):
                if content:
                    return content
        return None


def words_of(node: Any) -> str:
    """Return an element's text with white space as single spaces."""
    return " ".join("".join(node.itertext()).split())


_SHOWN: Final = etree.XPath(".//text()[not(parent::script or parent::style)]")


def shown_text(root: Any) -> str:
    """Return all text under an element but that of scripts and styles, one line a piece."""
    texts: Any = _SHOWN(root)
    return "\n".join(texts)


def _nodes(tree: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > 8:
        return
    if isinstance(tree, list):
        for child in tree[:200]:
            yield from _nodes(child, depth + 1)
    elif isinstance(tree, dict):
        yield tree
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "hasPart"):
            if isinstance(tree.get(key), (dict, list)):
                yield from _nodes(tree[key], depth + 1)


def types_of(node: dict[str, Any]) -> list[str]:
    """Return the lower-case names of a JSON-LD node's types, without a vocabulary's address."""
    kinds = node.get("@type")
    return [str(k).rsplit("/", 1)[-1].lower() for k in (kinds if isinstance(kinds, list) else [kinds]) if k]


def load_json(text: str) -> Any:
    """Read JSON-LD as it is met: in comments or CDATA, with raw line breaks, with trailing commas.

    What stays broken gives the strings that can be told by their names alone; {} without any.
    """
    with suppress(ValueError, RecursionError):
        return json.loads(text, strict=False)
    text = _WRAPPER.sub("", text).strip().rstrip(";")
    for attempt in (text, _TRAILING.sub(r"\1", _CONTROL.sub(" ", text))):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    found: dict[str, Any] = {}
    for name, _, value in _LD_STRING.findall(text):
        found.setdefault(name, value.replace('\\"', '"').replace("\\/", "/"))
    if found:
        found["@type"] = "Article"
    return found


def text_of(value: Any) -> str | None:
    """Return the text of a JSON-LD value: a string, the first of a list, or the name of a node."""
    if isinstance(value, list):
        return next((t for v in value[:20] if (t := text_of(v))), None)
    if isinstance(value, dict):
        return text_of(value.get("name") or value.get("@value") or value.get("url"))
    if isinstance(value, str):
        return " ".join(value[:_LONGEST].split()) or None
    return None


def read_metadata(document: Document) -> Metadata:
    """Read everything the page says of itself. Never raises for what a page says badly."""
    found = Metadata()
    blocks = []
    for node in document.root.iter("meta", "script", "title", "time", "base"):
        tag = node.tag
        if tag == "meta":
            content = node.get("content")
            if content:
                name = node.get("property") or node.get("name") or node.get("itemprop") or node.get("http-equiv")
                if name and len(name) < 100:
                    found.meta.setdefault(name.strip().lower(), []).append(content[:_LONGEST].strip())
        elif tag == "script":
            kind = node.get("type")
            if kind and "json" in kind and "ld+json" in kind.lower() and node.text and len(node.text) < 1_000_000:
                blocks.append(node.text)
        elif tag == "time":
            if len(found.times) < 200:
                found.times.append(node)
        elif tag == "title":
            if not found.head_title and (parent := node.getparent()) is not None and parent.tag != "svg":
                found.head_title = words_of(node)[:_LONGEST]
        elif tag == "base":
            found.base = found.base or (node.get("href") or "").strip()
    root = document.root
    found.language = (
        root.get("lang") or root.get("xml:lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    ).strip().lower() or None
    if document.microdata:
        found.marked = [(n.get("itemprop") or "", n) for n in _elements(_MICRODATA, root)]
    if document.rdfa:
        found.marked += [(n.get("property") or "", n) for n in _elements(_RDFA, root)]
    if blocks:
        _read_linked(found, blocks)
    return found


def _elements(path: etree.XPath, root: Any) -> list[Any]:
    nodes: Any = path(root)
    return list(nodes[:2000])


def _read_linked(found: Metadata, blocks: list[str]) -> None:
    articles: list[dict[str, Any]] = []
    for text in blocks[:30]:
        for node in _nodes(load_json(text)):
            kinds = types_of(node)
            if any(k in _ARTICLE_TYPES for k in kinds):
                articles.append(node)
            elif any(k in _PAGE_TYPES for k in kinds) and not found.page:
                found.page = node
    if articles:
        # several: the one that the page is about carries most of what an article has
        found.article = max(
            articles,
            key=lambda n: sum(
                k in n for k in ("headline", "datePublished", "author", "articleBody", "mainEntityOfPage")
            ),
        )
        same = sum(1 for n in articles if n.get("headline") and n.get("datePublished"))
        if same > 3 and len({str(n.get("headline")) for n in articles}) > 3:
            found.article = {}  # a list of articles says nothing of this one
    section = found.article.get("articleSection")
    names = section if isinstance(section, list) else [section]
    found.sections = [" ".join(s.split()) for s in names if isinstance(s, str) and s.strip()]
