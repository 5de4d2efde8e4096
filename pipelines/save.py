"""Writes the article: one transaction, one outcome, counted."""

from __future__ import annotations

import asyncio
import sqlite3

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from scraper.article import Article
from scraper.problems import Problem
from scraper.session import Session


class Save:
    """Hands the article to the archive and counts what came of it."""

    def __init__(self, crawler: Crawler):
        self.crawler = crawler
        self.session = Session.of(crawler)
        self.end: asyncio.Future[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Save:
        return cls(crawler)

    def process_item(self, article: Article) -> Article:
        """Raises DropItem when the archive cannot be written; the problem is told and fails the run."""
        if self.end is not None:
            raise DropItem(f"{article.url}: the archive cannot be written", log_level="INFO")
        try:
            outcome = self.session.archive.save(article)
        except sqlite3.Error as error:
            self.session.report(
                Problem(site=self.session.site, url=article.url, kind="disk", cause=f"the archive refused: {error}")
            )
            assert self.crawler.engine is not None
            # What cannot be kept need not be fetched: the run ends, and says so once.
            self.end = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason="disk"))
            raise DropItem(f"{article.url}: {error}", log_level="ERROR") from error
        self.session.count(outcome.value)
        return article
