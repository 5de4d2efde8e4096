"""What one run of one site may cost: pages, minutes, megabytes. A site without an end then ends all the same.

Pages and minutes are counted by Scrapy's own extension; bytes, which it does not count, are counted here.
"""

from __future__ import annotations

from typing import Final

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.extensions.closespider import CloseSpider
from scrapy.http import Response

from scraper.plural import counted

_UNITS: Final = {
    "closespider_pagecount": ("CLOSESPIDER_PAGECOUNT", 1, "page"),
    "closespider_timeout": ("CLOSESPIDER_TIMEOUT", 60, "minute"),
    "closespider_megabytes": ("CLOSESPIDER_MEGABYTES", 1, "megabyte"),
}


class Budget(CloseSpider):
    """Ends the crawl of a site when its budget is used up. What was read is kept; what waits is counted."""

    def __init__(self, crawler: Crawler):
        super().__init__(crawler)
        self._megabytes = crawler.settings.getfloat("CLOSESPIDER_MEGABYTES")
        self._bytes = 0
        crawler.signals.connect(self.count_bytes, signals.response_received)

    def count_bytes(self, response: Response, request: Request, spider: Spider) -> None:
        """Count what a page weighs, and end the crawl when all are too much."""
        over = self._bytes > self._megabytes * 1_000_000
        self._bytes += len(response.body)
        if self._bytes > self._megabytes * 1_000_000 and not over:
            self._close_spider("closespider_megabytes")


def used_up(reason: str, crawler: Crawler, waiting: int) -> tuple[str, str] | None:
    """Return the kind of problem and its cause where a crawl ended for this `reason` with so many addresses `waiting`:
    "budget" where somebody set the budget, "endless" where it is ours; None for any other reason."""
    if reason not in _UNITS:
        return None
    setting, unit, name = _UNITS[reason]
    most = crawler.settings.getfloat(setting) / unit
    left = f"{counted(waiting, 'address', more='addresses')} that may be of articles left"
    kind = "budget" if crawler.settings.getbool("BUDGET_SAID") else "endless"
    return kind, f"ended after {most:g} {name}{'' if most == 1 else 's'}, with {left}"
