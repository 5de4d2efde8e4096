"""Says that a text is already in the archive under another address.

It only tells: the guard is the transaction that saves, where nothing can come between.
"""

from __future__ import annotations

import logging

from scrapy.crawler import Crawler

from scraper.article import Article
from scraper.fingerprint import content_fingerprint
from scraper.session import Session

logger = logging.getLogger(__name__)


class Deduplicate:
    """Logs copies, so that an operator sees why fewer articles are stored than were read."""

    def __init__(self, session: Session):
        self.session = session

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Deduplicate:
        return cls(Session.of(crawler))

    def process_item(self, article: Article) -> Article:
        """Return the article as it came."""
        twin = self.session.archive.article_with_text(self.session.site, content_fingerprint(article))
        if twin is not None and article.body and self.session.archive.article_at(article.url) is None:
            logger.info("%s has the same text as %s: kept as another address of it", article.url, twin["url"])
        return article
