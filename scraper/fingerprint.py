"""What counts as the same text."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from scraper.article import Article

_SPACE = re.compile(r"\s+")


def squeeze(text: str) -> str:
    """Return `text` in NFC with every run of white space as one space: noise that no reader sees."""
    return _SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip()


def content_fingerprint(article: Article) -> str:
    """Return 64 hexadecimal digits (SHA-256) of title, date of publication and body.

    White space does not count. The date does: a recurring notice, the same words with another
    date, is another piece of news.
    """
    parts = (squeeze(article.title or ""), article.published or "", squeeze(article.body))
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
