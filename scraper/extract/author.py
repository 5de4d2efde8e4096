"""The author whom a page names: in its head, in microdata, on a card, in a line beside title or text."""

# ruff: noqa: E501  (patterns read best in one piece)

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from scraper.article import Hints
from scraper.extract.body import Body
from scraper.extract.metadata import Metadata, text_of, words_of
from scraper.extract.outline import Outline
from scraper.polish import folded

_AUTHOR: Final = re.compile(
    r"(?:^|[\s|•(])(?:autor(?:ka|zy)?\s*:|napisał(?:a)?\s*:?|(?:napisan|wpisan|dodan|opublikowan|utworzon|umieszczon|zamieszczon)[eya] przez:?|opracował(?:a)?\s*:?|dodał(?:a)?\s*:|tekst\s*:|posted by|written by|by)\s+"
    r"((?:[^\W\d_][\w.’'-]*\.?\s?){1,5}?)(?=$|[,;|•\n(]|(?:\s|(?<=\s))(?:data|dnia|opublikowano|on|w|w dniu)\b|(?:\s|(?<=\s))\d)",
    re.I,
)
_NOT_AUTHOR: Final = frozenset(["admin", "administrator", "redakcja", "webmaster", "root", "user", "editor"])


def find_author(
    metadata: Metadata, outline: Outline, body: Body, title_at: int | None, hints: Hints | None = None
) -> str | None:
    """Return the first name that the page says, None without one; a role ("admin", "redakcja") is no name."""
    return next(
        (name for _, name in authors(metadata, outline, body, title_at, hints) if folded(name) not in _NOT_AUTHOR), None
    )


def authors(
    metadata: Metadata, outline: Outline, body: Body, title_at: int | None, hints: Hints | None = None
) -> Iterator[tuple[str, str]]:
    """Yield where the page says an author and whom, the first to be believed first."""
    for where, name in _stated(metadata, outline, hints):
        if name and len(name) <= 100 and "/" not in name and "@" not in name:
            yield where, " ".join(name.split())
    first = max(0, (title_at if title_at is not None else body.start) - 3)
    near = [*outline.blocks[first : body.start + 2], *outline.blocks[max(body.start, body.end - 2) : body.end + 3]]
    for block in near:
        if block.chars < 140 and (match := _AUTHOR.search(block.text)):
            name = match[1].strip(" .,-")
            if len(name) > 3 and name[0].isupper():
                yield "a line beside the title or the text", name


def _stated(metadata: Metadata, outline: Outline, hints: Hints | None) -> Iterator[tuple[str, str | None]]:
    yield "jsonld author", text_of(metadata.article.get("author"))
    for name in ("author", "article:author", "dc.creator", "parsely-author"):
        if value := metadata.first(name):
            yield f"meta {name}", value
            break
    yield "hint", hints.author if hints else None
    for prop, node in metadata.marked:
        if prop == "author":
            yield "microdata author", words_of(node)
            break
    for name in outline.authors[:1]:
        yield "link rel=author", name
    for node, names in outline.named:
        if "vcard" in names and "author" in names.split():
            yield f"<{node.tag} {names}>", words_of(node)
            break
