"""The process that crawls one site: ``python -m scraper.worker NAME`` or ``--url URL [--plan]``.

One process a site, because politeness is set by process, and one site's fault must not be another's.
Standard output carries progress (scraper.progress) and one last line with the outcome.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from pathlib import Path

from scraper.locks import Held, held

OK, SHORT, LOCKED = 0, 1, 75


def main(arguments: list[str]) -> int:
    """Crawl one site and return the exit code."""
    os.environ.setdefault("SCRAPY_SETTINGS_MODULE", "scraper.settings")
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.utils.project import get_project_settings

    from scraper.cms.auto import UnknownSite, unknown_site
    from scraper.session import Session

    settings = get_project_settings()
    settings.set("REPORT_PROGRESS", True, priority="cmdline")
    settings.set("PLAN_ONLY", "--plan" in arguments, priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    by_url = arguments[0] == "--url"
    spider = unknown_site(arguments[1]) if by_url else process.spider_loader.load(arguments[0])
    try:
        with held(Path(settings["DATA_DIR"]), spider.name):
            crawler = process.create_crawler(spider)
            process.crawl(crawler)
            process.start()
            session = Session.of(crawler)
            if settings.getbool("PLAN_ONLY") and isinstance(crawler.spider, UnknownSite):
                _say({"event": "plan", "site": spider.name, "plan": crawler.spider.plan()})
            failing = [problem.sentence() for problem in session.problems if problem.fails_run]
            _say({"event": "end", "site": spider.name, "outcome": session.outcome, "problems": failing})
            session.archive.close()
    except Held as held_by:
        _say({"event": "locked", "site": spider.name, "holder": held_by.who})
        return LOCKED
    return OK if session.outcome == "ok" and not failing else SHORT


def _say(line: dict[str, object]) -> None:
    with suppress(BrokenPipeError):  # the parent is gone; the archive holds the outcome
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
