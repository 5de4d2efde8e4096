"""The reader on the pages of the local web, beside others and a bare parse by lxml, page by page in turn."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import lxml.html

from scraper.extract import extract
from tests.sites.server import LocalWeb
from tests.sites.truth import TruthArticle, truth

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


def reader_table() -> str:
    """Return the figures as a table in Markdown."""
    seconds = dict.fromkeys(READERS, 0.0)
    right = {name: {"title": 0, "date": 0, "wrong": 0, "paragraphs": 0} for name in READERS}
    articles = truth()
    pages = _pages(articles)
    for read in READERS.values():
        read(pages[0], articles[0].url)  # warm up
    for article, html in zip(articles, pages, strict=True):
        for name, read in READERS.items():
            begun = time.process_time()
            title, published, body = read(html, article.url)
            seconds[name] += time.process_time() - begun
            day = (article.published or "")[:10]
            right[name]["title"] += title == article.title
            right[name]["date"] += (published or "")[:10] == day
            right[name]["wrong"] += bool(published) and (published or "")[:10] != day
            flat = _letters(body)
            right[name]["paragraphs"] += sum(_letters(paragraph) in flat for paragraph in article.body)
    paragraphs = sum(len(article.body) for article in articles)
    floor = seconds["lxml, parse only"]
    lines = [
        f"{len(articles)} articles of {len({article.site for article in articles})} sites, the page alone (no hints)",
        "",
        "| | CPU ms a page | in parses | title right | date right | date wrong | paragraphs found |",
        "|---|---|---|---|---|---|---|",
    ]
    for name in READERS:
        score, n = right[name], len(articles)
        cells = [f"{seconds[name] / n * 1000:.2f}", f"{seconds[name] / floor:.1f}"]
        if name != "lxml, parse only":
            cells += [f"{score['title'] / n:.3f}", f"{score['date'] / n:.3f}", f"{score['wrong'] / n:.3f}"]
            cells += [f"{score['paragraphs'] / paragraphs:.3f}"]
        lines.append(f"| {' | '.join([name, *cells, *[''] * (6 - len(cells))])} |")
    return "\n".join(lines)


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", text).lower()


def _pages(articles: list[TruthArticle]) -> list[bytes]:
    with LocalWeb(port=0) as web:
        return [web.fetch(article.url) for article in articles]
