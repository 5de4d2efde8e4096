"""`kronika explain`: each field of a page, where it was found, and what else could have stood there."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from scraper.article import Article
from scraper.extract import extract
from scraper.extract.witnesses import Witness, evidence_of
from scraper.site import Profile


class FetchError(Exception):
    """The page cannot be fetched. The text names the address and the cause."""


def explained(
    html: bytes, url: str, *, headers: dict[str, str] | None = None, profile: Profile | None = None
) -> Article:
    """Read a page as a crawl would, now. Raises NotAnArticle and Unreadable."""
    from datetime import UTC, datetime

    return extract(html, url, headers=headers, profile=profile, captured_at=datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class CapturedPage:
    """A page of the archive and the article that is read from it, as a replay would."""

    html: bytes
    url: str
    headers: dict[str, str]
    article: Article
    captured_at: str
    warc: str


def captured_page(data: Path, page: str, *, until: str | None = None) -> CapturedPage | None:
    """Return a page as the archive holds it; None where it holds none, or `page` is no address.

    Raises NoCapture where a day was asked for, ForgottenPage, WarcError, and ValueError for a page that gives no
    article.
    """
    if not page.startswith(("http://", "https://")) or not (data / "archive.db").exists():
        return None
    os.environ.setdefault("SCRAPY_SETTINGS_MODULE", "scraper.settings")
    from scraper.archive import Archive
    from scraper.lookup import ForgottenPage, NoCapture, find_capture, payload
    from scraper.raw import RawArchive
    from scraper.reread import Reader

    with Archive(data / "archive.db", readonly=True) as archive:
        raw = RawArchive(data, archive)
        try:
            capture = find_capture(archive, page, until=until)
        except ForgottenPage:
            raise
        except NoCapture:
            if until:
                raise
            return None
        html, headers = payload(raw, capture)
        reading = Reader(raw).read(capture, page)
        if reading.article is None:
            raise ValueError(f"{page}: {reading.cause}")
        return CapturedPage(
            html, capture["url"], headers, reading.article, capture["captured_at"], str(data / capture["warc"])
        )


def refuse_forgotten(data: Path, page: str) -> None:
    """Raises ForgottenPage for an address that was forgotten on request: it is not fetched either."""
    if not page.startswith(("http://", "https://")):
        return
    os.environ.setdefault("SCRAPY_SETTINGS_MODULE", "scraper.settings")
    from scraper.archive import Archive
    from scraper.lookup import refuse_forgotten as refuse

    path = data / "archive.db"
    with Archive(path, readonly=True) if path.exists() else nullcontext() as archive:
        refuse(data, archive, page)


def rows(article: Article, said: Mapping[str, list[Witness]] | None = None) -> list[dict[str, Any]]:
    """Return one row a field: its value, where it was found, and the rivals; `said` is what `witnesses` found."""
    evidence = evidence_of(article, said or {})
    rivals = "; ".join(f"{r.value} ({r.precision}, {r.source}: {r.raw})" for r in article.published_rivals)
    found = [
        {"field": "published", "value": article.published, "from": article.published_from},
        {"field": "  precision", "value": article.published_precision, "from": None},
        {"field": "  raw", "value": article.published_raw, "from": None},
        {"field": "  rivals", "value": rivals or None, "from": None},
    ]
    for name in ("title", "author", "modified", "image", "language", "categories"):
        value = getattr(article, name)
        places, others = evidence.get(name, ([], []))
        shown = ", ".join(value) or None if isinstance(value, tuple) else value
        found.append({"field": name, "value": shown, "from": ", ".join(places) or None})
        if others:
            told = "; ".join(f"{other.value} ({other.where})" for other in others)
            found.append({"field": "  rivals", "value": told, "from": None})
    found.append({"field": "url", "value": article.url, "from": None})
    found += [
        {"field": "rights", "value": right.says + (f" {right.policy}" if right.policy else ""), "from": right.source}
        for right in article.rights
    ]
    found += [
        {"field": "mention", "value": f"{m.start} to {m.end}" if m.end != m.start else m.start, "from": m.text}
        for m in article.mentions
    ]
    found += [
        {"field": f"link {link.position}", "value": f"{link.kind} {link.url}", "from": link.text}
        for link in article.links
    ]
    found += [
        {"field": "profile", "value": f"{name} matched nothing on this page", "from": None}
        for name in article.unmatched
    ]
    paragraphs = article.body.split("\n\n") if article.body else []
    where = ", ".join(evidence.get("body", ([], []))[0]) or None
    found += [
        {"field": f"body {n}", "value": paragraph.replace("\n", f"\n{' ' * 13}"), "from": where if n == 1 else None}
        for n, paragraph in enumerate(paragraphs, 1)
    ]
    return found


def as_json(article: Article, said: Mapping[str, list[Witness]] | None = None) -> dict[str, Any]:
    """Return the whole record as plain values, and in `evidence` by field where it was found, and the rivals."""
    evidence = {
        name: {"from": places, "rivals": [asdict(other) for other in others]}
        for name, (places, others) in evidence_of(article, said or {}).items()
    }
    return asdict(article) | {"evidence": evidence}


def page_of(what: str) -> tuple[bytes, str, dict[str, str]]:
    """Return bytes, address and headers of a page: of a file, or fetched, politely, from its address.

    Raises FetchError, and OSError for a file that cannot be read.
    """
    if what.startswith(("http://", "https://")):
        return _fetched(what)
    path = Path(what)
    if not path.exists() and "." in what.partition("/")[0] and "/" in what:
        raise FetchError(f"{what}: no such file; an address begins with http:// or https://")
    return path.read_bytes(), path.absolute().as_uri(), {}


def _fetched(url: str) -> tuple[bytes, str, dict[str, str]]:
    os.environ.setdefault("SCRAPY_SETTINGS_MODULE", "scraper.settings")
    from scrapy import Request, Spider
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.http import Response
    from scrapy.utils.project import get_project_settings
    from twisted.python.failure import Failure

    from scraper.failures import problem_of_failure
    from scraper.site import site_name

    pages: list[Response] = []
    failures: list[str] = []

    class OnePage(Spider):
        name = site_name(url)

        async def start(self) -> Any:
            yield Request(url, callback=self.parse, errback=self.failed)

        def parse(self, response: Response, **kwargs: Any) -> None:
            pages.append(response)

        def failed(self, failure: Failure) -> None:
            assert failure.value is not None
            failures.append(problem_of_failure(self.name, url, failure.value).sentence())

    settings = get_project_settings()
    # One page by the same rules of politeness, and nothing stored.
    for name, value in (("ITEM_PIPELINES", {}), ("EXTENSIONS", {"scraper.politeness.Patience": 0})):
        settings.set(name, value, priority="cmdline")
    settings.set("CAPTURE", False, priority="cmdline")
    settings.set("LOG_ENABLED", False, priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    process.crawl(OnePage)
    process.start()
    if not pages:
        raise FetchError(failures[0] if failures else f"{url} cannot be fetched")
    (response,) = pages
    headers = {k.decode("latin-1"): b"\n".join(v).decode("latin-1") for k, v in response.headers.items()}
    return response.body, response.url, headers
