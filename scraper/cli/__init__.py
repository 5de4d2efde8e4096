"""`kronika`: one short function a verb. What a verb needs is imported when it runs, so that --help is instant."""

from scraper.cli import crawling, exporting, looking, raw_pages
from scraper.cli.common import known_sites, main

__all__ = ["crawling", "exporting", "known_sites", "looking", "main", "raw_pages"]
