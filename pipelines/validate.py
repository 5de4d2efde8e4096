"""Is it an article? A page without a title or without anything said is none."""

from __future__ import annotations

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from scraper.article import Article
from scraper.problems import Problem
from scraper.session import Session


class Validate:
    """Drops what is no article, and names the page."""

    def __init__(self, session: Session):
        self.session = session

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Validate:
        return cls(Session.of(crawler))

    def process_item(self, article: Article) -> Article:
        """Raises DropItem for a page that says nothing."""
        if cause := article.lack:
            self.session.report(Problem(site=self.session.site, url=article.url, kind="not-an-article", cause=cause))
            self.session.count("rejected")
            raise DropItem(f"{article.url}: {cause}", log_level="INFO")
        return article
