"""Names the failure of a request: from Scrapy's exception to a kind of problem."""

from __future__ import annotations

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.spidermiddlewares.httperror import HttpError

from scraper.blocked import BlockedPage
from scraper.capture import Forgotten, NotKept
from scraper.guard import PrivateAddressError
from scraper.politeness import RobotsForbidden, RobotsUnreachable
from scraper.problems import Problem


def problem_of_failure(site: str, url: str, error: BaseException) -> Problem:
    """Name the failure of a request, as Scrapy hands it to an errback."""
    kind, cause = _name(error)
    return Problem(site=site, url=url, kind=kind, cause=cause)


def _name(error: BaseException) -> tuple[str, str]:
    text = str(error).strip() or type(error).__name__
    if isinstance(error, HttpError):
        return _name_of_status(error.response.status)
    if isinstance(error, BlockedPage):
        return "blocked", text
    if isinstance(error, Forgotten):
        return "forgotten", text
    if isinstance(error, NotKept):
        return "disk", text
    if isinstance(error, PrivateAddressError):
        return "private-address", text
    if isinstance(error, RobotsForbidden):
        return "robots", "robots.txt forbids this address"
    if isinstance(error, RobotsUnreachable):
        # The cause of the cause is what helps: no name, no answer, no connection.
        if error.__cause__ is not None:
            return _name(error.__cause__)
        return "robots-unreachable", text
    if isinstance(error, CannotResolveHostError):
        return "dns", "the host name cannot be resolved"
    if isinstance(error, DownloadConnectionRefusedError):
        return "refused", "the server refused the connection"
    if isinstance(error, DownloadTimeoutError):
        return "timeout", "no answer within the time limit"
    if isinstance(error, DownloadCancelledError | IgnoreRequest) and (
        "MAXSIZE" in text or "larger" in text or "size" in text
    ):
        return "too-large", text
    if isinstance(error, DownloadFailedError | ResponseDataLossError | DownloadCancelledError):
        tls = any(word in text for word in ("SSL", "TLS", "certificate"))
        return ("tls" if tls else "connection"), f"the connection broke: {text[:200]}"
    return "callback", f"{type(error).__name__}: {text[:300]}"


def _name_of_status(status: int) -> tuple[str, str]:
    cause = f"the server answered {status}"
    if status in (404, 410):
        return "gone", cause
    if status in (401, 402, 403, 407, 429, 451):
        return "blocked", cause
    return "server-error", cause
