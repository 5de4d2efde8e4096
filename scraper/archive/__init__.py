"""The archive: SQLite rows and what keeps them right. Imports no Scrapy."""

from scraper.archive.store import Archive, ArchiveError, Outcome, SiteFacts

__all__ = ["Archive", "ArchiveError", "Outcome", "SiteFacts"]
