"""The reader on pages of our own, beside others and a bare parse by lxml, page by page in turn."""

from __future__ import annotations

import time
from collections.abc import Callable

import lxml.html

from scraper.extract import extract
from tests.floors import f1, pages
from tests.layouts import Layout

Answer = tuple[str | None, str | None, str]
"""Title, date of publication, body."""


def kronika(html: bytes, url: str) -> Answer:
    article = extract(html, url)
    return article.title, article.published, article.body


def best_known(html: bytes, url: str) -> Answer:
    import trafilatura

    document = trafilatura.bare_extraction(html, url=url, with_metadata=True, include_comments=False)
    return (None, None, "") if document is None else (document.title, document.date, document.text or "")


def newspaper4k(html: bytes, url: str) -> Answer:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that nltk is missing: it is not asked for keywords
        import newspaper

    article = newspaper.Article(url)
    article.download(input_html=_text(html))
    article.parse()
    return article.title, article.publish_date.isoformat() if article.publish_date else None, article.text


def readability(html: bytes, url: str) -> Answer:
    from readability import Document

    document = Document(_text(html))
    return document.short_title(), None, lxml.html.fromstring(document.summary()).text_content()


def parse_only(html: bytes, url: str) -> Answer:
    lxml.html.document_fromstring(html)
    return None, None, ""


def _text(html: bytes) -> str:
    """These two take text: give them the page's own meta charset, as a careful user would."""
    from w3lib.encoding import html_to_unicode

    return html_to_unicode(None, html)[1]


READERS: dict[str, Callable[[bytes, str], Answer]] = {
    "lxml, parse only": parse_only,
    "readability": readability,
    "newspaper4k": newspaper4k,
    "trafilatura": best_known,
    "kronika": kronika,
}


def reader_tables() -> str:
    """Return the figures of each set as a table in Markdown."""
    return "\n\n".join(_table(name, some) for name, some in pages().items())


def _table(name: str, some: list[Layout]) -> str:
    seconds = dict.fromkeys(READERS, 0.0)
    right = {reader: dict.fromkeys(("title", "date", "wrong", "body"), 0.0) for reader in READERS}
    dated = sum(1 for page in some if page.published)
    for read in READERS.values():
        read(some[0].html, some[0].url)  # warm up
    for page in some:
        for reader, read in READERS.items():
            begun = time.process_time()
            title, published, body = read(page.html, page.url)
            seconds[reader] += time.process_time() - begun
            stated, day = (published or "")[:10], page.published or ""
            right[reader]["title"] += title == page.title
            right[reader]["date"] += bool(day) and stated == day
            right[reader]["wrong"] += bool(stated) and stated != day
            right[reader]["body"] += f1("\n".join(page.body), body)
    floor = seconds["lxml, parse only"]
    lines = [
        f"{name}: {len(some)} pages of {len({page.system for page in some})} systems, the page alone (no hints)",
        "",
        "| | CPU ms a page | in parses | title right | date right | date wrong | body F1 |",
        "|---|---|---|---|---|---|---|",
    ]
    for reader in READERS:
        score, n = right[reader], len(some)
        cells = [f"{seconds[reader] / n * 1000:.2f}", f"{seconds[reader] / floor:.1f}"]
        if reader != "lxml, parse only":
            cells += [f"{score['title'] / n:.3f}", f"{score['date'] / dated:.3f}", f"{score['wrong'] / n:.3f}"]
            cells += [f"{score['body'] / n:.3f}"]
        lines.append(f"| {' | '.join([reader, *cells, *[''] * (6 - len(cells))])} |")
    return "\n".join(lines)
