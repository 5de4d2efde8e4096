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
        missing = [name for name, value in (("title", article.title), ("body", article.body)) if not value]
        # A picture with a headline is news; a text without a headline is as often a fragment of a menu.
        if not article.title or (not article.body and not article.published):
            cause = f"no {' and no '.join(missing)} could be read"
            self.session.report(Problem(site=self.session.site, url=article.url, kind="not-an-article", cause=cause))
            self.session.count("rejected")
            raise DropItem(f"{article.url}: {cause}", log_level="INFO")
        return article
