"""What a death leaves of the files is put right before the next run writes, and nothing else is touched."""

from __future__ import annotations

import fcntl
import random
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scraper import warc
from scraper.raw import Mended
from scraper.warc import WarcError, exchange_members
from tests.conftest import Kronika
from tests.killing import LATEST, GeneratedSite, checked, kill_once, rows_without_their_record
from tests.pages import HOST, START, small_site
from tests.sites.server import LocalWeb
from tests.test_capture import exchange, raw_archive

PAGES = [f"<h1>Komunikat {number}</h1><p>Klaster zaprasza.</p>".encode() for number in range(4)]


class Written:
    """A file of three captures with their rows; and the folder, to begin anew with."""

    def __init__(self, data: Path):
        self.data = data
        self.raw = raw_archive(data)
        writer = self.raw.writer(HOST)
        for number, page in enumerate(PAGES[:3]):
            self.raw.keep(writer, exchange(number, page))
        writer.close()
        (self.path,) = self.raw.files(HOST)
        self.file = str(self.path.relative_to(data))
        self.whole = self.path.read_bytes()

    def rows(self) -> list[dict[str, Any]]:
        return [dict(row) for row in self.raw.archive.query("SELECT * FROM captures ORDER BY id")]

    def mend(self) -> list[Mended]:
        return list(self.raw.mend(HOST))

    def remove_rows_after(self, captures: int) -> None:
        """As if the process had died between a record and its row."""
        with self.raw.archive.transaction() as conn:
            conn.execute("DELETE FROM captures WHERE id > ?", (captures,))

    def is_sound(self) -> bool:
        return rows_without_their_record(self.data) == [] and checked(self.raw.files(HOST)) == []


@pytest.fixture
def written(tmp_path: Path) -> Written:
    return Written(tmp_path)


def test_what_is_whole_is_left_as_it_is(written: Written) -> None:
    before = written.rows()
    assert written.mend() == []
    assert (written.path.read_bytes(), written.rows()) == (written.whole, before)
    assert written.is_sound()


def test_a_record_cut_off_at_any_byte_is_taken_away_and_nothing_else_is_lost(written: Written) -> None:
    """The process died while it wrote the fourth capture: after each byte of it, one after another."""
    before = written.rows()
    request, response = exchange_members(exchange(3, PAGES[3]))
    for length in range(1, len(request) + len(response)):
        written.path.write_bytes(written.whole + (request + response)[:length])
        end = len(written.whole) + (len(request) if length >= len(request) else 0)
        cut = len(written.whole) + length - end
        assert written.mend() == ([Mended(written.file, cut=cut)] if cut else []), length
        assert written.path.read_bytes() == (written.whole + request)[:end], length
        assert written.rows() == before, length
        assert written.mend() == [], length
    assert written.is_sound()


def test_a_whole_record_without_a_row_gets_one(written: Written) -> None:
    before = written.rows()
    for known in (2, 1, 0):
        written.remove_rows_after(known)
        assert written.mend() == [Mended(written.file, added=3 - known)]
        assert [{**row, "id": None} for row in written.rows()] == [{**row, "id": None} for row in before]
        assert written.mend() == []
    assert written.path.read_bytes() == written.whole
    assert written.is_sound()


def test_a_revisit_and_a_part_without_a_row_get_the_rows_that_the_crawl_would_have_written(written: Written) -> None:
    writer = written.raw.writer(HOST)
    same = replace(exchange(0, PAGES[0]), moment="2026-11-25T20:00:00Z")
    confirmed = replace(same, status=304, body=b"", headers=((b"ETag", b'"1"'),), moment="2026-11-26T20:00:00Z")
    part = replace(exchange(3, PAGES[3]), asked={"role": "part", "of": f"{START}0", "part": 2})
    part = replace(part, moment="2026-11-27T20:00:00Z")
    written.raw.keep(writer, same)
    (newest,) = written.raw.archive.query("SELECT * FROM captures WHERE id = 4")
    written.raw.keep(writer, confirmed, confirms=newest)
    written.raw.keep(writer, part)
    writer.close()
    before = written.rows()
    assert [row["same_as"] for row in before] == [None, None, None, 1, 1, None]
    assert before[-1]["part_of"] == 5
    written.remove_rows_after(3)
    assert [mended.added for mended in written.mend()] == [3]
    assert written.rows() == before
    assert written.is_sound()


def test_a_record_that_is_not_whole_after_one_without_a_row(written: Written) -> None:
    before = written.rows()
    written.remove_rows_after(2)
    written.path.write_bytes(written.whole + written.whole[:100])
    assert written.mend() == [Mended(written.file, cut=100, added=1)]
    assert written.path.read_bytes() == written.whole
    assert written.rows() == before


def test_rows_past_the_end_of_the_file_are_removed_and_told(written: Written) -> None:
    """The disk lost what it had been given: a power cut."""
    before = written.rows()
    with written.path.open("r+b") as file:
        file.truncate(before[2]["offset"] + 20)
    assert written.mend() == [Mended(written.file, cut=20, lost=1)]
    assert written.rows() == before[:2]
    assert written.path.read_bytes() == written.whole[: before[2]["offset"]]
    assert written.mend() == []
    assert written.is_sound()


def test_an_article_whose_record_was_lost_stays(written: Written) -> None:
    with written.raw.archive.transaction() as conn:
        conn.execute(
            """INSERT INTO articles (site, url, address_key, title, body, words, first_seen, last_seen, changed_at,
            fingerprint, capture_id) VALUES (?, ?, 'key', 'Komunikat', 'Klaster zaprasza.', 2, '', '', '', '', 3)""",
            (HOST, f"{START}2"),
        )
    written.path.write_bytes(written.whole[: written.rows()[1]["offset"]])
    assert [mended.lost for mended in written.mend()] == [2]
    (article,) = written.raw.archive.query("SELECT * FROM articles")
    assert (article["body"], article["capture_id"]) == ("Klaster zaprasza.", None)
    assert written.raw.archive.query("PRAGMA foreign_key_check") == []


def test_a_file_that_somebody_is_writing_is_left_alone(written: Written) -> None:
    written.path.write_bytes(written.whole + b"half a record")
    with written.path.open("rb") as writing:
        fcntl.flock(writing, fcntl.LOCK_EX)
        assert written.mend() == []
        assert written.path.read_bytes() == written.whole + b"half a record"
    assert written.mend() == [Mended(written.file, cut=13)]
    # What the writer itself holds is no less locked.
    writer = written.raw.writer(HOST)
    written.raw.keep(writer, exchange(3, PAGES[3]))
    assert writer.path is not None
    size = writer.path.stat().st_size
    with writer.path.open("ab") as file:
        file.write(b"the beginning of the next one")
    assert written.mend() == []
    assert writer.path.stat().st_size > size
    writer.close()


def test_a_file_without_even_its_first_record_is_removed(written: Written) -> None:
    whole = warc.info_member("x.warc.gz", {"software": "Kronika"})
    for length in (0, 1, len(whole) - 1):
        begun = written.path.with_name("klaster.example.pl-20990101000000-00001.warc.gz")
        begun.write_bytes(whole[:length])
        name = str(begun.relative_to(written.data))
        assert written.mend() == ([Mended(name, cut=length)] if length else []), length
        assert not begun.exists(), length
    assert written.mend() == []
    assert written.is_sound()


def test_the_files_of_other_sites_are_not_touched(written: Written) -> None:
    written.path.write_bytes(written.whole + b"half a record")
    assert list(written.raw.mend("inny.example.pl")) == []
    assert written.path.read_bytes() == written.whole + b"half a record"


def test_a_file_without_any_row_is_taken_in(written: Written, tmp_path: Path) -> None:
    """A file put back from a copy, or a new database."""
    raw = raw_archive(tmp_path / "new")
    shutil.copytree(written.data / "warc", tmp_path / "new" / "warc")
    assert list(raw.mend(HOST)) == [Mended(written.file, added=3)]
    assert [dict(row) for row in raw.archive.query("SELECT * FROM captures ORDER BY id")] == written.rows()


def test_a_record_that_is_not_whole_cannot_be_read(written: Written) -> None:
    row = written.rows()[-1]
    stored = warc.read_at(written.path, row["offset"], row["length"])
    for length in range(row["length"]):
        with pytest.raises(WarcError):
            warc.read_at(written.path, row["offset"], length)
    refused = 0
    for at in range(10, row["length"]):  # behind the head of the gzip member, whose moment and system nobody checks
        broken = bytearray(written.whole)
        broken[row["offset"] + at] ^= 0x10
        written.path.write_bytes(broken)
        try:
            # A bit that only fills up the last byte of the stream may be any.
            assert warc.read_at(written.path, row["offset"], row["length"]) == stored, at
        except WarcError:
            refused += 1
    assert refused >= row["length"] - 11


def test_the_next_run_says_what_it_mended_and_fails_only_where_records_were_lost(
    kronika: Kronika, web: LocalWeb
) -> None:
    small_site(web, "abc")
    assert kronika("crawl", "--url", START, "--quiet").returncode == 0
    (path,) = (kronika.data / "warc" / HOST).iterdir()
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:77])
    before = kronika.rows("SELECT * FROM captures")
    again = kronika("crawl", "--url", START, "--quiet")
    assert (again.returncode, again.stderr) == (0, ""), "a notice wakes nobody"
    assert path.read_bytes() == whole
    assert kronika.rows("SELECT * FROM captures WHERE id <= ?", len(before)) == before
    (told,) = kronika.rows("SELECT kind, fails_run, cause, remedy FROM problems")
    assert (told["kind"], told["fails_run"]) == ("raw-mended", 0)
    assert "77 bytes of a record that was not whole were cut off" in told["cause"]
    assert path.name in told["cause"]

    path.write_bytes(whole[:-1])
    third = kronika("crawl", "--url", START, "--quiet")
    assert third.returncode == 1
    assert f"{HOST}: raw-lost: at the end of warc/{HOST}/{path.name} 1 record could not be read" in third.stderr
    assert rows_without_their_record(kronika.data) == []
    assert len(kronika.rows("SELECT * FROM articles")) == 3


def test_kill_9_at_any_moment_leaves_an_archive_in_order(tmp_path: Path) -> None:
    """Five here; `python -m tests.killing --times 200` for more."""
    dice = random.Random()
    with GeneratedSite(120) as site:
        for number in range(5):
            killed = kill_once(
                tmp_path / str(number),
                site,
                requests=dice.randint(1, site.requests - 40),
                seconds=dice.uniform(0, LATEST),
            )
            assert not killed.came_too_late
            assert killed.wrong == [], f"after {killed.requests} requests"


def test_a_crawl_that_was_killed_goes_on_in_the_same_archive(tmp_path: Path) -> None:
    kronika = Kronika(tmp_path)
    with GeneratedSite(60) as site:
        for requests in (30, 50):
            assert kill_once(tmp_path, site, requests=requests).wrong == []
        ran = kronika("crawl", "--url", site.address, "--quiet")
        assert (ran.returncode, ran.stderr) == (0, "")
        assert len(kronika.rows("SELECT id FROM articles")) == 60
        assert kronika.rows("SELECT id FROM revisions") == []
        assert [row["outcome"] for row in kronika.rows("SELECT outcome FROM runs ORDER BY id")] == [
            "interrupted",
            "interrupted",
            "ok",
        ]
    assert rows_without_their_record(tmp_path) == []
    files = sorted(tmp_path.glob("warc/*/*"))
    assert len(files) == 3
    assert checked(files) == []
