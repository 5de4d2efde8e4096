"""Reads content/<site>.txt: what a site holds, in a light markup, before any of it is a page.

= slug | 2012-12-21 10:15 | Title          an article; the date may be a month, or - for none
@ key value                                something special about it (see the sites' modules)
A paragraph with [a link](http://…), **bold**, ''emphasis'', ~ for a no-break space,
// for a hard line break, ¶ for one in the source only, http://bare.address and
{12 grudnia br.=2012-12-12} for the date of an event.
## subhead   - item   1. item   > quote   | cell | cell |   ! /image.jpg | caption

=* <slug> | <date> | <title>               a series: the text of several articles with <slots>,
+ slug=… | date=… | title=… | town=…       one line an article; <<a||b||c>> takes turns by line

=# slug | - | Title                        a static page: not news
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin, urlsplit

CONTENT = Path(__file__).parent / "content"
ATTACHMENTS = (".pdf", ".doc", ".docx", ".xls", ".xlsx", ".zip", ".odt", ".pptx")

_INLINE = re.compile(
    r"\[(?P<text>[^\]]+)\]\((?P<href>[^)\s]+)\)"
    r"|\*\*(?P<bold>.+?)\*\*"
    r"|''(?P<em>.+?)''"
    r"|\{(?P<said>[^{}=]+)=(?P<when>[^{}]+)\}"
    r"|(?P<bare>https?://[^\s<>]*[\w/=-])"
    r"|(?P<nbsp>~)"
    r"|(?P<br>\s//\s)"
)


@dataclass(frozen=True)
class Span:
    """A run of inline text: kind is text, link, bold, em, date, bare, nbsp or br."""

    kind: str
    text: str
    target: str = ""


@dataclass(frozen=True)
class Block:
    """A paragraph, head, quote, list, table or image; a list's items and a table's rows are `rows`."""

    kind: str
    rows: tuple[tuple[tuple[Span, ...], ...], ...]

    @property
    def spans(self) -> tuple[Span, ...]:
        return self.rows[0][0]

    def all_spans(self) -> list[Span]:
        return [span for row in self.rows for cell in row for span in cell]


@dataclass
class Story:
    """An article or a static page as its source states it. `url` is given by the site."""

    slug: str
    date: str
    title: str
    options: dict[str, str]
    blocks: tuple[Block, ...]
    static: bool = False
    id: int = 0
    url: str = ""
    extra_addresses: list[str] = field(default_factory=list)

    @property
    def day(self) -> str:
        """The date without the time; shorter when the source knows less; empty when it knows none."""
        return self.date[:10]

    @property
    def language(self) -> str:
        return self.options.get("lang", "pl")

    @property
    def secret(self) -> bool:
        """Drafts and password-protected texts: no page may show them."""
        return "draft" in self.options or "password" in self.options

    def paragraphs(self) -> list[str]:
        """The text a reader reads, one entry a paragraph, head, list item or table row."""
        return [
            " ".join(plain(cell) for cell in row).strip()
            for block in self.blocks
            if block.kind != "image"
            for row in block.rows
        ]

    def captions(self) -> list[str]:
        return [plain(block.spans) for block in self.blocks if block.kind == "image" and plain(block.spans)]

    def lead(self, words: int = 28) -> str:
        """The first words of the text, as teasers print them."""
        text = next((p for p in self.paragraphs() if p), "")
        cut = text.split()
        return text if len(cut) <= words else " ".join(cut[:words]) + "…"

    def mentions(self) -> list[tuple[str, str]] | None:
        if "unsure" in self.options:
            return None
        found: list[tuple[str, str]] = []
        said = self.options.get("titled", "").split()
        said += [span.target for block in self.blocks for span in block.all_spans() if span.kind == "date"]
        for when in said:
            start, _, end = when.partition("/")
            if (start, end or start) not in found:
                found.append((start, end or start))
        return found

    def links(self) -> list[tuple[str, str]]:
        """(absolute URL, kind) in reading order."""
        found = []
        for block in self.blocks:
            for span in block.all_spans():
                if span.kind in ("link", "bare") and not span.target.startswith("cloak:"):
                    url = urljoin(self.url, span.target)
                    found.append((url, link_kind(url, self.url)))
        return found + [(urljoin(self.url, path), "attachment") for path, _ in self.files()]

    def files(self) -> list[tuple[str, str]]:
        """(path, name) of the files that stand under the text: @ files /a.pdf Name; /b.docx Other name."""
        listed = (entry.strip().partition(" ") for entry in self.options.get("files", "").split(";") if entry)
        return [(path, name) for path, _, name in listed]


def link_kind(url: str, page: str) -> str:
    """Say what a link is: email, attachment, internal (the same host) or outbound."""
    parts = urlsplit(url)
    if parts.scheme == "mailto":
        return "email"
    if parts.path.lower().endswith(ATTACHMENTS):
        return "attachment"
    return "internal" if parts.hostname == urlsplit(page).hostname else "outbound"


def plain(spans: tuple[Span, ...]) -> str:
    """Inline text as it is read: white space normalised."""
    return " ".join("".join(span.text for span in spans).replace("¶", " ").split())


def inline(text: str) -> tuple[Span, ...]:
    """Split a line of the markup into its spans."""
    text = re.sub(r"(\.=[^{}]+\})\.", r"\1", text)  # the dot of "br." ends the sentence too
    spans: list[Span] = []
    end = 0
    for match in _INLINE.finditer(text):
        if match.start() > end:
            spans.append(Span("text", text[end : match.start()]))
        end = match.end()
        if match["href"]:
            # An address that only a script writes is no text of the page.
            spans.append(Span("link", "" if match["href"].startswith("cloak:") else match["text"], match["href"]))
        elif match["bold"]:
            spans.append(Span("bold", match["bold"]))
        elif match["em"]:
            spans.append(Span("em", match["em"]))
        elif match["when"]:
            spans.append(Span("date", match["said"], match["when"]))
        elif match["bare"]:
            spans.append(Span("bare", match["bare"], match["bare"]))
        else:
            spans.append(Span("nbsp" if match["nbsp"] else "br", " "))
    if end < len(text):
        spans.append(Span("text", text[end:]))
    return tuple(spans)


def _blocks(lines: list[str]) -> tuple[Block, ...]:
    found: list[Block] = []
    for line in lines:
        kind, text = "p", line
        if line.startswith("## "):
            kind, text = "head", line[3:]
        elif line.startswith("> "):
            kind, text = "quote", line[2:]
        elif line.startswith("- "):
            kind, text = "ul", line[2:]
        elif re.match(r"\d+\. ", line):
            kind, text = "ol", line.split(". ", 1)[1]
        elif line.startswith("|"):
            kind = "table"
        elif line.startswith("! "):
            path, _, caption = line[2:].partition("|")
            found.append(Block("image", ((inline(caption.strip()), (Span("text", path.strip()),)),)))
            continue
        cells = [c.strip() for c in text.strip("|").split("|")] if kind == "table" else [text]
        row = tuple(inline(cell) for cell in cells)
        if kind in ("ul", "ol", "table") and found and found[-1].kind == kind:
            found[-1] = Block(kind, (*found[-1].rows, row))
        else:
            found.append(Block(kind, (row,)))
    return tuple(found)


def _expand(text: str, slots: dict[str, str], turn: int) -> str:
    text = re.sub(r"<<(.+?)>>", lambda m: (v := m[1].split("||"))[turn % len(v)], text, flags=re.S)
    return re.sub(r"<(\w+)>", lambda m: slots[m[1]], text)


def _story(chunk: str, static: bool = False) -> Story:
    head, *lines = chunk.strip().split("\n")
    slug, date, title = (part.strip() for part in head.split("|", 2))
    options = {}
    for line in lines:
        if line.startswith("@ "):
            key, _, value = line[2:].partition(" ")
            options[key] = value.strip()
    body = [line.strip() for line in lines if line.strip() and not line.startswith("@ ")]
    return Story(slug, "" if date == "-" else date, title, options, _blocks(body), static)


def load(site: str) -> list[Story]:
    """Return all articles and static pages of a site, in the order of its file."""
    stories: list[Story] = []
    text = re.sub(r"(?m)^%.*\n", "", (CONTENT / f"{site}.txt").read_text(encoding="utf-8"))  # % starts a remark
    for chunk in re.split(r"(?m)^=", text)[1:]:
        if chunk.startswith("*"):
            lines = chunk[1:].strip().split("\n")
            template = "\n".join(line for line in lines if not line.startswith("+ "))
            for turn, row in enumerate(line[2:] for line in lines if line.startswith("+ ")):
                pairs = (part.strip().split("=", 1) for part in row.split(" | "))
                slots = {key.strip(): value.strip() for key, value in pairs}
                stories.append(_story(_expand(template, slots, turn)))
        else:
            stories.append(_story(chunk.lstrip("#"), static=chunk.startswith("#")))
    return stories
