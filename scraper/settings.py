"""Settings: only where we depart from Scrapy's defaults, each with its reason.

Environment: KRONIKA_DATA (folder of the archive), KRONIKA_CONTACT (who the owner of a site can write
to), KRONIKA_DELAY (seconds between requests to one host), KRONIKA_RECHECK (days after which an article is asked for
again, 1,7,30,180), KRONIKA_ALLOW_PRIVATE=1 (crawl loopback
and private addresses), KRONIKA_LOCAL_WEB=HOST:PORT (send every connection there: tests, demo), KRONIKA_PAGES,
KRONIKA_MINUTES and KRONIKA_MEGABYTES (what one run of one site may cost), KRONIKA_ACCEPT_CHANGES=1 (save worse
readings).
"""

import getpass
import os
import socket

from scraper import __version__

BOT_NAME = "kronika"
SPIDER_MODULES = ["spiders"]
NEWSPIDER_MODULE = "spiders"
SPIDER_LOADER_CLASS = "scraper.sites.SiteLoader"  # one broken class keeps no other site from being crawled

# --- ours
DATA_DIR = os.environ.get("KRONIKA_DATA", "data")
ALLOW_PRIVATE = os.environ.get("KRONIKA_ALLOW_PRIVATE") == "1"
LOCAL_WEB = os.environ.get("KRONIKA_LOCAL_WEB", "")
# Days between the askings of an article that stands; "0" asks for every article in every run.
RECHECK_DAYS = [float(days) for days in os.environ.get("KRONIKA_RECHECK", "1,7,30,180").split(",")]
SINCE = os.environ.get("KRONIKA_SINCE", "")  # `kronika crawl --since`: articles of this day and later
ACCEPT_CHANGES = os.environ.get("KRONIKA_ACCEPT_CHANGES") == "1"  # `crawl --accept-changes`: worse readings are saved
PLAN_ONLY = False  # `kronika crawl --plan`: look at the ways in, ask for no article
CAPTURE = True  # off only to measure what it costs

# --- politeness (the library's own defaults are rude: no robots.txt, no delay, 8 at a time)
# Unless told, the contact is the account that runs the crawl: an address that at least reaches this machine.
CONTACT = os.environ.get("KRONIKA_CONTACT") or f"{getpass.getuser()}@{socket.getfqdn()}"
USER_AGENT = f"Kronika/{__version__} (archive of cluster news; +{CONTACT})"
ROBOTSTXT_USER_AGENT = "Kronika"
ROBOTSTXT_OBEY = True
# Never quite 0: without a delay Scrapy 2.19 starts every waiting request of a host at once, whatever the concurrency.
DOWNLOAD_DELAY = max(0.001, float(os.environ.get("KRONIKA_DELAY") or 1.0))
DOWNLOAD_DELAY_JITTER = 0  # the delay is a promise; half of it now and then would break it
CONCURRENT_REQUESTS_PER_DOMAIN = 1
CONCURRENT_REQUESTS = 2  # one on its way, one ready: what waits in the downloader must still be fetched at SIGTERM
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_MAXSIZE = 16 * 1024 * 1024  # bytes, also while decompressing; a news page has less than 1 MiB
DOWNLOAD_WARNSIZE = 0
RETRY_TIMES = 2
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"  # in the order of the list: the newest articles first
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"  # the problem is named, counted and stored; twice in the log helps nobody
REDIRECT_MAX_TIMES = 8
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.8",
    "Accept-Language": "pl,en;q=0.5",
    "Accept-Encoding": "gzip, deflate",  # what every reader of a WARC file can undo, in fifty years too
}
COOKIES_ENABLED = False  # a session would show us another page than it shows everybody
REFERRER_POLICY = "scrapy.spidermiddlewares.referer.NoReferrerPolicy"  # whom we come from is nobody's business

# --- safety
DOWNLOAD_HANDLERS = {
    "http": "scraper.guard.GuardedHandler",
    "https": "scraper.guard.GuardedHandler",
    "file": None,  # a page must not make us read this machine
    "data": None,
    "ftp": None,
    "s3": None,
}
TWISTED_DNS_RESOLVER = "scraper.guard.GuardedResolver"
REMOTE_CONTROL_ENABLED = False  # on by default since 2.19: a server that runs Python
TELNETCONSOLE_ENABLED = False

# --- the route of an article
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scraper.politeness.Robots": 100,
    "scraper.reservations.Reservations": 110,  # behind robots.txt, which comes first on any host
    "scraper.capture.Capture": 895,  # next to the downloader: below decompression (590), so that what came is kept
}
SPIDER_MIDDLEWARES = {
    "scraper.blocked.Walls": 40,  # before the status is looked at (50): a wall answers 200
}
ITEM_PIPELINES = {
    "pipelines.validate.Validate": 100,
    "pipelines.deduplicate.Deduplicate": 200,
    "pipelines.save.Save": 300,
}
EXTENSIONS = {
    "scraper.health.Health": 0,
    "scraper.politeness.Patience": 0,
    "scraper.reporter.Reporter": 10,
    "scrapy.extensions.closespider.CloseSpider": None,
    "scraper.budget.Budget": 0,
    "scrapy.extensions.logstats.LogStats": None,  # our own progress says it by site
}
# What one run of one site may cost. The largest known site of an association has some ten thousand pages: what is over
# these figures has no end. At a second a page they are a night and a day; the next run goes on.
BUDGET_SAID = any(map(os.environ.get, ("KRONIKA_PAGES", "KRONIKA_MINUTES", "KRONIKA_MEGABYTES")))
CLOSESPIDER_PAGECOUNT = int(os.environ.get("KRONIKA_PAGES") or 60_000)
CLOSESPIDER_TIMEOUT = 60 * float(os.environ.get("KRONIKA_MINUTES") or 20 * 60)
CLOSESPIDER_MEGABYTES = float(os.environ.get("KRONIKA_MEGABYTES") or 10_000)
MEMUSAGE_LIMIT_MB = 2048  # one site never takes the machine down

LOG_LEVEL = "INFO"
LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
