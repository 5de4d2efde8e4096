"""Every response of a crawl is kept as it came, before anything reads it, and asked for again only where it changed."""

from __future__ import annotations

import gzip
import json
import shutil
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType

from scraper import warc
from scraper.archive import Archive, SiteFacts
from scraper.raw import RawArchive
from scraper.site import file_name
from scraper.warc import Exchange
from tests.conftest import CHECKOUT, Kronika
from tests.killing import GeneratedSite, checked, rows_without_their_record
from tests.pages import HOST, START, article, small_site
from tests.sites.server import LocalWeb, Record, sites

CONDITIONAL, COMPRESSED = "lke", "klasterpolskanatura"
SITES = (CONDITIONAL, COMPRESSED, HOST)

NOT_OF_THE_SERVER = frozenset({"transfer-encoding", "connection", "keep-alive"})
"""Header lines that say how the connection was held, not what was sent over it: the client takes them off."""


BEYOND_ASCII = {
    "X-Utf8": "Łódź, Kraków".encode(),
    "X-Latin-In-Utf8": "Kraków".encode(),
    "X-Latin2": "Łódź, Kraków".encode("iso-8859-2"),
    "X-Windows": "Łódź, „Kraków”".encode("cp1250"),
}
"""Values of headers, as careless servers send them."""


@dataclass(frozen=True)
class Kept:
    """A record as a reader that is not ours finds it; names of headers are in small letters."""

    kind: str
    about: dict[str, str]
    block: bytes

    @property
    def url(self) -> str:
        return self.about["warc-target-uri"]

    @property
    def body(self) -> bytes:
        return self.block.partition(b"\r\n\r\n")[2]

    @property
    def first_line(self) -> str:
        return self.block.partition(b"\r\n")[0].decode("latin-1")

    @property
    def status(self) -> int:
        return int(self.first_line.split()[1])

    @property
    def lines(self) -> Counter[tuple[bytes, bytes]]:
        """The header lines, their names in small letters."""
        return header_lines(self.block)


def header_lines(block: bytes) -> Counter[tuple[bytes, bytes]]:
    head = block.partition(b"\r\n\r\n")[0].split(b"\r\n")[1:]
    pairs = (line.split(b":", 1) for line in head)
    return Counter((name.lower(), value.strip()) for name, value in pairs)


def records(files: list[Path], *, verified: bool = False) -> list[Kept]:
    """Every record of some files; `verified` leaves out those whose digest is missing or wrong."""
    found = []
    for path in files:
        with path.open("rb") as file:
            for record in ArchiveIterator(file, parse_http=False, verify_digests=verified):
                about = {name.lower(): value for name, value in record.headers.asdict().items()}
                found.append(Kept(about["warc-type"], about, record.reader.read()))
    return found


def files_of(kronika: Kronika, site: str) -> list[Path]:
    return sorted((kronika.data / "warc" / site).glob("*.warc.gz"))


class Twice:
    """Both sites crawled, and crawled once more; what was asked and stored in each crawl."""

    def __init__(self, kronika: Kronika, web: LocalWeb):
        self.kronika, self.web = kronika, web
        # One more site of our own: without robots.txt, with an article that has moved and one that is gone.
        small_site(web, "abc")
        said = {name: value.decode("latin-1") for name, value in BEYOND_ASCII.items()}
        web.override(HOST, r"^/a$", body=article("Wiadomość A", published="2024-03-01"), headers=said)
        web.override(HOST, r"^/b$", status=301, headers={"Location": "/nowy-adres"})
        web.override(HOST, r"^/nowy-adres$", body=article("Wiadomość B", published="2024-03-02"))
        web.override(HOST, r"^/c$", status=404, body="<h1>Nie ma takiej strony</h1>")
        self.first = kronika("crawl", CONDITIONAL, COMPRESSED, "--url", START, "--quiet")
        self.first_requests = web.requests
        self.first_files = {site: files_of(kronika, site) for site in SITES}
        self.first_captures = kronika.rows("SELECT * FROM captures ORDER BY id")
        self.first_articles = kronika.rows("SELECT * FROM articles ORDER BY id")
        asked_before = len(self.first_requests)
        self.second = kronika("crawl", CONDITIONAL, COMPRESSED, "--url", START, "--quiet")
        self.second_requests = web.requests[asked_before:]
        self.second_files = {
            site: [path for path in files_of(kronika, site) if path not in self.first_files[site]] for site in SITES
        }
        last = self.first_captures[-1]["id"]
        self.second_captures = kronika.rows("SELECT * FROM captures WHERE id > ? ORDER BY id", last)
        self.second_articles = kronika.rows("SELECT * FROM articles ORDER BY id")


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twice]:
    with LocalWeb(port=0) as web:
        yield Twice(Kronika(tmp_path_factory.mktemp("capture") / "data", web), web)


def asked(found: list[Record]) -> Counter[tuple[str, int | None]]:
    return Counter((f"{one.scheme}://{one.host}{one.path}", one.status) for one in found)


def test_both_crawls_are_well(twice: Twice) -> None:
    assert (twice.first.returncode, twice.first.stderr) == (0, "")
    assert (twice.second.returncode, twice.second.stderr) == (0, "")


def test_every_answer_has_a_row_and_a_record(twice: Twice) -> None:
    for requests, captures, files in (
        (twice.first_requests, twice.first_captures, twice.first_files),
        (twice.second_requests, twice.second_captures, twice.second_files),
    ):
        answers = asked(requests)
        assert Counter((row["url"], row["status"]) for row in captures) == answers
        kept = records([path for of_site in files.values() for path in of_site])
        assert Counter((one.url, one.status) for one in kept if one.kind in ("response", "revisit")) == answers
        assert {status for _, status in answers} >= {200, 301, 404}
    assert {row["role"] for row in twice.first_captures} == {"robots", "list", "article", "other"}
    assert {row["url"] for row in twice.first_captures if row["role"] == "robots"} == {
        f"{base}/robots.txt" for base in (sites()[CONDITIONAL].base, sites()[COMPRESSED].base, START.rstrip("/"))
    }


def test_every_row_leads_to_its_record(twice: Twice) -> None:
    assert twice.kronika.rows("SELECT count(*) AS n FROM captures")[0]["n"] > 150
    assert rows_without_their_record(twice.kronika.data) == []


def test_every_article_states_the_capture_it_was_read_from(twice: Twice) -> None:
    rows = twice.kronika.rows(
        """SELECT a.url, a.changed_at, c.captured_at, c.role, c.status, c.url AS captured, a.reader
        FROM articles a LEFT JOIN captures c ON c.id = a.capture_id"""
    )
    assert len(rows) > 60
    for row in rows:
        assert (row["role"], row["status"], row["captured_at"]) == ("article", 200, row["changed_at"]), row
        assert row["reader"]


def test_warcio_finds_nothing_wrong(twice: Twice) -> None:
    for site in SITES:
        files = files_of(twice.kronika, site)
        assert len(files) == 2, "a file a run"
        assert checked(files) == []


def test_another_reader_finds_the_same_records_and_their_digests_right(twice: Twice) -> None:
    files = [path for site in SITES for path in files_of(twice.kronika, site)]
    kept = records(files)
    kinds = Counter(one.kind for one in kept)
    captures = len(twice.first_captures) + len(twice.second_captures)
    assert kinds["response"] + kinds["revisit"] == kinds["request"] == captures
    assert kinds["warcinfo"] == len(files)
    assert len(records(files, verified=True)) == len(kept)
    responses = 0
    for path in files:
        with path.open("rb") as file:
            for record in ArchiveIterator(file, record_types=WarcRecordType.response, parse_http=True):
                assert record.verify_payload_digest(), record.headers
                responses += 1
    assert responses == kinds["response"]


def raw_answer(web: LocalWeb, url: str, request: bytes) -> bytes:
    """What the server sends, byte for byte, to these header lines."""
    host, port = web.address.split(":")
    lines = [line for line in request.partition(b"\r\n\r\n")[0].split(b"\r\n") if not line.startswith(b"Connection:")]
    lines += [b"X-Forwarded-Proto: " + urlsplit(url).scheme.encode(), b"Connection: close", b"", b""]
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(b"\r\n".join(lines))
        return b"".join(iter(lambda: connection.recv(65536), b""))


def test_a_record_holds_what_the_server_sent_and_nothing_else(twice: Twice) -> None:
    """Each request of the records is put to the server once more, over a bare socket."""
    compared = Counter[str]()
    for site in SITES:
        kept = records(twice.first_files[site])
        requests = {one.about["warc-concurrent-to"]: one for one in kept if one.kind == "request"}
        for one in kept:
            if one.kind != "response":
                continue
            answer = raw_answer(twice.web, one.url, requests[one.about["warc-record-id"]].block)
            assert one.body == answer.partition(b"\r\n\r\n")[2], one.url
            assert one.status == int(answer.split(b" ", 2)[1])
            sent, stored = header_lines(answer), one.lines
            for lines in (sent, stored):
                for line in [line for line in lines if line[0] == b"date"]:
                    del lines[line]
            for line in [line for line in sent if line[0].decode() in NOT_OF_THE_SERVER]:
                del sent[line]
            assert stored == sent, one.url
            compared[site] += 1
            compared["gzip"] += (b"content-encoding", b"gzip") in stored
    assert compared[CONDITIONAL] > 30
    assert compared[COMPRESSED] > 30
    assert compared["gzip"] > 30


def test_header_values_beyond_ascii_are_kept_byte_for_byte(twice: Twice) -> None:
    (kept,) = [one for one in records(twice.first_files[HOST]) if one.kind == "response" and one.url == f"{START}a"]
    for name, value in BEYOND_ASCII.items():
        assert (name.lower().encode(), value) in kept.lines
    for row in twice.kronika.rows("SELECT * FROM captures WHERE url = ?", f"{START}a"):
        stored = warc.read_at(twice.kronika.data / row["warc"], row["offset"], row["length"])
        read = {name.lower(): value for name, value in stored.headers}
        assert {name: read[name.lower().encode()] for name in BEYOND_ASCII} == BEYOND_ASCII


def test_a_compressed_page_is_kept_compressed_and_reads_as_it_is(twice: Twice) -> None:
    pages = [one for one in records(twice.first_files[COMPRESSED]) if one.kind == "response" and one.status == 200]
    for one in [one for one in pages if one.body][:10]:
        assert (b"content-encoding", b"gzip") in one.lines
        assert one.body[:2] == b"\x1f\x8b"
        assert gzip.decompress(one.body) == twice.web.fetch(one.url)


def test_a_request_record_holds_what_was_asked(twice: Twice) -> None:
    kept = [one for site in SITES for one in records(twice.second_files[site]) if one.kind == "request"]
    stored = Counter((one.url, frozenset(name.decode() for name, _ in one.lines)) for one in kept)
    of_the_test = {"x-forwarded-proto", "connection"}
    came = Counter(
        (f"{one.scheme}://{one.host}{one.path}", frozenset(set(one.headers) - of_the_test))
        for one in twice.second_requests
    )
    assert stored == came
    for one in kept[:20]:
        target = urlsplit(one.url)
        assert one.first_line == f"GET {target.path}{'?' if target.query else ''}{target.query} HTTP/1.1"


def test_the_second_crawl_asks_only_for_what_has_changed(twice: Twice) -> None:
    tags = {row["url"]: (row["etag"], row["last_modified"]) for row in twice.first_captures if row["etag"]}
    assert len(tags) > 30
    assert not [one for one in twice.first_requests if {"if-none-match", "if-modified-since"} & set(one.headers)]
    for one in twice.second_requests:
        url = f"{one.scheme}://{one.host}{one.path}"
        sent = (one.headers.get("if-none-match"), one.headers.get("if-modified-since"))
        assert sent == tags.get(url, (None, None)), url
        assert (one.status == 304) == (url in tags), url


def test_a_second_crawl_stores_no_payload_twice(twice: Twice) -> None:
    for site in SITES:
        kept = records(files_of(twice.kronika, site))
        payloads = Counter(one.about["warc-payload-digest"] for one in kept if one.kind == "response" and one.body)
        assert payloads
        assert set(payloads.values()) == {1}
        again = [one for one in records(twice.second_files[site]) if one.kind not in ("request", "warcinfo")]
        assert {one.kind for one in again if one.status in (200, 304)} == {"revisit"}
    # A row says of a revisit whose payload it shows, and how large that is.
    holders = {row["id"]: row for row in twice.first_captures}
    for row in twice.second_captures:
        if row["status"] in (200, 304):
            holder = holders[row["same_as"]]
            assert holder["same_as"] is None
            assert (row["digest"], row["bytes"], row["url"]) == (holder["digest"], holder["bytes"], holder["url"])
            assert row["bytes"] > 0


def test_a_revisit_names_the_record_that_holds_its_payload(twice: Twice) -> None:
    holders = {(row["url"], row["captured_at"]): row for row in twice.first_captures if row["same_as"] is None}
    profiles = Counter[str]()
    for site in SITES:
        for one in records(twice.second_files[site]):
            if one.kind != "revisit":
                continue
            holder = holders[one.about["warc-refers-to-target-uri"], one.about["warc-refers-to-date"]]
            assert one.body == b""
            assert one.about["warc-payload-digest"] == holder["digest"]
            assert one.url == holder["url"] or one.status == 404  # whose page is the same for every address
            profile = one.about["warc-profile"]
            assert profile.startswith("http://netpreserve.org/warc/1.1/revisit/")
            assert (profile.rpartition("/")[2] == "server-not-modified") is (one.status == 304)
            profiles[f"{site} {profile.rpartition('/')[2]}"] += 1
    assert profiles[f"{CONDITIONAL} server-not-modified"] > 30
    assert profiles[f"{COMPRESSED} identical-payload-digest"] > 30


def test_a_second_crawl_sees_every_article_and_changes_none(twice: Twice) -> None:
    assert twice.kronika.rows("SELECT * FROM revisions") == []
    assert len(twice.second_articles) == len(twice.first_articles) > 60
    for before, after in zip(twice.first_articles, twice.second_articles, strict=True):
        assert after["last_seen"] > before["last_seen"], after["url"]
        assert {**after, "last_seen": before["last_seen"]} == before
    runs = twice.kronika.rows("SELECT site, outcome, found, new, revised, unchanged, bytes FROM runs ORDER BY id")
    for run in runs[3:]:
        assert (run["outcome"], run["new"], run["revised"]) == ("ok", 0, 0)
        assert run["unchanged"] == run["found"] >= (30 if run["site"] != HOST else 2)


def test_a_file_says_who_made_it_and_whose_pages_it_holds(twice: Twice) -> None:
    info = warc.info_of(twice.first_files[CONDITIONAL][0])
    assert info["software"].startswith("Kronika/")
    assert info["robots"] == "obey"
    assert info["http-header-user-agent"].startswith("Kronika/")
    assert json.loads(info["kronika-site"])["base_url"] == "https://lke.fundacja.lublin.pl/pl/"


# --- a site of our own


@pytest.fixture
def conditional() -> Iterator[GeneratedSite]:
    with GeneratedSite(6, conditional=True) as site:
        yield site


def rows_after(kronika: Kronika, capture_id: int) -> list[dict[str, Any]]:
    return kronika.rows("SELECT * FROM captures WHERE id > ? ORDER BY id", capture_id)


def test_a_page_whose_file_is_gone_is_fetched_whole_and_kept_anew(tmp_path: Path, conditional: GeneratedSite) -> None:
    kronika = Kronika(tmp_path / "data")
    folder = kronika.data / "warc" / file_name(conditional.name)

    def crawl() -> list[dict[str, Any]]:
        last = kronika.rows("SELECT max(id) AS id FROM captures")[0]["id"] if folder.exists() else 0
        ran = kronika("crawl", "--url", conditional.address, "--quiet")
        assert (ran.returncode, ran.stderr) == (0, "")
        return rows_after(kronika, last)

    first = crawl()
    shutil.rmtree(folder)
    folder.mkdir()
    conditional.asked.clear()
    anew = crawl()
    met = {path: (knows, status) for path, knows, status in reversed(conditional.asked)}  # each for the first time
    assert set(met.values()) == {(None, 200), (None, 404)}
    pages = [row for row in anew if row["status"] == 200]
    assert len(pages) == len([row for row in first if row["status"] == 200]) > 6
    assert [row["url"] for row in pages if row["same_as"] is not None] == [], "kept whole"
    # From then on it is asked for only where it changed, and what is kept anew is what is confirmed.
    again = [row for row in crawl() if row["status"] != 404]
    assert {row["status"] for row in again} == {304}
    assert {row["same_as"] for row in again} == {row["id"] for row in pages}
    with Archive(kronika.data / "archive.db") as archive:
        raw = RawArchive(kronika.data, archive)
        for row in archive.query("SELECT * FROM captures WHERE id > ?", (first[-1]["id"],)):
            stored = raw.stored(row)
            assert (stored.url, stored.status, stored.digest) == (row["url"], row["status"], row["digest"])
            if row["status"] != 404:
                assert warc.digest_of(raw.page(row).body) == row["digest"]
    assert checked(sorted(folder.iterdir())) == []
    # The articles were read from what is lost; they read the same from what was kept anew.
    ran = kronika("replay")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "pages read, 0 articles read otherwise" in ran.stdout


def test_a_site_without_a_class_keeps_its_own_copies_when_it_gets_one(
    tmp_path: Path, conditional: GeneratedSite
) -> None:
    """By its address it has another name, so other files: what belongs to a site must stand in the site's own."""
    (tmp_path / "klaster.py").write_text(
        "from scraper.cms import Listing\n\n\n"
        "class Klaster(Listing):\n"
        f"    name, association, start_urls = 'klaster', 'Klaster', ['{conditional.address}']\n",
        encoding="utf-8",
    )
    (tmp_path / "klaster_settings.py").write_text(
        "from scraper.settings import *\nSPIDER_MODULES = ['klaster']\n", encoding="utf-8"
    )
    kronika = Kronika(tmp_path / "data")
    described = {"PYTHONPATH": str(tmp_path), "SCRAPY_SETTINGS_MODULE": "klaster_settings"}
    for arguments, environment in ((("--url", conditional.address), {}), (("klaster",), described)):
        ran = kronika("crawl", *arguments, "--quiet", **environment)
        assert (ran.returncode, ran.stderr) == (0, "")
    assert rows_without_their_record(kronika.data) == []
    crossing = "SELECT c.url FROM captures c JOIN captures h ON h.id = c.same_as WHERE h.site <> c.site"
    assert kronika.rows(crossing) == []
    answers = kronika.rows(
        "SELECT min(id), status, count(*) AS n FROM captures WHERE role = 'article' GROUP BY site, status ORDER BY 1"
    )
    assert [(row["status"], row["n"]) for row in answers] == [(200, 6), (200, 6)]


def test_a_payload_whose_record_was_lost_is_stored_anew(tmp_path: Path) -> None:
    """After a power cut: the page that a later capture refers to is gone, and comes again."""
    raw = raw_archive(tmp_path)
    page = b"<h1>Komunikat</h1>"
    for number in (1, 2):
        writer = raw.writer(HOST)
        raw.keep(writer, exchange(number, page))
        writer.close()
    first, second = raw.files(HOST)
    with first.open("r+b") as file:
        file.truncate(first.stat().st_size - 1)
    assert [mended.lost for mended in raw.mend(HOST)] == [1]
    assert second.exists()
    writer = raw.writer(HOST)
    kept = raw.keep(writer, exchange(3, page))
    writer.close()
    (row,) = raw.archive.query("SELECT * FROM captures WHERE id = ?", (kept,))
    assert row["same_as"] is None
    assert raw.page(row).body == page
    (referring,) = raw.archive.query("SELECT * FROM captures WHERE id = 2")
    assert raw.page(referring).body == page


# --- the files


def exchange(number: int, body: bytes) -> Exchange:
    return Exchange(
        url=f"{START}{number}",
        moment=f"2026-11-24T20:00:{number:02}Z",
        method="GET",
        request_headers=((b"Host", HOST.encode()),),
        status=200,
        headers=((b"Content-Type", b"text/html"),),
        body=body,
        asked={"role": "article"},
    )


def raw_archive(data: Path) -> RawArchive:
    archive = Archive(data / "archive.db")
    archive.note_site(SiteFacts(site=HOST, name="Klaster", base_url=START))
    return RawArchive(data, archive)


def test_a_file_that_is_full_is_followed_by_the_next(tmp_path: Path) -> None:
    raw = raw_archive(tmp_path)
    writer = raw.writer(HOST)
    writer.largest = 3000
    noise = [bytes((7 * n * n + 31 * m * m + n * m) % 251 for m in range(1500)) for n in range(10)]
    ids = [raw.keep(writer, exchange(number, body)) for number, body in enumerate(noise)]
    writer.close()
    files = raw.files(HOST)
    assert len(files) > 2
    assert all(path.stat().st_size >= 3000 for path in files[:-1])
    assert all(path.stat().st_size < 3000 + 4000 for path in files), "a file is closed at the first record over it"
    assert all(warc.info_of(path)["isPartOf"] == HOST for path in files)
    assert [raw.page(raw.archive.query("SELECT * FROM captures WHERE id = ?", (i,))[0]).body for i in ids] == noise
    assert checked(files) == []


FULL_DISK = """
import errno, resource, sys
from pathlib import Path
from tests.test_capture import exchange, raw_archive
data = Path(sys.argv[1])
raw = raw_archive(data)
writer = raw.writer("klaster.example.pl")
noise = bytes(range(256))
raw.keep(writer, exchange(1, noise))
whole = writer.path.stat().st_size
import os
resource.setrlimit(resource.RLIMIT_FSIZE, (whole + 500_000, whole + 500_000))
try:
    raw.keep(writer, exchange(2, os.urandom(900_000)))
except OSError as error:
    print(error.errno == errno.EFBIG, writer.path.stat().st_size == whole)
raw.keep(writer, exchange(3, noise[::-1]))
writer.close()
"""


def test_a_write_that_fails_half_way_leaves_the_last_whole_record_at_the_end(tmp_path: Path) -> None:
    command = [sys.executable, "-c", FULL_DISK, str(tmp_path)]
    ran = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert (ran.stdout.split(), ran.stderr) == (["True", "True"], "")
    raw = raw_archive(tmp_path)
    assert [row["url"] for row in raw.archive.query("SELECT url FROM captures ORDER BY id")] == [
        f"{START}1",
        f"{START}3",
    ]
    assert rows_without_their_record(tmp_path) == []
    assert checked(raw.files()) == []
    assert list(raw.mend(HOST)) == []


def limited(command: list[str], kronika: Kronika, largest: int) -> subprocess.CompletedProcess[str]:
    """Run a command none of whose files may grow beyond a size: what a full disk does, for real."""
    code = f"import resource, runpy, sys; resource.setrlimit(resource.RLIMIT_FSIZE, ({largest}, {largest}))\n"
    code += "sys.argv = sys.argv[1:]; runpy.run_module('scraper.cli', run_name='__main__', alter_sys=False)"
    return subprocess.run(
        [sys.executable, "-c", code, "kronika", *command],
        cwd=CHECKOUT,
        env=kronika.environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_full_disk_ends_the_crawl_with_a_sentence_and_whole_files(kronika: Kronika, web: LocalWeb) -> None:
    small_site(web, "abcd")
    noise = "".join(f"{(n * 2654435761) % 2**32:08x}" for n in range(150_000))  # about 0.6 MB once packed
    for day, name in enumerate("abcd", 1):
        script = f"<script>var x = '{name}{noise[day:]}'</script>"
        web.override(HOST, rf"^/{name}$", body=article(f"Wiadomość {name}", published=f"2024-03-0{day}", extra=script))
    ran = limited(["crawl", "--url", START, "--quiet"], kronika, 1_500_000)
    assert ran.returncode == 1
    assert f"{HOST}: disk: the page could not be kept: " in ran.stderr
    assert "File too large" in ran.stderr
    assert "Check space and rights of the data folder" in ran.stderr
    kept = kronika.rows("SELECT url FROM captures WHERE role = 'article'")
    assert 0 < len(kept) < 4
    assert len(kronika.rows("SELECT url FROM articles")) == len(kept), "what is not kept is not read"
    (path,) = files_of(kronika, HOST)
    assert warc.whole_until(path) == path.stat().st_size
    assert rows_without_their_record(kronika.data) == []
    assert checked([path]) == []
    again = kronika("crawl", "--url", START, "--quiet")
    assert (again.returncode, again.stderr) == (0, "")
    assert len(kronika.rows("SELECT url FROM articles")) == 4
    assert kronika.rows("SELECT kind FROM problems WHERE kind LIKE 'raw-%'") == [], "nothing was left to be mended"


def test_without_captures_nothing_is_kept_and_all_is_read(kronika: Kronika, web: LocalWeb) -> None:
    small_site(web, "ab")
    ran = kronika.run(
        "-m", "scrapy", "crawl", CONDITIONAL, "-s", "CAPTURE=0", "-s", "CLOSESPIDER_ITEMCOUNT=3", "-L", "ERROR"
    )
    assert ran.returncode == 0, ran.stderr
    assert kronika.rows("SELECT * FROM captures") == []
    assert len(kronika.rows("SELECT * FROM articles WHERE capture_id IS NULL")) >= 3
    assert not list(kronika.data.glob("warc/*/*"))


def test_a_page_that_came_packed_is_read_again_from_a_304_that_states_a_type(kronika: Kronika, web: LocalWeb) -> None:
    """Many a server repeats Content-Type in a 304, and not Content-Encoding: what is kept is packed none the less."""
    small = small_site(web, "abc")
    body = gzip.compress(article("Spakowana", published="2024-03-09").encode())
    packed = {"Content-Encoding": "gzip", "ETag": '"1"', "Content-Type": "text/html; charset=utf-8"}
    small.override(HOST, r"^/a$", status=200, body=body, headers=packed)
    assert kronika("crawl", "--url", START, "--quiet").returncode == 0
    before = kronika.rows("SELECT * FROM articles ORDER BY id")
    small.override(HOST, r"^/a$", status=304, headers={"ETag": '"1"', "Content-Type": "text/html; charset=utf-8"})
    again = kronika("crawl", "--url", START, "--quiet")
    assert (again.returncode, again.stderr) == (0, "")
    assert kronika.rows("SELECT status FROM captures WHERE url LIKE '%/a' ORDER BY id DESC LIMIT 1") == [
        {"status": 304}
    ]
    after = kronika.rows("SELECT * FROM articles ORDER BY id")
    assert [(row["title"], row["body"]) for row in after] == [(row["title"], row["body"]) for row in before]
    assert after[0]["title"] == "Spakowana"
