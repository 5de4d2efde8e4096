"""`kronika replay`: the archive read again from its captures, by today's reader, without the network.

Two tasks. A page whose article stands in the archive is read again, and what is read otherwise is a change of our
reading, never news. A capture that the archive has no row of (a new database, a file put back), or whose page it never
read (a crawl came before the replay and wrote the rows alone), is taken in as the crawl would have: its articles are
saved, in the order of their capture.

Processes read side by side, each a piece of the captures in the order of the files; each writes what it has read by
short transactions of its own. (Merging a shard of each process at the end was no faster: docs/decisions/0011.)
"""

from __future__ import annotations

import json
import multiprocessing
import os
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, fields
from functools import partial
from pathlib import Path
from typing import Any, Final

from scraper import warc
from scraper.archive import Archive, Outcome, SiteFacts, captures, replays, rounds, tombstones
from scraper.archive.absent import archive_or_empty
from scraper.archive.opened import Row
from scraper.archive.replays import Change
from scraper.expectations import Guard
from scraper.extract.version import reader_version
from scraper.plural import counted
from scraper.raw import RawArchive, writer_is_on
from scraper.reread import Reader, Reading
from scraper.reservations import note_all_rules
from scraper.rewrite import keep_out_forgotten
from scraper.site import file_name

GONE: Final = (404, 410)
PIECE: Final = 100
"""Captures that a process takes at once."""
EXAMPLES: Final = 3
"""Examples that the report shows of a field."""


@dataclass(slots=True)
class Report:
    """What a replay of one site came to. `changed` counts articles by field, `examples` are address, before, after.

    `records` had no row, `older` are captures that had one though their page was never read; `taken_in` says what came
    of both.
    """

    site: str
    read: int = 0
    changed_articles: int = 0
    records: int = 0
    older: int = 0
    taken_in: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    dates_won: int = 0
    dates_lost: int = 0
    unread: list[tuple[str, str]] = field(default_factory=list)
    examples: dict[str, list[tuple[str, object, object]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, other: Report) -> None:
        """Take in what another process read."""
        self.read += other.read
        self.changed_articles += other.changed_articles
        self.records += other.records
        self.older += other.older
        self.taken_in += other.taken_in
        self.changed += other.changed
        self.dates_won += other.dates_won
        self.dates_lost += other.dates_lost
        self.unread = [*self.unread, *other.unread]
        for name, some in other.examples.items():
            self.examples[name] = [*self.examples[name], *some][:EXAMPLES]

    def note(self, url: str, changes: Sequence[Change]) -> None:
        """Count an article that is read otherwise."""
        self.changed_articles += 1
        for change in changes:
            self.changed[change.field] += 1
            if len(self.examples[change.field]) < EXAMPLES:
                self.examples[change.field].append((url, change.before, change.after))
            if change.field == "published":
                self.dates_won += change.before is None
                self.dates_lost += change.after is None


@dataclass(slots=True)
class Replayed:
    """A replay: its id (None for a dry run and where nothing stood to be read again), and a report a site."""

    id: int | None
    reports: list[Report]


class UnknownSite(LookupError):  # noqa: N818  it is no failure of ours
    """Neither the archive nor its files know a site. The text is its name."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Captures of a site whose pages are to be read into articles, in this order; `new` are those that had no row."""

    ids: list[int]
    new: frozenset[int]


def replay(
    data: Path, sites: Sequence[str] = (), *, since: str | None = None, jobs: int = 1, dry_run: bool = False
) -> Replayed:
    """Read the captures of some sites, or of all, again. `since` leaves out what was captured before a day.

    Raises UnknownSite, ArchiveError.
    """
    reports: dict[str, Report] = {}
    opened = archive_or_empty(data / "archive.db") if dry_run else Archive(data / "archive.db")
    with opened as archive:
        raw = RawArchive(data, archive)
        folders = _folders(raw)
        known = {*(row["site"] for row in archive.query("SELECT site FROM sites")), *folders}
        if unknown := set(sites) - known:
            raise UnknownSite(min(unknown))
        chosen = sorted(known & set(sites) if sites else known)
        records = _records_without_row(raw, folders, chosen) if dry_run else _take_in_rows(raw, folders, chosen)
        waiting = {site: _never_read(archive, site, since, records.get(site, [])) for site in chosen}
        pieces = list(_pieces(archive, chosen, since, {i for of_site in waiting.values() for i in of_site.ids}))
        for site in () if dry_run else chosen:
            note_all_rules(raw, site)
        for site in chosen:
            reports[site] = Report(site, records=len(records.get(site, [])))
        replay_id = None if dry_run or not pieces else replays.start(archive, reader_version(), chosen)
    _close_readers()  # none is to be open when processes are forked
    again = partial(_read_again, data, replay_id, dry_run)
    anew = partial(_read_anew, data, dry_run)
    for report in _map(anew, [(site, of_site) for site, of_site in waiting.items() if of_site.ids], jobs):
        reports[report.site].add(report)
    for some in _map(again, pieces, jobs):
        for report in some:
            reports[report.site].add(report)
    _close_readers()
    if replay_id is not None:
        with Archive(data / "archive.db") as archive:
            changed = sum(report.changed_articles for report in reports.values())
            replays.finish(archive, replay_id, read=sum(report.read for report in reports.values()), changed=changed)
            archive.tidy()
    return Replayed(replay_id, [reports[site] for site in sorted(reports)])


def _map(task: Any, pieces: Sequence[Any], jobs: int) -> Iterator[Any]:
    """Do a task for each piece, side by side where there is more than one process to do it."""
    jobs = min(jobs, len(pieces))
    if jobs <= 1:
        yield from map(task, pieces)
        return
    # Forked where that can be: nothing is open here that a copy must not use, and to load Scrapy anew costs a second.
    how = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context(how)) as pool:
        yield from pool.map(task, pieces)


def _pieces(archive: Archive, sites: Sequence[str], since: str | None, anew: set[int]) -> Iterator[list[int]]:
    """Yield the ids of the articles to be read again, in the order in which their pages stand in the files."""
    marks = ", ".join("?" * len(sites))
    rows = archive.query(
        f"""SELECT a.id, a.capture_id FROM articles a JOIN captures c ON c.id = a.capture_id
        LEFT JOIN captures h ON h.id = c.same_as
        WHERE a.site IN ({marks}) AND c.captured_at >= ?
        ORDER BY coalesce(h.warc, c.warc), coalesce(h.offset, c.offset)""",
        (*sites, since or ""),
    )
    ids = [row["id"] for row in rows if row["capture_id"] not in anew]
    for at in range(0, len(ids), PIECE):
        yield ids[at : at + PIECE]


_readers: dict[tuple[int, Path], Reader] = {}


def _reader(data: Path, *, readonly: bool = False) -> Reader:
    """Return this process's reader of an archive."""
    key = (os.getpid(), data)
    if key not in _readers:
        _readers[key] = Reader(RawArchive(data, Archive(data / "archive.db", readonly=readonly)))
    return _readers[key]


def _close_readers() -> None:
    for reader in _readers.values():
        reader.raw.archive.close()
    _readers.clear()


def _read_again(data: Path, replay_id: int | None, dry_run: bool, ids: list[int]) -> list[Report]:
    """Read the pages of some articles again, and write what is read otherwise."""
    reader = _reader(data, readonly=dry_run)
    archive = reader.raw.archive
    reports: dict[str, Report] = {}
    same = []
    marks = ", ".join("?" * len(ids))
    rows = {row["id"]: row for row in archive.query(f"SELECT * FROM articles WHERE id IN ({marks})", ids)}
    for row in (rows[i] for i in ids if i in rows):
        report = reports.setdefault(row["site"], Report(row["site"]))
        capture = archive.query("SELECT * FROM captures WHERE id = ?", (row["capture_id"],))[0]
        reading = reader.read(capture, row["url"])
        report.read += 1
        if reading.article is None or not reading.whole:
            # A worse reading never replaces a text that stands.
            report.unread.append((row["url"], reading.cause or "a further part of it was not captured"))
            continue
        changes = replays.differences(archive, row, reading.article)
        if not changes:
            same.append(row)
            continue
        if dry_run or replays.write(archive, replay_id, row, reading.article):
            report.note(row["url"], changes)
    if same and not dry_run and replay_id is not None:
        replays.note_same(archive, replay_id, same, reader_version())
    return list(reports.values())


def _folders(raw: RawArchive) -> dict[str, tuple[str, SiteFacts | None]]:
    """Return the folder of WARC files of each site that has one, with the facts that they state."""
    names = sorted({path.parent.name for path in raw.files()})
    return {site: (folder, facts) for folder in names for site, facts in [_site_of(raw, folder)]}


def _take_in_rows(
    raw: RawArchive, folders: dict[str, tuple[str, SiteFacts | None]], sites: Sequence[str]
) -> dict[str, list[int]]:
    """Write the rows of records that have none; return their ids by site."""
    archive = raw.archive
    taken: dict[str, list[int]] = {}
    reader: Reader | None = None
    for site in sites:
        if site not in folders or tombstones.site_forgotten(archive, site):
            continue
        before = captures.newest_id(archive)
        if not archive.query("SELECT 1 FROM sites WHERE site = ?", (site,)):
            reader = reader or Reader(raw)
            archive.note_site(
                folders[site][1] or reader.facts(site) or SiteFacts(site=site, name=site, base_url=f"http://{site}/")
            )
        for _ in raw.mend(site):
            pass
        keep_out_forgotten(raw, before)
        taken[site] = [
            row["id"] for row in archive.query("SELECT id FROM captures WHERE site = ? AND id > ?", (site, before))
        ]
    return taken


def _records_without_row(
    raw: RawArchive, folders: dict[str, tuple[str, SiteFacts | None]], sites: Sequence[str]
) -> dict[str, list[int]]:
    """Return by site the places of the records that have no row, as far as they are whole. Writes nothing."""
    found: dict[str, list[int]] = {}
    for site in sites:
        for path in raw.files(site) if site in folders else ():
            start = captures.indexed_until(raw.archive, str(path.relative_to(raw.data)))
            if start < path.stat().st_size and not writer_is_on(path):
                found.setdefault(site, []).extend(stored.offset for stored in warc.captures_in(path, start))
    return found


def _never_read(archive: Archive, site: str, since: str | None, new: Sequence[int]) -> Waiting:
    """Return the captures of articles that were never read: those whose rows are new, and those from before or after
    all that their article was seen by."""
    rows = archive.query(
        """SELECT c.id, c.url, c.captured_at, a.first_seen, a.last_seen FROM captures c LEFT JOIN articles a
            ON a.id = coalesce((SELECT id FROM articles WHERE url = c.url),
                (SELECT article_id FROM addresses WHERE url = c.url))
        WHERE c.site = ? AND c.role = 'article' AND c.status IN (200, 304, 404, 410)
        AND NOT EXISTS (SELECT 1 FROM articles WHERE capture_id = c.id)
        AND NOT EXISTS (SELECT 1 FROM revisions WHERE capture_id = c.id)
        ORDER BY c.captured_at, c.id""",
        (site,),
    )
    fresh = frozenset(new)
    ids, earlier = [], []
    for row in rows:
        article = row if row["first_seen"] is not None else archive.article_at(row["url"])
        if row["id"] in fresh or (row["captured_at"] >= (since or "") and article is None):
            ids.append(row["id"])
        elif article is not None and row["captured_at"] >= (since or ""):
            if row["captured_at"] > article["last_seen"]:
                ids.append(row["id"])
            elif row["captured_at"] < article["first_seen"]:
                earlier.append(row["id"])
    # Backwards from what stands: after a death in between, what is left is still from before all that was seen.
    return Waiting([*reversed(earlier), *ids], fresh)


def _site_of(raw: RawArchive, folder: str) -> tuple[str, SiteFacts | None]:
    """Return the site of a folder of WARC files, as their first record states it, with its facts."""
    for path in raw.files():
        if path.parent.name == folder and (facts := raw.facts_in(path)) is not None:
            return facts.site, facts
    rows = raw.archive.query("SELECT site FROM sites")
    return next((row["site"] for row in rows if file_name(row["site"]) == folder), folder), None


def _read_anew(data: Path, dry_run: bool, task: tuple[str, Waiting]) -> Report:
    """Save the articles of captures whose pages were never read, in their order."""
    site, waiting = task
    reader = _reader(data, readonly=dry_run)
    archive = reader.raw.archive
    report = Report(site)
    guard, run = Guard(), ""
    for capture_id in waiting.ids:
        capture = archive.query("SELECT * FROM captures WHERE id = ?", (capture_id,))[0]
        if (own := _run_of(capture)) != run:
            _save_edits(archive, report, guard, dry_run=dry_run)
            guard, run = Guard(), own
        if capture["status"] in GONE:
            if not dry_run:
                rounds.note_absent(archive, capture["url"], capture["captured_at"])
            continue
        for reading in reader.read_all(capture):
            is_new = capture_id in waiting.new
            _save_reading(archive, report, capture, reading, guard, is_new=is_new, dry_run=dry_run)
    _save_edits(archive, report, guard, dry_run=dry_run)
    return report


def _run_of(capture: Row) -> str:
    """Return the run that made a capture: its files share all of their name but the number."""
    return str(capture["warc"]).rpartition("-")[0]


def _save_edits(archive: Archive, report: Report, guard: Guard, *, dry_run: bool) -> None:
    """Save what was worse than what stood, and in its run was an edit, as the crawl did at its end."""
    for article in () if dry_run else guard.edits():
        report.taken_in[archive.save(article).value] += 1
    report.unread += [(url, f"{kind}: {cause}") for kind, url, cause in guard.faults()]


def _save_reading(
    archive: Archive,
    report: Report,
    capture: Row,
    reading: Reading,
    guard: Guard,
    *,
    is_new: bool,
    dry_run: bool,
) -> None:
    """Save what a capture shows, and count it."""
    if reading.forgotten:
        return
    if reading.article is None:
        if is_new:  # else whoever wrote its row has told of it
            report.read += 1
            report.unread.append((capture["url"], reading.cause or ""))
        return
    report.read += 1
    row = archive.article_at(reading.article.url)
    if not reading.whole and row is not None:
        return  # as in a crawl: what stands may be whole
    accepted = json.loads(capture["asked"] or "{}").get("accepted")
    earlier = row is not None and capture["captured_at"] < row["changed_at"]  # history, and replaces nothing
    if row is not None and not accepted and not earlier and guard.keeps_back(row, reading.article):
        return
    report.older += not is_new
    if not dry_run and (outcome := archive.save(reading.article)) is not Outcome.FORGOTTEN:
        report.taken_in[outcome.value] += 1


def as_json(done: Replayed) -> dict[str, Any]:
    """Return a replay and its reports as plain values."""
    return {"replay": done.id, "sites": [_plain(report) for report in done.reports]}


def _plain(report: Report) -> dict[str, Any]:
    # asdict() counts the pairs of a Counter, and cannot make a defaultdict
    values = {one.name: getattr(report, one.name) for one in fields(report)}
    return {name: dict(value) if isinstance(value, dict) else value for name, value in values.items()}


def lines(done: Replayed, *, dry_run: bool) -> Iterator[str]:
    """Yield the report as a person reads it: by site and field, with examples."""
    for report in done.reports:
        yield (
            f"{report.site}: {counted(report.read, 'page')} read, "
            f"{counted(report.changed_articles, 'article')} read otherwise{_taken_in(report, dry_run)}"
        )
        if report.dates_won or report.dates_lost:
            yield f"  dates won {report.dates_won}, lost {report.dates_lost}"
        for name, count in report.changed.most_common():
            yield f"  {name}: {count}"
            for url, before, after in report.examples[name]:
                yield f"    {url}"
                yield f"      was {_short(before)}"
                yield f"      is  {_short(after)}"
        for url, cause in report.unread[:EXAMPLES]:
            yield f"  not read: {url}: {cause}; what stands is kept"
        if len(report.unread) > EXAMPLES:
            yield f"  and {len(report.unread) - EXAMPLES} more"
    if dry_run:
        yield "Nothing was changed. The same without --dry-run writes it."
    elif done.id is not None:
        yield f"Replay {done.id}. To give back what stood before: kronika replay --undo {done.id}"


def _taken_in(report: Report, dry_run: bool) -> str:
    """Return what is said of captures that the archive did not know."""
    sources = [
        *([f"{counted(report.records, 'record')} without a row"] if report.records else []),
        *([f"{counted(report.older, 'older capture')} that had not been read"] if report.older else []),
    ]
    if not sources:
        return ""
    came = ", ".join(f"{n} {what}" for what, n in sorted(report.taken_in.items())) or "no article"
    return (
        f"; would be taken in: {' and '.join(sources)}"
        if dry_run
        else f"; taken in: {came}, from {' and '.join(sources)}"
    )


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 160 else f"{text[:80]} … {text[-70:]}"
