"""Writes the article: one transaction, one outcome, counted."""

from __future__ import annotations

import sqlite3
from functools import cached_property
from typing import cast

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from scraper.archive import Outcome
from scraper.article import Article
from scraper.cms.base import NewsSpider
from scraper.raw import RawArchive
from scraper.reread import Reader
from scraper.session import Session


class Save:
    """Hands the article to the archive and counts what came of it."""

    def __init__(self, crawler: Crawler):
        self.crawler = crawler
        self.session = Session.of(crawler)

    @cached_property
    def reader(self) -> Reader:
        """Reads what stands again, where another reader made it."""
        raw = RawArchive(self.session.path.parent, self.session.archive)
        return Reader(raw, cast("NewsSpider", self.crawler.spider))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Save:
        return cls(crawler)

    def process_item(self, article: Article) -> Article:
        """Raises DropItem when the archive cannot be written; the problem is told and fails the run."""
        if self.session.end is not None:
            raise DropItem(f"{article.url}: the archive cannot be written", log_level="INFO")
        try:
            self.reader.bring_up(article)
            if self._is_kept_back(article):
                raise DropItem(f"{article.url}: kept back, what stands is better", log_level="INFO")
            outcome = self.session.archive.save(article)
        except sqlite3.Error as error:
            self.session.give_up(self.crawler, article.url, f"the archive refused: {error}")
            raise DropItem(f"{article.url}: {error}", log_level="ERROR") from error
        if outcome is Outcome.FORGOTTEN:
            self.session.forgotten |= {article.url, *(url for url, _ in article.addresses)}
            raise DropItem(f"{article.url}: forgotten on request", log_level="INFO")
        self.session.count(outcome.value)
        return article

    def _is_kept_back(self, article: Article) -> bool:
        """Whether what stands is better, as far as this reading alone can tell."""
        row = self.session.archive.article_at(article.url)
        if row is None or self.crawler.settings.getbool("ACCEPT_CHANGES"):
            return False
        return self.session.guard.keeps_back(row, article)
