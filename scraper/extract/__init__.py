"""Pure: bytes in, Article out. No network, no Scrapy, no SQL, no clock.

The same bytes give the same Article at any time and anywhere, so records can be made again from the
captures by a better reader.
"""

from __future__ import annotations

from scraper.extract.document import NotAnArticle, NotHtml, Unreadable
from scraper.extract.reader import extract, extract_all, extract_unpaged

__all__ = ["NotAnArticle", "NotHtml", "Unreadable", "extract", "extract_all", "extract_unpaged"]
