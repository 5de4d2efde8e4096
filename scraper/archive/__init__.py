"""The archive: SQLite rows and what keeps them right. Imports no Scrapy."""

from scraper.archive.opened import SiteFacts
from scraper.archive.opening import ArchiveError
from scraper.archive.store import Archive, Outcome

__all__ = ["Archive", "ArchiveError", "Outcome", "SiteFacts"]
