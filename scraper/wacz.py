"""`kronika wacz`: the WARC files of a site in one file that ReplayWeb.page opens (WACZ 1.1.1).

https://specs.webrecorder.net/wacz/1.1.1/ . The library `wacz` packs and indexes; what the pages are, we tell it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from scraper import __version__, warc
from scraper.archive import Archive
from scraper.archive.opened import Row
from scraper.locks import Held, holder
from scraper.raw import RawArchive
from scraper.url import address_key

MISSING: Final = "kronika wacz needs the extra wacz: pip install 'kronika[wacz]'"


class WaczError(Exception):
    """The file cannot be made. The text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Packed:
    """What a WACZ file holds: WARC files, captures in them, pages that its list names; `bytes` is its size."""

    files: int
    captures: int
    pages: int
    bytes: int


def write_wacz(data: Path, archive: Archive, site: str, to: Path) -> Packed:
    """Pack the WARC files of a site into the file `to`, which appears whole or not at all.

    Raises WaczError, Held while a run writes them, OSError.
    """
    try:
        from wacz.main import main as wacz
    except ImportError as error:
        raise WaczError(MISSING) from error
    facts = next(iter(archive.query("SELECT * FROM sites WHERE site = ?", (site,))), None)
    if facts is None:
        raise WaczError(f"The archive knows no site {site!r}. `kronika status` lists what it knows.")
    files = RawArchive(data, archive).files(site)
    if not files:
        raise WaczError(f"There are no captures of {site}: nothing to pack. Make some: kronika crawl {site}")
    if (who := holder(data, site)) is not None:
        raise Held(site, who)
    to.parent.mkdir(parents=True, exist_ok=True)
    beside = to.with_name(f".{to.name}.{os.getpid()}.part")
    with TemporaryDirectory() as folder:
        files = [_showable(path, Path(folder)) for path in files]
        pages = Path(folder) / "pages.jsonl"
        main = _main_page(archive, facts)
        count = _write_pages(archive, facts, main, pages)
        command = [
            "create",
            f"--output={beside}",
            f"--pages={pages}",
            f"--title={facts['name']}",
            f"--desc=The site of {facts['name']} ({facts['base_url']}) as captured; packed by Kronika {__version__}.",
        ]
        if main is not None:
            command += [f"--url={main['url']}", f"--ts={_timestamp(main)}"]
        told = StringIO()  # the library prints as it goes
        try:
            with redirect_stdout(told), redirect_stderr(told):
                failed = wacz([*command, "--", *map(str, files)])
            if failed:
                raise WaczError(f"The WACZ file of {site} could not be made: {_last_line(told)}")
            beside.replace(to)
        except (Exception, SystemExit) as error:
            if isinstance(error, OSError | WaczError):
                raise
            raise WaczError(f"The WACZ file of {site} could not be made: {_last_line(told) or error}") from error
        finally:
            beside.unlink(missing_ok=True)
    count -= told.getvalue().count("Invalid passed page")  # its record is not in the files
    captures = archive.query("SELECT count(*) AS n FROM captures WHERE site = ? AND status <> 304", (site,))[0]["n"]
    return Packed(len(files), captures, count, to.stat().st_size)


def _showable(path: Path, folder: Path) -> Path:
    """Return a file without its answers 304: the viewer takes the newest record of an address, and of a page that
    was only confirmed it shows a blank one (tried with ReplayWeb.page 2.4.6)."""
    confirmed = {stored.offset: stored.record_id for stored in warc.captures_in(path) if stored.status == 304}
    if not confirmed:
        return path
    gone = set(confirmed.values())
    with (copy := folder / path.name).open("wb") as file:
        for offset, _, member in warc.members(path):
            if offset not in confirmed and warc.parsed(member, offset)[1] not in gone:
                file.write(member)
    return copy


def _last_line(told: StringIO) -> str:
    return next(reversed(told.getvalue().strip().splitlines()), "")


def _timestamp(capture: Row) -> str:
    """Return the moment of a capture as an index of captures writes it: 14 digits."""
    return "".join(c for c in capture["captured_at"] if c.isdigit())


def _write_pages(archive: Archive, facts: Row, main: Row | None, to: Path) -> int:
    """Write the list of pages, the main page first; return how many it names."""
    count = 0
    with to.open("w", encoding="utf-8") as file:
        file.write(json.dumps({"format": "json-pages-1.0", "id": "pages", "title": facts["name"]}) + "\n")
        for url, moment, title in _pages(archive, facts, main):
            file.write(json.dumps({"url": url, "ts": moment, "title": title}, ensure_ascii=False) + "\n")
            count += 1
    return count


def _pages(archive: Archive, facts: Row, main: Row | None) -> Iterator[tuple[str, str, str]]:
    """Yield address, moment and title of each page that the list names."""
    if main is not None:
        yield main["url"], main["captured_at"], facts["name"]
    # A 304 shows nothing of its own: the capture that it confirms is in the list.
    rows = archive.query(
        """SELECT DISTINCT url, captured_at FROM captures WHERE site = ? AND role = 'article' AND status = 200
        ORDER BY captured_at, url""",
        (facts["site"],),
    )
    for row in rows:
        if main is None or (row["url"], row["captured_at"]) != (main["url"], main["captured_at"]):
            article = archive.article_at(row["url"])
            yield row["url"], row["captured_at"], (article["title"] if article else None) or row["url"]


def _main_page(archive: Archive, facts: Row) -> Row | None:
    """Return the newest capture of a site's own address; of its front page where that was never captured."""
    keys = [address_key(facts["base_url"]), address_key(facts["base_url"]).partition("/")[0]]
    rows = archive.query(
        """SELECT url, captured_at FROM captures WHERE site = ? AND status = 200 AND role != 'article'
        ORDER BY captured_at DESC, id DESC""",
        (facts["site"],),
    )
    return next((row for key in dict.fromkeys(keys) for row in rows if address_key(row["url"]) == key), None)
