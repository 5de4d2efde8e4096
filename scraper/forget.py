"""`kronika forget`: an article, or a site, taken out of everything under the data folder, and the proof that it is.

In this order, so that a death at any moment leaves a task that the same command, or the next crawl, finishes: a
tombstone, beside the WARC files and then in the archive, so that it is not fetched again; the WARC files, each written
anew under another name without the records (the rows change over to it in one transaction, then the old file goes);
the rows; what was derived from them. Then everything is searched.
"""

from __future__ import annotations

import gzip
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BufferedIOBase
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from filelock import FileLock, Timeout

from scraper import warc
from scraper.archive import Archive, forgotten_file, tombstones
from scraper.archive.forgotten_file import site_key
from scraper.archive.opened import Row
from scraper.blanking import blanked
from scraper.erasure import Marks, Traces
from scraper.raw import RawArchive, writer_is_on
from scraper.rewrite import Rewriter, captures_of, parts_of
from scraper.site import file_name
from scraper.url import address_key

_UNSEARCHABLE: Final = frozenset({".parquet"})
"""Files whose text is packed so that only their own tools read it."""


class Busy(Exception):  # noqa: N818  it says what is the case
    """A crawl holds the site. The text says which."""


class Unwritable(Exception):  # noqa: N818  it says what is the case
    """The disk refuses. The text names the file, says what stands, and what to do."""


class ReasonTells(Exception):  # noqa: N818  it says what is the case
    """The reason says what is to be forgotten. The text says so."""


@dataclass(slots=True)
class Forgotten:
    """What was taken out, and where the text still stands (empty when the proof succeeds)."""

    articles: int = 0
    captures: int = 0
    blanked: int = 0
    removed_files: list[str] = field(default_factory=list)
    shared: list[str] = field(default_factory=list)
    still: list[str] = field(default_factory=list)
    searched: bool = True
    """Whether there were words to search for: of what was forgotten before, none are known any more."""


def forget_url(data: Path, url: str, reason: str) -> Forgotten:
    """Take one article, or one captured page, out. What was forgotten before is searched for by what is left of its
    words. Raises Busy, LookupError for an address that nobody knows, ReasonTells, Unwritable, ArchiveError."""
    with Archive(data / "archive.db") as archive:
        raw = RawArchive(data, archive)
        article = archive.article_at(url)
        addresses = _addresses(archive, article, url)
        _refuse_ways_in(archive, article, addresses)
        keys = {address_key(one) for one in addresses}
        known = article is not None or captures_of(archive, keys) or tombstones.is_forgotten(archive, url)
        if not known:
            raise LookupError(f"{url}: the archive knows no such address.")
        site = article["site"] if article is not None else _site_of(archive, url, keys)
        with _held(data, site):
            done = Forgotten(articles=int(article is not None))
            marks = _marks_of(archive, article)
            _leave_out_shared(archive, marks, article, done)
            traces = tombstones.traces(archive, addresses) | marks.traces(tombstones.salt(archive, addresses))
            if traces.stands_in(reason):
                raise ReasonTells("--reason says what is to be forgotten; it is kept. Give one that does not.")
            with _writable(site, "Nothing was forgotten."):
                tombstones.add(archive, site, addresses, reason, traces)
            with _writable(site, "It will not be crawled again, but not all of it is taken out."):
                raw.settle_rewrites()
                rewriter = Rewriter(raw, _own_captures(archive, article, keys), keys, traces)
                rewriter.hand_over()
                for path in raw.files():
                    if writer_is_on(path):
                        done.still.append(
                            f"{path.relative_to(data)}: a crawl is writing it; forget again after its end"
                        )
                    else:
                        rewriter.rewrite(path)
                done.captures, done.blanked = rewriter.dropped, rewriter.blanked
                _remove_rows(archive, article, addresses)
                _remove_derived(data, traces, done)
                _shake_out(archive)
                if not done.still:
                    tombstones.finish(archive, site, addresses)
        done.still += _found_in(data, archive, traces)
        done.searched = bool(traces)
    return done


def forget_site(data: Path, site: str, reason: str) -> Forgotten:
    """Take a whole site out, but for what says that it, and which of its pages, were forgotten. Raises Busy,
    LookupError for a site that the archive does not know, Unwritable, ArchiveError."""
    with Archive(data / "archive.db") as archive:
        rows = archive.query("SELECT * FROM sites WHERE site = ?", (site,))
        stone = tombstones.site_forgotten(archive, site)
        if not rows and not stone:
            raise LookupError(f"The archive knows no site {site!r}. `kronika status` lists what it knows.")
        base_url = rows[0]["base_url"] if rows else stone["url"] if stone else ""
        with _held(data, site):
            with _writable(site, "Nothing was forgotten."):
                tombstones.add_site(archive, site, base_url, reason)
            done = Forgotten(articles=_count(archive, "articles", site), captures=_count(archive, "captures", site))
            with _writable(site, "It will not be crawled again, but not all of it is taken out."):
                for path in _but_for_tombstones(data, site):
                    path.unlink()
                _remove_rows_of_site(archive, site)
                log = data / "logs" / f"{file_name(site)}.log"
                if log.exists():
                    log.unlink()
                    done.removed_files.append(str(log.relative_to(data)))
                _shake_out(archive)
                tombstones.finish_site(archive, site)
        left = [
            table for table in ("articles", "captures", "runs", "problems", "ledger") if _count(archive, table, site)
        ]
    done.still = [f"archive.db: {table}" for table in left]
    done.still += [str(path.relative_to(data)) for path in _but_for_tombstones(data, site)]
    return done


def complete(data: Path) -> Iterator[str]:
    """Bring to an end what was begun to be forgotten and is not; yield a sentence for each that still is not."""
    with Archive(data / "archive.db") as archive:
        begun = tombstones.unfinished(archive)
    for stone in begun:
        with Archive(data / "archive.db") as archive:
            if stone["address_key"] not in {one["address_key"] for one in tombstones.unfinished(archive)}:
                continue  # it went with the one before
        whole = stone["address_key"] == site_key(stone["site"])
        try:
            if whole:
                done = forget_site(data, stone["site"], stone["reason"])
            else:
                done = forget_url(data, stone["url"], stone["reason"])
        except (Busy, LookupError, Unwritable) as error:
            yield str(error)
        else:
            yield from (f"{stone['url']} was to be forgotten, and still stands in {place}." for place in done.still)


@contextmanager
def _writable(site: str, state: str) -> Iterator[None]:
    """Say what stands, and what to do, when the disk refuses."""
    try:
        yield
    except OSError as error:
        raise Unwritable(
            f"{site}: {error.filename or 'the data folder'} cannot be written ({error.strerror or error}). {state} "
            "Make warc/ and everything in it writable for the account that runs Kronika, or free space on the disk; "
            "then say the same command again."
        ) from error


def _but_for_tombstones(data: Path, site: str) -> list[Path]:
    """Return the files of a site's raw pages, without the one that says what was forgotten."""
    kept = forgotten_file.path_of(data, site)
    return sorted(path for path in kept.parent.rglob("*") if path.is_file() and path != kept)


def _remove_rows_of_site(archive: Archive, site: str) -> None:
    with archive.transaction() as conn:
        conn.execute("UPDATE links SET site = NULL WHERE site = ?", (site,))
        conn.execute("UPDATE articles SET capture_id = NULL WHERE site = ?", (site,))
        conn.execute("DELETE FROM articles WHERE site = ?", (site,))
        conn.execute("UPDATE captures SET same_as = NULL, part_of = NULL WHERE site = ?", (site,))
        for table in ("captures", "problems", "runs", "ledger_ways", "ledger", "ways", "tdm_rules", "sites"):
            conn.execute(f"DELETE FROM {table} WHERE site = ?", (site,))


def _refuse_ways_in(archive: Archive, article: Row | None, addresses: list[str]) -> None:
    """Raises LookupError for a page that lists the news, or robots.txt: without it the site could not be crawled."""
    if article is not None:
        return
    marks = ", ".join("?" * len(addresses))
    rows = archive.query(f"SELECT DISTINCT role FROM captures WHERE url IN ({marks})", addresses)
    starts = archive.query("SELECT base_url FROM sites")
    keys = {address_key(url) for url in addresses}
    ways_in = {row["role"] for row in rows} & {"list", "robots"} or keys & {address_key(r["base_url"]) for r in starts}
    if ways_in:
        raise LookupError(
            f"{addresses[0]} is a way into its site, no article: without it nothing could be crawled there."
        )


def _count(archive: Archive, table: str, site: str) -> int:
    return int(archive.query(f"SELECT count(*) FROM {table} WHERE site = ?", (site,))[0][0])


@contextmanager
def _held(data: Path, site: str) -> Iterator[None]:
    """Hold the site, so that no crawl writes what is being taken out."""
    locks = data / "locks"
    locks.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(locks / f"{file_name(site)}.lock", timeout=0):
            yield
    except Timeout as error:
        raise Busy(f"{site}: a crawl holds this site. Wait for its end.") from error


def _addresses(archive: Archive, article: Row | None, url: str) -> list[str]:
    """Return every address that leads to what is to be forgotten."""
    found = [url.partition("#")[0]]
    if article is not None:
        found.append(article["url"])
        found += [
            row["url"] for row in archive.query("SELECT url FROM addresses WHERE article_id = ?", (article["id"],))
        ]
    return list(dict.fromkeys([*found, *tombstones.forgotten_with(archive, url)]))


def _site_of(archive: Archive, url: str, keys: set[str]) -> str:
    rows = archive.query("SELECT site FROM captures WHERE id = ?", (min(captures_of(archive, keys), default=None),))
    stone = tombstones.of_page(archive.path.parent, archive, url)
    return str(rows[0]["site"]) if rows or stone is None else stone.site


def _own_captures(archive: Archive, article: Row | None, keys: set[str]) -> set[int]:
    """Return the captures of the page itself: by any of its addresses, with their further parts."""
    own = captures_of(archive, keys, article["site"] if article is not None else None)
    if article is not None:
        own |= {
            row["capture_id"]
            for row in archive.query(
                """SELECT capture_id FROM articles WHERE id = ?
                UNION SELECT capture_id FROM revisions WHERE article_id = ?""",
                (article["id"], article["id"]),
            )
            if row["capture_id"] is not None
        }
    return own | parts_of(archive, own)


def _marks_of(archive: Archive, article: Row | None) -> Marks:
    if article is None:
        return Marks([])
    past = archive.query("SELECT title, body FROM revisions WHERE article_id = ?", (article["id"],))
    texts = [text for row in (article, *past) for text in row["body"].split("\n\n")]
    return Marks(texts, [row["title"] for row in (article, *past) if row["title"]])


def _leave_out_shared(archive: Archive, marks: Marks, article: Row | None, done: Forgotten) -> None:
    """Leave out what other articles say too, and name them: whether they go as well is not ours to decide."""
    own = article["id"] if article is not None else -1
    for row in archive.conn.execute("SELECT url, title, body FROM articles WHERE id <> ?", (own,)):
        if marks.leave_out(f"{row['title'] or ''}\n{row['body']}"):
            done.shared.append(row["url"])


# --- the rows, and what was made of them


def _remove_rows(archive: Archive, article: Row | None, addresses: list[str]) -> None:
    with archive.transaction() as conn:
        for url in addresses:
            conn.execute("DELETE FROM problems WHERE url = ?", (url,))
            conn.execute("UPDATE runs SET reason = NULL WHERE instr(reason, ?)", (url,))
        if article is not None:
            conn.execute("DELETE FROM articles WHERE id = ?", (article["id"],))


def _shake_out(archive: Archive) -> None:
    """Leave nothing of removed rows in the file: neither in the index of words nor on pages that are free."""
    archive.conn.execute("INSERT INTO articles_fts (articles_fts) VALUES ('optimize')")
    archive.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    archive.conn.execute("VACUUM")
    archive.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _derived(data: Path) -> Iterator[Path]:
    """Yield the files that were made of the archive: exports, packs, logs. A folder with an archive of its own, such as
    the demo's, is another's."""
    others = [path.parent for path in data.rglob("archive.db") if path.parent != data]
    for path in sorted(data.rglob("*")):
        if any(path.is_relative_to(other) for other in others):
            continue
        place = path.relative_to(data).parts
        if path.is_file() and place[0] not in ("warc", "locks") and not place[0].startswith("archive.db"):
            yield path


def _holds(path: Path, traces: Traces) -> bool:
    """Whether the words stand in a file, packed or not."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as package, TemporaryDirectory() as folder:
            for name in package.namelist():
                inner = Path(folder) / Path(name).name
                with package.open(name) as packed, inner.open("wb") as file:
                    shutil.copyfileobj(packed, file)
                if _holds(inner, traces):
                    return True
        return False
    if path.name.endswith(".warc.gz"):
        return any(blanked(traces, stored.body, stored.headers) for stored in warc.captures_in(path))
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        return any(map(traces.stands_in, _in_pieces(file)))


def _remove_derived(data: Path, traces: Traces, done: Forgotten) -> None:
    """Remove the exports that hold the text, or may hold it and cannot be searched: they can be made again. Whatever
    else a person keeps under the data folder is not ours to remove."""
    for path in _derived(data):
        if path.relative_to(data).parts[0] != "exports":
            continue
        if path.suffix in _UNSEARCHABLE or _holds(path, traces):
            path.unlink()
            done.removed_files.append(str(path.relative_to(data)))


def _found_in(data: Path, archive: Archive, traces: Traces) -> Iterator[str]:
    """Yield the places under the data folder in which the text still stands."""
    if not traces:
        return
    for path in sorted((data / "warc").rglob("*.warc.gz")):
        for stored in warc.captures_in(path):
            if blanked(traces, stored.body, stored.headers) is not None:
                yield f"{path.relative_to(data)} at {stored.offset} ({stored.url})"
    articles = archive.conn.execute("SELECT url, title, body FROM articles")
    named = [f"article {row['url']}" for row in articles if traces.stands_in(f"{row['title'] or ''}\n{row['body']}")]
    yield from named
    databases = [] if named else sorted(data.glob("archive.db*"))  # in pages of it: which, nobody could tell
    for path in (*_derived(data), *databases):
        if path.suffix != ".lock" and _holds(path, traces):
            yield str(path.relative_to(data))


def _in_pieces(file: BufferedIOBase, size: int = 4 * 1024 * 1024, overlap: int = 4096) -> Iterator[str]:
    """Yield a file as text, in pieces that overlap by more than a run of words is long."""
    last = b""
    while piece := file.read(size):
        yield (last + piece).decode("utf-8", "replace")
        last = piece[-overlap:]
