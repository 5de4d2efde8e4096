"""What `kronika wacz` packs: valid by the library's own judge, complete, and whole again when it is imported."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from scraper.archive import Archive
from scraper.foreign import import_file
from scraper.wacz import Packed, WaczError, write_wacz
from tests.conftest import Kronika
from tests.sites.server import LocalWeb

SITE = "lke"  # answers 304, redirects, and says the time of its articles in its list alone


class Package:
    """A site that was crawled twice, and packed."""

    def __init__(self, kronika: Kronika, file: Path):
        self.kronika = kronika
        self.file = file
        for _ in range(2):
            crawl = kronika("crawl", SITE, "--quiet")
            assert crawl.returncode == 0, crawl.stderr
        with Archive(kronika.data / "archive.db") as archive:
            self.packed = write_wacz(kronika.data, archive, SITE, file)

    def read(self, name: str) -> bytes:
        with zipfile.ZipFile(self.file) as package:
            return package.read(name)

    @property
    def index(self) -> list[dict[str, Any]]:
        """The lines of the index, each with its moment as 14 digits."""
        lines = gzip.decompress(self.read("indexes/index.cdx.gz")).decode().splitlines()
        parts = [line.split(" ", 2) for line in lines]
        return [{"ts": ts, **json.loads(rest)} for _, ts, rest in parts]

    @property
    def pages(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.read("pages/pages.jsonl").decode().splitlines()]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    folder = tmp_path_factory.mktemp("wacz")
    with LocalWeb(port=0) as web:
        yield Package(Kronika(folder / "data", web), folder / "lke.wacz")


def digits(moment: str) -> str:
    return "".join(c for c in moment if c.isdigit())


def test_the_library_finds_the_file_valid(package: Package) -> None:
    command = [str(Path(sys.executable).with_name("wacz")), "validate", "-f", str(package.file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "the passed WACZ is valid" in done.stdout
    assert "1.1.1" in done.stdout


def test_it_holds_every_warc_file_of_the_site(package: Package) -> None:
    first, second = sorted((package.kronika.data / "warc" / SITE).iterdir())
    assert package.read(f"archive/{first.name}") == first.read_bytes()  # all of it is for showing
    assert 0 < len(package.read(f"archive/{second.name}")) < len(second.read_bytes())  # it has answers 304
    assert package.packed.files == 2


def test_the_index_lists_every_response_and_revisit_at_its_place(package: Package) -> None:
    written = set()
    for path in (package.kronika.data / "warc" / SITE).iterdir():
        records = ArchiveIterator(BytesIO(package.read(f"archive/{path.name}")))
        for record in records:
            if record.rec_type in ("response", "revisit"):
                head = record.rec_headers
                moment = digits(head.get_header("WARC-Date"))
                place = (path.name, str(records.get_record_offset()))
                written.add((head.get_header("WARC-Target-URI"), moment, *place))
    listed = {(line["url"], line["ts"], line["filename"], line["offset"]) for line in package.index}
    assert listed == written
    shown = package.kronika.rows("SELECT id FROM captures WHERE status <> 304")
    assert len(written) == package.packed.captures == len(shown)
    statuses = {line["status"] for line in package.index}  # read from a line without a reason phrase
    assert "200" in statuses
    assert "304" not in statuses  # a viewer shows a blank page for one


def test_its_pages_are_the_articles_each_at_the_moment_of_a_capture(package: Package) -> None:
    header, *pages = package.pages
    assert header["format"] == "json-pages-1.0"
    titles = {row["url"]: row["title"] for row in package.kronika.rows("SELECT url, title FROM articles")}
    named = {page["url"]: page["title"] for page in pages}
    assert titles.items() <= named.items()
    assert len(pages) == package.packed.pages > 30
    listed = {(line["url"], line["ts"]) for line in package.index if line["status"] == "200"}
    assert {(page["url"], digits(page["ts"])) for page in pages} <= listed


def test_it_says_whose_site_it_is_and_opens_at_its_front(package: Package) -> None:
    said = json.loads(package.read("datapackage.json"))
    assert said["title"] == "Lubelski Klaster Ekoenergetyczny"
    assert "Kronika" in said["description"]
    assert said["mainPageURL"] == "https://lke.fundacja.lublin.pl/pl/"
    assert (said["mainPageURL"], digits(said["mainPageDate"])) in {(line["url"], line["ts"]) for line in package.index}
    assert said["mainPageURL"] == package.pages[1]["url"]


def everything(data: Path) -> dict[str, list[dict[str, Any]]]:
    """The articles of an archive with all that belongs to them, by address."""
    statements = {
        "articles": "SELECT * FROM articles ORDER BY url",
        "links": "SELECT a.url AS of, l.* FROM links l JOIN articles a ON a.id = article_id ORDER BY 1, position",
        "mentions": "SELECT a.url AS of, m.* FROM mentions m JOIN articles a ON a.id = article_id ORDER BY 1, m.id",
        "addresses": "SELECT a.url AS of, d.* FROM addresses d JOIN articles a ON a.id = article_id ORDER BY d.url",
        "revisions": "SELECT a.url AS of, r.* FROM revisions r JOIN articles a ON a.id = article_id ORDER BY 1, r.id",
        "captures": "SELECT * FROM captures WHERE status <> 304 ORDER BY captured_at, url, id",
    }
    # what names a row or a place in a file, and what says where it is from
    # ... and what an answer 304 tells, which is not packed
    other = {"last_seen"} | {
        "id",
        "article_id",
        "capture_id",
        "warc",
        "offset",
        "length",
        "same_as",
        "part_of",
        "source",
        "asked",
    }
    with Archive(data / "archive.db") as archive:
        return {
            name: [{k: row[k] for k in row.keys() if k not in other} for row in archive.query(sql)]  # noqa: SIM118
            for name, sql in statements.items()
        }


def test_imported_into_a_new_archive_it_gives_the_same_rows(package: Package, tmp_path: Path) -> None:
    with Archive(tmp_path / "archive.db") as archive:
        done = import_file(tmp_path, archive, package.file)
        assert {row["source"] for row in archive.query("SELECT source FROM captures")} == {"import lke.wacz"}
    assert (done.broken, done.unread, done.captures.total()) == ([], [], package.packed.captures)
    assert everything(tmp_path) == everything(package.kronika.data)


def test_what_was_imported_is_read_again_from_its_files_alone(package: Package, tmp_path: Path) -> None:
    with Archive(tmp_path / "archive.db") as archive:
        import_file(tmp_path, archive, package.file)
    before = everything(tmp_path)
    for path in tmp_path.glob("archive.db*"):
        path.unlink()
    done = Kronika(tmp_path)("replay")
    assert done.returncode == 0, done.stdout + done.stderr
    assert everything(tmp_path) == before
    with Archive(tmp_path / "archive.db") as archive:
        assert {row["source"] for row in archive.query("SELECT source FROM captures")} == {"import lke.wacz"}


def test_nothing_is_printed_and_nothing_stays_beside_it(package: Package, capfd: pytest.CaptureFixture[str]) -> None:
    to = package.file.with_name("again.wacz")
    with Archive(package.kronika.data / "archive.db") as archive:
        assert isinstance(write_wacz(package.kronika.data, archive, SITE, to), Packed)
    assert capfd.readouterr() == ("", "")
    assert {path.name for path in to.parent.iterdir()} == {"data", "lke.wacz", "again.wacz"}


def test_a_file_that_cannot_be_written_leaves_the_old_one(package: Package, tmp_path: Path) -> None:
    to = tmp_path / "taken"
    to.mkdir()
    with Archive(package.kronika.data / "archive.db") as archive, pytest.raises(OSError):
        write_wacz(package.kronika.data, archive, SITE, to)
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_a_damaged_warc_file_is_named_as_a_cause_and_leaves_nothing(package: Package, tmp_path: Path) -> None:
    shutil.copytree(package.kronika.data, tmp_path / "data")
    next((tmp_path / "data" / "warc" / SITE).iterdir()).write_bytes(b"no archive at all\n" * 100)
    with Archive(tmp_path / "data" / "archive.db") as archive, pytest.raises(WaczError, match="lke could not be made"):
        write_wacz(tmp_path / "data", archive, SITE, tmp_path / "x.wacz")
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_a_site_without_captures_or_without_a_name_is_refused(package: Package, tmp_path: Path) -> None:
    with Archive(package.kronika.data / "archive.db") as archive:
        with pytest.raises(WaczError, match="knows no site"):
            write_wacz(package.kronika.data, archive, "nobody", tmp_path / "x.wacz")
        with pytest.raises(WaczError, match="no captures of lke"):
            write_wacz(tmp_path, archive, SITE, tmp_path / "x.wacz")
    assert list(tmp_path.iterdir()) == []


def test_without_the_library_it_says_what_to_install(package: Package, tmp_path: Path) -> None:
    script = (
        "import sys; sys.modules['wacz.main'] = None\n"
        "from pathlib import Path\n"
        "from scraper.archive import Archive\n"
        "from scraper.wacz import WaczError, write_wacz\n"
        "data = Path(sys.argv[1])\n"
        "try: write_wacz(data, Archive(data / 'archive.db'), 'lke', Path(sys.argv[2]))\n"
        "except WaczError as error: print(error)\n"
    )
    done = package.kronika.run("-c", script, str(package.kronika.data), str(tmp_path / "x.wacz"))
    assert done.stdout.strip() == "kronika wacz needs the extra wacz: pip install 'kronika[wacz]'", done.stderr
