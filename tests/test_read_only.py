"""An archive that may be read and not written: on a read-only disk, or somebody else's."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scraper.archive import Archive, ArchiveError
from tests.conftest import Kronika
from tests.pages import HOST, START, small_site
from tests.sites.server import LocalWeb

# Root may write everywhere; without these two capabilities the rights of files bind it as anybody.
BOUND = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kronika]:
    with LocalWeb(port=0) as web:
        small_site(web, "abc")
        kronika = Kronika(tmp_path_factory.mktemp("crawled") / "data", web)
        assert kronika("crawl", "--url", START, "--quiet").returncode == 0
        yield kronika


class Bound(Kronika):
    """The same commands, run by somebody whom the rights of files bind."""

    before = BOUND

    def paths(self) -> list[Path]:
        return [self.data, *self.data.rglob("*")]

    def forbid_writing(self) -> None:
        for path in self.paths():
            path.chmod(0o555 if path.is_dir() else 0o444)
        tried = self.run("-c", f"open({str(self.data / 'x')!r}, 'w')")
        if "Permission denied" not in tried.stderr:
            pytest.skip("neither setpriv nor another way to be bound by the rights of files")

    def allow_writing(self) -> None:
        for path in self.paths():
            path.chmod(0o755 if path.is_dir() else 0o644)


@pytest.fixture
def bound(crawled: Kronika, tmp_path: Path) -> Iterator[Bound]:
    if BOUND and shutil.which(BOUND[0]) is None:
        pytest.skip("root writes everywhere, and there is no setpriv to bind it")
    shutil.copytree(crawled.data, tmp_path / "data")
    bound = Bound(tmp_path / "data")
    yield bound
    bound.allow_writing()


def reading(to: Path) -> list[list[str]]:
    """Every command that only reads the archive."""
    return [
        ["status"],
        ["status", HOST],
        ["search", "klaster"],
        ["show", f"{START}a"],
        ["show", f"{START}a", "--raw"],
        ["explain", f"{START}a"],
        ["save-page", f"{START}a", "--to", str(to / "pages")],
        ["export", "articles", "--to", str(to / "articles.csv")],
        ["wacz", HOST, "--to", str(to / "site.wacz")],
        ["replay", "--dry-run"],
        ["replay", "--dry-run", "--jobs", "2"],
    ]


def test_every_command_that_reads_works_where_nothing_may_be_written(bound: Bound, tmp_path: Path) -> None:
    (tmp_path / "to").mkdir()
    bound.forbid_writing()
    before = {path: path.stat().st_mtime_ns for path in bound.paths()}
    for arguments in reading(tmp_path / "to"):
        ran = bound(*arguments)
        assert ran.returncode == 0, (arguments, ran.stderr)
        assert ran.stdout or "wacz" in arguments or "export" in arguments, arguments
    assert {path: path.stat().st_mtime_ns for path in bound.paths()} == before
    assert (tmp_path / "to" / "articles.csv").read_text(encoding="utf-8").count(START) == 3


@pytest.mark.parametrize("arguments", [["crawl", "--url", START], ["replay"], ["replay", "--undo", "1"]])
def test_a_command_that_writes_says_that_it_may_not(bound: Bound, arguments: list[str]) -> None:
    bound.forbid_writing()
    ran = bound(*arguments)
    assert ran.returncode == 1
    assert f"The archive {bound.data / 'archive.db'} cannot be opened: " in ran.stderr
    assert "Check the folder's rights" in ran.stderr
    assert "Traceback" not in ran.stderr


def leave_a_log(path: Path) -> None:
    """Leave rows in the write-ahead log alone, as a process that is killed does."""
    script = (
        "import os, sqlite3, sys\n"
        "conn = sqlite3.connect(sys.argv[1])\n"
        "conn.execute('PRAGMA wal_autocheckpoint = 0')\n"
        "conn.execute(\"UPDATE articles SET title = 'Z dziennika'\")\n"
        "conn.commit()\n"
        "os._exit(9)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(path)], check=False)
    assert path.with_name("archive.db-wal").stat().st_size > 0


def test_what_stands_in_the_log_alone_is_read_too_or_missed_aloud(bound: Bound) -> None:
    leave_a_log(bound.data / "archive.db")
    bound.forbid_writing()
    ran = bound("search", "dziennika")
    assert (ran.returncode, ran.stdout.count("Z dziennika")) == (0, 3), ran.stderr
    bound.allow_writing()
    (bound.data / "archive.db-shm").unlink()
    bound.forbid_writing()
    ran = bound("search", "dziennika")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "The latest rows of the archive" in ran.stderr
    assert "Copy both files to a folder that can be written to" in ran.stderr


def test_reading_brings_no_archive_up_to_date(crawled: Kronika, tmp_path: Path) -> None:
    old = Kronika(tmp_path / "data")
    shutil.copytree(crawled.data, old.data)
    with sqlite3.connect(old.data / "archive.db") as connection:
        connection.execute("DELETE FROM _sqlite_migrations WHERE name = '0003_captures'")
    connection.close()  # which folds the log into the file
    before = (old.data / "archive.db").read_bytes()
    for arguments in reading(tmp_path):
        ran = old(*arguments)
        assert ran.returncode == 1, arguments
        assert "was written by an older Kronika: it lacks 0003_captures" in ran.stderr
        assert "`kronika replay` brings it up to date" in ran.stderr
        assert "Traceback" not in ran.stderr
    assert (old.data / "archive.db").read_bytes() == before


def test_an_empty_file_is_no_archive_to_read(tmp_path: Path) -> None:
    (tmp_path / "archive.db").write_bytes(b"")
    with pytest.raises(ArchiveError, match=r"is empty\. Fill it: kronika crawl SITE"):
        Archive(tmp_path / "archive.db", readonly=True)
    with sqlite3.connect(tmp_path / "other.db") as connection:
        connection.execute("CREATE TABLE x (y)")
    connection.close()
    with pytest.raises(ArchiveError, match="no archive of Kronika"):
        Archive(tmp_path / "other.db", readonly=True)
    with pytest.raises(ArchiveError, match="cannot be opened"):
        Archive(tmp_path / "none.db", readonly=True)
    assert not (tmp_path / "none.db").exists()
