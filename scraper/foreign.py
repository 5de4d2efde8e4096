"""WARC files that others made (wget, browsertrix, Common Crawl): how a site that is dead can still enter the archive.

What they kept is copied into files of our own, each record with a note of where it is from, in `WARC-JSON-Metadata`
and in `captures.source`; then it is read as if we had crawled it. Which of the pages are articles nobody tells us: a
site's class says so by `article_url`, else `why_no_article` judges by what the page says of itself.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import IO, Any, Final, get_args
from urllib.parse import urlsplit
from uuid import uuid4

from scrapy.http import HtmlResponse

from scraper import warc
from scraper.archive import Archive, captures, tombstones
from scraper.archive.absent import archive_or_empty
from scraper.archive.captures import Role
from scraper.archive.opened import Row, now
from scraper.article import Hints
from scraper.blanking import blanked
from scraper.cms.article_pages import why_no_article
from scraper.cms.base import NewsSpider, PageProblem
from scraper.others import ForeignError, NoSuchSite, Record, message_of, moment_of, plain_address, records_of, warcs
from scraper.plural import counted
from scraper.raw import RawArchive, WarcWriter
from scraper.reread import Reader, response_of
from scraper.site import bare_host, site_name
from scraper.sites import load_sites
from scraper.url import address_key, canonical_url, variant_reason
from scraper.warc import Earlier, Exchange, Stored, WarcError

_PIECE: Final = 64 * 1024
_OPEN: Final = 64
"""Files that are written side by side: a file of Common Crawl has more sites than a process may have files."""
EXAMPLES: Final = 3


@dataclass(slots=True)
class Imported:
    """What an import came to.

    `records` were in the file; `captures` were taken in, by site; `known` stood in the archive already. `articles`
    counts them by outcome, `no_articles` the pages taken in that are none, `passed_over` the records not taken in,
    both by reason. `unread` are articles that could not be read (address, cause); `broken` says where the file ends
    before its end.
    """

    file: str
    records: int = 0
    captures: Counter[str] = field(default_factory=Counter)
    known: int = 0
    articles: Counter[str] = field(default_factory=Counter)
    no_articles: Counter[str] = field(default_factory=Counter)
    passed_over: Counter[str] = field(default_factory=Counter)
    unread: list[tuple[str, str]] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


def import_file(data: Path, archive: Archive, file: Path, site: str | None = None) -> Imported:
    """Take a WARC, ARC or WACZ file into the archive in `data`: its captures, then their articles.

    `site` is the name of a class or a host; only its pages are taken then. Without it each page belongs to the site
    whose host it has. A file that breaks off is taken in as far as it goes. Idempotent.

    Raises ForeignError for a file that holds no WARC records, NoSuchSite, OSError, sqlite3.Error.
    """
    with closing(_Import(RawArchive(data, archive), file, site)) as work:
        work.copy()
    report = work.report
    if not report.records:
        raise _no_record(file, report)
    work.save()
    return report


def refuse_in_vain(data: Path, file: Path, site: str | None = None) -> None:
    """Raise what import_file would at once, where there is no archive yet: none is to be made for nothing."""
    if (data / "archive.db").exists():
        return
    with archive_or_empty(data / "archive.db") as archive:
        _Whose(Reader(RawArchive(data, archive)), archive, site)
    report = Imported(file.name)
    with warcs(file) as streams:
        if not any(True for name, stream in streams for _ in records_of(stream, name, report)):
            raise _no_record(file, report)


def _no_record(file: Path, report: Imported) -> ForeignError:
    return ForeignError(
        f"{file} holds no whole record ({'; '.join(report.broken)}). "
        "What can be imported: .warc, .warc.gz, .arc, .arc.gz, .wacz"
    )


def as_json(done: Imported) -> dict[str, Any]:
    """Return what an import came to as plain values."""
    # asdict() makes nonsense of a Counter
    values = {name.name: getattr(done, name.name) for name in fields(done)}
    return {name: dict(value) if isinstance(value, Counter) else value for name, value in values.items()}


def lines(done: Imported) -> Iterator[str]:
    """Yield what an import came to as a person reads it."""
    by_site = ", ".join(f"{n} of {site}" for site, n in done.captures.most_common(10))
    known = f"; {counted(done.known, 'was', more='were')} in the archive already" if done.known else ""
    yield f"{done.file}: {counted(done.records, 'record')}, {counted(done.captures.total(), 'capture')} taken in" + (
        f" ({by_site}){known}" if by_site else known
    )
    counts = [f"{n} {what}" for what, n in sorted(done.articles.items())]
    yield f"  articles: {', '.join(counts) or 'none'}"
    for kind, reasons in (("pages that are no articles", done.no_articles), ("passed over", done.passed_over)):
        if reasons:
            yield f"  {kind}: {reasons.total()}"
            for reason, count in reasons.most_common():
                yield f"    {count} {reason}"
    for url, cause in done.unread[:EXAMPLES]:
        yield f"  not read: {url}: {cause}"
    if len(done.unread) > EXAMPLES:
        yield f"  and {len(done.unread) - EXAMPLES} more"
    for where in done.broken:
        yield f"  {where}"


# --- whose page it is


class _Whose:
    """Says to which site an address belongs."""

    def __init__(self, reader: Reader, archive: Archive, wanted: str | None):
        self._reader = reader
        self._archive = archive
        known = archive.query("SELECT site, base_url FROM sites ORDER BY site")
        self._sites = {host: str(row["site"]) for row in known if (host := bare_host(row["base_url"]))}
        loader = load_sites()
        for name in loader.list():
            self._sites |= {host: name for url in loader.start_urls(name) if (host := bare_host(url))}
        self._wanted = self._named(wanted) if wanted else None

    def _named(self, wanted: str) -> tuple[str, frozenset[str]]:
        """Return a site that was asked for, with its hosts."""
        names = set(self._sites.values())
        if wanted not in names:
            address = wanted if "://" in wanted else f"http://{wanted}"
            host = bare_host(address)
            if host is None or not re.search(r"[.:]|^localhost$", host):
                raise NoSuchSite(f"There is no site {wanted!r}: give the name of a site that has a class, or a host.")
            if host not in self._sites:
                return site_name(address), frozenset([host])
            wanted = self._sites[host]
        return wanted, frozenset(host for host, name in self._sites.items() if name == wanted)

    def is_wanted(self, url: str) -> bool:
        """Whether an address is of the site that was asked for, where one was."""
        if self._wanted is None:
            return True
        host = bare_host(url)
        return host is not None and any(host == own or host.endswith(f".{own}") for own in self._wanted[1])

    def site_of(self, url: str, *, page: bool) -> str | None:
        """Return the site of an address, None where it is nobody's. Only a page makes a new site of its host: a
        browser's capture names many that only sent it scripts and pictures."""
        host = bare_host(url)
        if host is None or not self.is_wanted(url):
            return None
        return self._wanted[0] if self._wanted else self._sites.get(host) or (site_name(url) if page else None)

    def note(self, site: str, url: str) -> None:
        """Make sure that the archive knows a site, which one of its addresses tells where no class does."""
        if not self._archive.query("SELECT 1 FROM sites WHERE site = ?", (site,)):
            facts = self._reader.facts(site) or self._reader.facts(site, f"{urlsplit(url).scheme}://{site}/")
            assert facts is not None  # an address alone makes facts
            self._archive.note_site(facts)
        if (host := bare_host(url)) is not None:
            self._sites.setdefault(host, site)


# --- which pages are articles


def _no_article(spider: NewsSpider, page: Stored) -> str | None:
    """Return why a page of a site is no article, None for one that is."""
    response = response_of(page, page.url, {"capture": {"id": None, "at": page.moment}})
    if not isinstance(response, HtmlResponse):
        return "no HTML"
    keys = {address_key(url) for url in spider.start_urls}
    if not urlsplit(page.url).path.strip("/") and not urlsplit(page.url).query:
        return "the front page"
    if address_key(page.url) in keys:
        return "the page that lists the news"
    if variant_reason(page.url) in ("print", "amp"):
        return "a variant of another page"
    if spider.article_url is not None:
        found = re.search(spider.article_url, canonical_url(page.url))
        return None if found else "no article, as the site's class knows them by their addresses"
    try:
        article = spider.article_of(response)
    except PageProblem as problem:
        return problem.kind
    return why_no_article(response, article, 0.2)


# --- taking in


_OTHER_KINDS: Final = ("resource", "metadata", "conversion", "continuation")


class _Import:
    """The import of one file."""

    def __init__(self, raw: RawArchive, file: Path, site: str | None):
        self.raw = raw
        self.archive = raw.archive
        self.file = file
        self.source = f"import {file.name}"
        self.reader = Reader(raw)
        self.whose = _Whose(self.reader, raw.archive, site)
        self.report = Imported(file.name)
        self._writers: dict[str, WarcWriter] = {}
        self._digests: dict[str, str] = {}
        """Their digest of a payload -> ours, where they differ."""
        self._of_file: set[int] = set()
        """The captures that this file holds: other files may have had its name."""
        self._waiting = 0
        self._traces = tombstones.traces(raw.archive)

    def close(self) -> None:
        """Close the files that are written."""
        while self._writers:
            self._writers.popitem()[1].close()

    def copy(self) -> None:
        """Take in the captures: what holds a payload, then what only refers to one that came later."""
        for answer, request in self._answers(self.report):
            self._take(answer, request, last=False)
        if self._waiting:
            for answer, request in self._answers(Imported(self.file.name)):  # counted already
                if answer.kind == "revisit":
                    self._take(answer, request, last=True)

    def save(self) -> None:
        """Save the articles that the captures show, in the order of their capture.

        Those of the file that an earlier import took in too: it may have died before it came here. They come to the
        same.
        """
        rows = self.archive.query(
            """SELECT id FROM captures WHERE source = ? AND role = 'article' AND status IN (200, 304)
            ORDER BY captured_at, id""",
            (self.source,),
        )
        for row in (row for row in rows if row["id"] in self._of_file):
            capture = captures.capture(self.archive, row["id"])
            assert capture is not None
            for reading in self.reader.read_all(capture):
                if reading.forgotten:
                    continue
                if reading.article is None:
                    self.report.unread.append((capture["url"], reading.cause or ""))
                elif reading.whole or self.archive.article_at(reading.article.url) is None:  # what stands may be whole
                    self.reader.bring_up(reading.article)
                    self.report.articles[self.archive.save(reading.article).value] += 1

    def _answers(self, report: Imported) -> Iterator[tuple[Record, Record | None]]:
        """Yield each answer in the file with its request, which stands before it or after it."""
        with warcs(self.file) as streams:
            for name, stream in streams:
                held: dict[str, Record] = {}
                for record in self._messages(stream, name, report):
                    kind = "request" if record.kind == "request" else "answer"
                    if held and (kind in held or next(iter(held.values())).url != record.url):
                        if "answer" in held:
                            yield held["answer"], held.get("request")
                        held = {}
                    held[kind] = record
                if "answer" in held:
                    yield held["answer"], held.get("request")

    def _messages(self, stream: IO[bytes], name: str, report: Imported) -> Iterator[Record]:
        """Yield the HTTP messages in a file that concern us, and count the records that do not."""
        ours = False
        for record in records_of(stream, name, report):
            report.records += 1
            kind = record.rec_type
            url = record.rec_headers.get_header("WARC-Target-URI") or ""
            if kind == "warcinfo":
                ours = bool(re.search(rb"(?m)^software: Kronika/", record.raw_stream.read(_PIECE)))
            elif kind not in ("request", "response", "revisit"):
                report.passed_over[f"{kind} records" if kind in _OTHER_KINDS else "records of no known type"] += 1
            elif bare_host(url) is None:
                report.passed_over["of no web address"] += 1
            elif not self.whose.is_wanted(url):
                report.passed_over["of other hosts"] += kind != "request"
            elif isinstance(message := message_of(record, ours=ours), Record):
                yield message
            elif kind != "request":
                report.passed_over[message] += 1

    def _take(self, answer: Record, request: Record | None, *, last: bool) -> None:
        """Take in an answer with its request; `last` is whether nothing comes that it may refer to."""
        passed = self.report.passed_over
        kinds = [value.lower() for name, value in answer.headers if name.lower() == b"content-type"]
        page = answer.kind == "revisit" or any(b"html" in value for value in kinds)  # a revisit need not say
        site = self.whose.site_of(answer.url, page=page)
        once = not last  # revisits come twice
        if site is None:
            passed["of other hosts"] += once
        elif request is not None and not request.first.startswith("GET "):
            passed["answers to no GET"] += once  # not what the address shows
        elif tombstones.is_forgotten(self.archive, answer.url) or tombstones.site_forgotten(self.archive, site):
            passed["forgotten on request"] += once
        else:
            answer = self._without_forgotten(answer)
            holder = self._holder(site, answer)
            if holder is None and answer.kind == "revisit" and not last:
                self._waiting += 1
            elif holder is None and (answer.kind == "revisit" or answer.status == 304):
                passed["revisits of a page that is not here"] += 1
            elif not self._is_known(answer, holder):
                self._keep(site, answer, request, holder)
            else:
                self.report.known += once

    def _without_forgotten(self, answer: Record) -> Record:
        """Return an answer without the words of what was forgotten."""
        without = blanked(self._traces, answer.body, answer.headers)
        return answer if without is None else replace(answer, body=without[0], headers=without[1], blanked=True)

    def _holder(self, site: str, answer: Record) -> Row | None:
        """Return the capture that holds the payload of an answer: of a revisit, and of one that we have."""
        theirs = answer.named.get("warc-payload-digest", "")
        found: Row | None = None
        if answer.kind == "revisit":
            refers = answer.named.get("warc-refers-to-target-uri", answer.url)
            refers = plain_address(refers) if bare_host(refers) else answer.url
            moment = moment_of(answer.named.get("warc-refers-to-date", ""))
            rows = self.archive.query(
                "SELECT * FROM captures WHERE url = ? AND captured_at = ? AND site = ? AND status != 304",
                (refers, moment, site),
            )
            found = rows[0] if rows else captures.holder_of(self.archive, site, self._digests.get(theirs, theirs))
        elif answer.status != 304 and answer.body:
            digest = warc.digest_of(answer.body)
            if theirs and theirs != digest:
                self._digests[theirs] = digest
            found = captures.holder_of(self.archive, site, digest)
        if found is None and answer.status == 304:
            found = captures.newest(self.archive, answer.url, site=site, until=answer.moment)
        if found is not None and found["same_as"] is not None:
            found = captures.capture(self.archive, found["same_as"])
        return found if found is not None and found["site"] == site and self.raw.is_there(found) else None

    def _is_known(self, answer: Record, holder: Row | None) -> bool:
        digest = holder["digest"] if holder is not None else warc.digest_of(answer.body)
        sql = "SELECT id FROM captures WHERE url = ? AND captured_at = ? AND digest = ?"
        known = [row["id"] for row in self.archive.query(sql, (answer.url, answer.moment, digest))]
        self._of_file.update(known)
        return bool(known)

    def _keep(self, site: str, answer: Record, request: Record | None, holder: Row | None) -> None:
        """Write an answer, with its request, and its row."""
        self.whose.note(site, answer.url)
        try:
            held = None if holder is None else self.raw.stored(holder)
        except WarcError:
            if answer.kind == "revisit" or answer.status == 304:
                self.report.passed_over["revisits of a page that cannot be read"] += 1
                return
            held = holder = None
        status, headers = answer.status, answer.headers
        if held is not None and not status:
            status, headers = held.status, held.headers  # a revisit need not repeat them
        shown = Stored(
            kind="response",
            url=answer.url,
            moment=answer.moment,
            status=status,
            headers=held.headers if held is not None and status == 304 else headers,
            body=answer.body if held is None else held.body,
            digest=None,
            offset=0,
            length=0,
            asked={},
        )
        page = replace(
            shown,
            kind="response" if holder is None else "revisit",
            headers=headers,
            digest=warc.digest_of(answer.body) if holder is None else holder["digest"],
            asked=self._asked(site, answer, shown),
            ip=answer.named.get("warc-ip-address"),
            record_id=f"<urn:uuid:{uuid4()}>",  # the copy is a record of its own
            protocol=answer.first.partition(" ")[0] if answer.status else "HTTP/1.1",
        )
        earlier = None
        if holder is not None:
            earlier = Earlier(url=holder["url"], moment=holder["captured_at"], digest=holder["digest"])
        records: tuple[bytes, ...] = (warc.stored_member(page, earlier),)
        if request is not None:
            exchange = Exchange(
                url=page.url,
                moment=page.moment,
                method="GET",
                request_headers=request.headers,
                status=status,
                headers=headers,
                body=page.body,
                protocol=page.protocol,
                ip=page.ip,
                asked=page.asked,
            )
            records = warc.exchange_members(exchange, earlier)
        file, offset = self._writer(site).append(*records)
        added = self.raw.add_row(replace(page, offset=offset, length=len(records[-1])), file, site, self.source)
        assert added is not None  # the record was written just now
        self._of_file.add(added)
        self.report.captures[site] += 1

    def _writer(self, site: str) -> WarcWriter:
        writer = self._writers.pop(site, None) or self.raw.writer(site, source=self.source)
        self._writers[site] = writer  # the last is the one that was used last
        if len(self._writers) > _OPEN:
            self._writers.pop(next(iter(self._writers))).close()
        return writer

    def _asked(self, site: str, answer: Record, page: Stored) -> dict[str, Any]:
        """Return what our record says of a capture: why it was asked for, where it is from, what was changed."""
        theirs: dict[str, Any] = {"record": answer.named.get("warc-record-id", "")}
        if truncated := answer.named.get("warc-truncated"):
            theirs["truncated"] = truncated
        if answer.unchunked:
            theirs["chunked"] = True
        if answer.named["warc-date"] != answer.moment:
            theirs["date"] = answer.named["warc-date"]
        about: Any = None
        if told := answer.named.get("warc-json-metadata"):
            told = self._traces.blanked(told)  # a list may have said a headline
            try:
                about = json.loads(told)
            except ValueError:
                about = told
        asked = _ours(about) if answer.ours else {}
        if asked and "source" in about:
            theirs["source"] = str(about["source"])
        if not asked:
            asked = {"role": self._role(site, answer, page)}
            theirs |= {"about": about} if about else {}
        return {**asked, "source": self.source, "theirs": theirs} | ({"blanked": now()} if answer.blanked else {})

    def _role(self, site: str, answer: Record, page: Stored) -> Role:
        path = urlsplit(answer.url).path
        if path == "/robots.txt":
            return "robots"
        if page.status not in (200, 304) or not _is_html(page):
            return "other"
        if "warc-truncated" in answer.named:
            # A text that ends where a crawler stopped is not what the association published.
            cause: str | None = "cut off by who fetched them"
        else:
            cause = _no_article(self.reader.spider(site), page)
        if cause is None:
            return "article"
        self.report.no_articles[cause] += 1
        return "other"


def _is_html(page: Stored) -> bool:
    return isinstance(response_of(page, page.url, {}), HtmlResponse)


def _ours(about: Any) -> dict[str, Any]:
    """Return what another archive of Kronika says of a capture; nothing where it is not as we write it."""
    if not isinstance(about, dict) or about.get("role") not in get_args(Role):
        return {}
    asked = {name: about[name] for name in ("role", "of", "part", "hints", "redirected") if name in about}
    try:
        Hints.of(asked.get("hints", {}))
        urls = [*([asked["of"]] if "of" in asked else []), *asked.get("redirected", [])]
    except (TypeError, ValueError, AttributeError):
        return {}
    return asked if all(isinstance(url, str) and bare_host(url) for url in urls) else {}
