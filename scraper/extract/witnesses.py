"""What a page says of each field, and where: the evidence behind a record and the rivals that lost.

The reader decides in the order of evidence of `find_title`, `find_published` and their like; here all that a page says
is listed, for a person who asks why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from scraper.article import Article
from scraper.extract.author import authors
from scraper.extract.body import find_body
from scraper.extract.document import parse
from scraper.extract.language import language_of
from scraper.extract.links import page_image
from scraper.extract.metadata import Metadata, read_metadata, text_of, words_of
from scraper.extract.outline import Outline
from scraper.extract.published import META_MODIFIED
from scraper.extract.title import find_title, headings_of
from scraper.polish import folded

_HEADINGS: Final = 8
"""Headings shown: the first of a page; those of sidebars and of comments come later."""


@dataclass(frozen=True, slots=True)
class Witness:
    """One place of a page that says something of a field: `where` it stands and the `value` it says."""

    where: str
    value: str


def witnesses(html: bytes, url: str, *, headers: Mapping[str, str] | None = None) -> dict[str, list[Witness]]:
    """Return what a page says of title, author, modified, image, language, categories and body, by field.

    Raises NotAnArticle and Unreadable, as `extract` does.
    """
    document = parse(html, url, headers=headers)
    metadata = read_metadata(document)
    outline = Outline(document.root, url=url)
    found: dict[str, list[Witness]] = {}

    def says(name: str, where: str, value: str | None) -> None:
        if value and (text := " ".join(value.split())[:300]):
            found.setdefault(name, []).append(Witness(where, text))

    for index in islice(headings_of(outline), _HEADINGS):
        block = outline.blocks[index]
        says("title", _opening(block.element), block.text)
    says("title", "jsonld headline", text_of(metadata.article.get("headline")))
    says("title", "<title>", metadata.head_title)
    for node in (metadata.article, metadata.page):
        says("modified", "jsonld dateModified", text_of(node.get("dateModified")))
    _stated(metadata, says, url)
    for prop, element in metadata.marked:
        if prop.lower() == "datemodified":
            says(
                "modified", f"microdata {prop}", element.get("content") or element.get("datetime") or words_of(element)
            )
    for section in metadata.sections:
        says("categories", "jsonld articleSection", section)
    for category in outline.categories:
        says("categories", "link rel=category", category)
    title, title_at = find_title(outline, metadata)
    body = find_body(outline, title_at, title)
    for where, name in authors(metadata, outline, body, title_at):
        says("author", where, name)
    if body.span is not None and body.blocks:
        element = body.span.element
        says("body", _opening(element), next((b.text for b in body.blocks if b.text), None))
    says("language", "<html lang>", metadata.language)
    says("language", "its words", language_of(" ".join(b.text for b in outline.blocks)[:20_000], None))
    return found


def _opening(element: Any) -> str:
    names = element.get("class") or element.get("id")
    return f"<{element.tag} {names}>" if names else f"<{element.tag}>"


_Says = Callable[[str, str, str | None], None]
_NAMED: Final = {
    "title": ("og:title", "twitter:title", "dc.title"),
    "modified": META_MODIFIED,
    "image": ("og:image", "og:image:url", "twitter:image"),
    "categories": ("article:section",),
}


def _stated(metadata: Metadata, says: _Says, url: str) -> None:
    for field, names in _NAMED.items():
        for name in names:
            for value in metadata.meta.get(name, ())[:5]:
                says(field, f"meta {name}", page_image(value, url, metadata.base) if field == "image" else value)


def evidence_of(article: Article, said: Mapping[str, list[Witness]]) -> dict[str, tuple[list[str], list[Witness]]]:
    """Return for each field the places that say its value, and the witnesses that say something else.

    A place says a value when the one holds the other whole, whatever the letters' size and marks: "Targi - Klaster"
    says "Targi".
    """
    found: dict[str, tuple[list[str], list[Witness]]] = {}
    for field, all_said in said.items():
        value = getattr(article, field)
        own = [folded(v) for v in (value if isinstance(value, tuple) else [value]) if v]
        places: list[str] = []
        rivals: list[Witness] = []
        for witness in all_said:
            if any(_agree(mine, folded(witness.value), field) for mine in own):
                places.append(witness.where)
            elif all(witness.value != rival.value for rival in rivals):
                rivals.append(witness)
        found[field] = (list(dict.fromkeys(places)), rivals)
    return found


def _agree(mine: str, other: str, field: str) -> bool:
    if field == "modified":
        return mine[:10] == other[:10]
    if field == "language":
        return mine[:2] == other[:2]
    return bool(other) and (mine in other or (len(other) > 12 and other in mine))
