"""Archives that others made: what wget, browsertrix and Common Crawl wrote becomes captures and articles of ours."""

from __future__ import annotations

import gzip
import io
import json
import random
import shutil
import subprocess
import sys
import threading
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import brotli
import pytest
from scrapy.http import HtmlResponse
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from scraper import warc
from scraper.archive import Archive, tombstones
from scraper.cms.article_pages import why_no_article
from scraper.extract import extract
from scraper.foreign import Imported, as_json, import_file, lines
from scraper.others import ForeignError
from scraper.raw import RawArchive
from tests.conftest import Kronika
from tests.pages import HOST, SENTENCE, START, article, listing
from tests.sites.server import LocalWeb
from tests.sites.truth import not_articles, truth

MOMENT = "2024-05-06T07:08:09Z"


class Foreign:
    """Writes a file as another tool would, with warcio's own writer."""

    def __init__(self, path: Path, *, packed: bool = True, version: str = "WARC/1.0"):
        self.path = path
        self.buffer = io.BytesIO()
        self.writer = WARCWriter(self.buffer, gzip=packed, warc_version=version)
        self.whole: list[int] = []
        """Where each record ends."""

    def add(self, record: ArcWarcRecord) -> ArcWarcRecord:
        self.writer.write_record(record)
        self.whole.append(self.buffer.tell())
        return record

    def info(self) -> None:
        self.add(self.writer.create_warcinfo_record("x.warc.gz", {"software": "Another/1.0"}))

    def answer(
        self,
        url: str,
        body: str | bytes = "",
        *,
        moment: str = MOMENT,
        status: str = "200 OK",
        headers: Mapping[str, str] | None = None,
        fields: Mapping[str, str] | None = None,
        asked: bool = True,
        method: str = "GET",
    ) -> ArcWarcRecord:
        content = body.encode() if isinstance(body, str) else body
        head = {"Content-Type": "text/html; charset=utf-8", **(headers or {})}
        record = self.writer.create_warc_record(
            url,
            "response",
            payload=io.BytesIO(content),
            length=len(content),
            http_headers=StatusAndHeaders(status, list(head.items()), protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-Date": moment, **(fields or {})},
        )
        self.add(record)
        if asked:
            line = StatusAndHeaders(f"{method} / HTTP/1.1", [("Host", HOST)], is_http_request=True)
            request = self.writer.create_warc_record(
                url, "request", http_headers=line, warc_headers_dict={"WARC-Date": moment}
            )
            request.rec_headers.add_header("WARC-Concurrent-To", record.rec_headers.get_header("WARC-Record-ID"))
            self.add(request)
        return record

    def revisit(self, url: str, of: ArcWarcRecord, *, moment: str, headers: bool = True) -> None:
        head = of.rec_headers
        lines = StatusAndHeaders("200 OK", [*of.http_headers.headers, ("X-Own", "1")], protocol="HTTP/1.1")
        self.add(
            self.writer.create_revisit_record(
                url,
                head.get_header("WARC-Payload-Digest"),
                head.get_header("WARC-Target-URI"),
                head.get_header("WARC-Date"),
                http_headers=lines if headers else None,
                warc_headers_dict={"WARC-Date": moment},
            )
        )

    def other(self, kind: str, url: str, content: bytes = b"x: y", content_type: str = "text/plain") -> None:
        self.add(
            self.writer.create_warc_record(
                url, kind, payload=io.BytesIO(content), length=len(content), warc_content_type=content_type
            )
        )

    def save(self) -> Path:
        self.path.write_bytes(self.buffer.getvalue())
        return self.path


def chunked(body: bytes, size: int = 700) -> bytes:
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x;note=1\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def take(data: Path, file: Path, site: str | None = None) -> Imported:
    with Archive(data / "archive.db") as archive:
        return import_file(data, archive, file, site)


def rows(data: Path, sql: str, *parameters: object) -> list[dict[str, Any]]:
    with Archive(data / "archive.db") as archive:
        return [dict(row) for row in archive.query(sql, parameters)]


def dump(data: Path) -> dict[str, Any]:
    """All that an archive holds: the rows of every table, and the files."""
    tables = ("sites", "captures", "articles", "revisions", "addresses", "links", "mentions")
    return {table: rows(data, f"SELECT * FROM {table}") for table in tables} | {
        path.name: path.read_bytes() for path in (data / "warc").rglob("*.gz")
    }


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def foreign(tmp_path: Path) -> Foreign:
    return Foreign(tmp_path / "theirs.warc.gz")


# --- wget

needs_wget = pytest.mark.skipif(shutil.which("wget") is None, reason="wget is not installed")


def wget(folder: Path, *arguments: str, **options: str) -> Path:
    """Run the real wget, and return the WARC file that it wrote."""
    settings = [word for name, value in options.items() for word in ("-e", f"{name}={value}")]
    command = ["wget", "--no-config", "--warc-file=theirs", "--delete-after", "-nv", "-P", "pages", *settings]
    subprocess.run([*command, *arguments], cwd=folder, capture_output=True, timeout=100, check=False)
    return next(folder.glob("theirs.warc*"))


@needs_wget
@pytest.mark.parametrize("packed", [True, False])
def test_what_wget_crawled_gives_the_articles_that_our_crawl_gives(tmp_path: Path, packed: bool) -> None:
    statement = "SELECT url, title, published, published_precision, published_from, body, author, image FROM articles"
    linked = "SELECT a.url AS of, l.url, l.text, l.kind FROM links l JOIN articles a ON a.id = article_id"
    with LocalWeb(port=0) as web:
        kronika = Kronika(tmp_path / "ours", web)
        assert kronika("crawl", "kignet", "--quiet").returncode == 0
        more = () if packed else ("--no-warc-compression",)
        file = wget(
            tmp_path,
            *("-r", "-l", "inf", "--reject-regex=/miesiac/", *more, "http://www.kignet.pl/pl/kalendarz/"),
            use_proxy="yes",
            http_proxy=f"http://{web.address}/",
        )
    assert file.suffix == (".gz" if packed else ".warc")
    done = take(tmp_path / "data", file)
    assert (done.broken, done.unread) == ([], [])
    ours, theirs = kronika.data, tmp_path / "data"
    assert rows(theirs, f"{statement} ORDER BY url") == rows(ours, f"{statement} ORDER BY url")
    assert rows(theirs, f"{linked} ORDER BY 1, position") == rows(ours, f"{linked} ORDER BY 1, position")
    assert done.articles == {"new": len(truth("kignet"))}
    captures = rows(theirs, "SELECT * FROM captures")
    assert len(captures) == done.captures["kignet"] > 60
    assert {row["source"] for row in captures} == {f"import {file.name}"}
    assert {row["role"] for row in captures} == {"article", "robots", "other"}
    facts = rows(theirs, "SELECT site, name FROM sites")
    assert facts == [{"site": "kignet", "name": "KIGNET (sieć współpracy izb, Krajowa Izba Gospodarcza)"}]


class _Chunks(BaseHTTPRequestHandler):
    """A server that sends its pages in chunks, squeezed, to whoever asks."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        page = article("Wiadomość w kawałkach") if self.path == "/wiadomosc" else listing("/wiadomosc")
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Transfer-Encoding", "chunked")
        self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(chunked(gzip.compress(page.encode()), 100))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class names it)
        pass


@pytest.fixture
def chunks() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Chunks)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@needs_wget
def test_chunks_that_wget_kept_are_undone_and_it_is_said(tmp_path: Path, data: Path, chunks: str) -> None:
    file = wget(tmp_path, f"http://{chunks}/", f"http://{chunks}/wiadomosc")
    assert b"Transfer-Encoding: chunked" in gzip.decompress(file.read_bytes())
    done = take(data, file, chunks)
    assert done.articles == {"new": 1}
    assert rows(data, "SELECT site, title, published FROM articles") == [
        {"site": chunks, "title": "Wiadomość w kawałkach", "published": "2024-03-05"}
    ]
    with Archive(data / "archive.db") as archive:
        (row,) = archive.query("SELECT * FROM captures WHERE role = 'article'")
        stored = RawArchive(data, archive).stored(row)
    assert gzip.decompress(stored.body).decode() == article("Wiadomość w kawałkach")  # as sent, but for the chunks
    assert b"transfer-encoding" not in {name.lower() for name, _ in stored.headers}
    assert row["digest"] == warc.digest_of(stored.body)
    assert json.loads(row["asked"])["theirs"]["chunked"] is True


# --- a WACZ by another tool


def browsertrix(folder: Path, *, order: str = "as crawled") -> Path:
    """A WACZ as a browser's crawl leaves it, packed by the command of py-wacz."""
    pages = Foreign(folder / "rec-1.warc.gz", version="WARC/1.1")
    pages.info()
    page = article("Z przeglądarki", extra="<p><a href='https://inny.example.pl/x'>Inny klaster</a></p>").encode()
    exact = "2024-03-14T05:06:07.891Z"
    metadata = {"WARC-Page-ID": "b1", "WARC-JSON-Metadata": '{"ipType":"Public"}', "WARC-IP-Address": "192.0.2.7"}
    sent = {"Content-Encoding": "gzip", "Transfer-Encoding": "chunked"}
    first = pages.answer(
        f"{START}aktualnosc", chunked(gzip.compress(page)), moment=exact, headers=sent, fields=metadata
    )
    pages.other("resource", f"urn:pageinfo:{START}aktualnosc", b"{}", "application/json")
    pages.other("resource", f"urn:text:{START}aktualnosc", b"text")
    pages.other("metadata", f"{START}aktualnosc", b"outlink: x", "application/warc-fields")
    pages.answer(START, listing("/aktualnosc"), moment="2024-03-14T05:06:00.100Z")
    pages.answer("https://cdn.example.com/lib.js", "let x", headers={"Content-Type": "text/javascript"})
    later = Foreign(folder / "rec-0.warc.gz", version="WARC/1.1")
    later.revisit(f"{START}aktualnosc?utm_source=x", first, moment="2024-05-04T05:06:07.5Z")
    later.revisit(f"{START}aktualnosc", first, moment="2024-06-04T05:06:07.5Z", headers=False)
    pages.save()
    later.save()
    names = ["rec-1.warc.gz", "rec-0.warc.gz"] if order == "as crawled" else ["rec-0.warc.gz", "rec-1.warc.gz"]
    listed = folder / "pages.jsonl"
    lines = [
        {"format": "json-pages-1.0", "id": "pages", "title": "All Pages", "hasText": "false"},
        {"id": "b1", "url": f"{START}aktualnosc", "title": "Z przeglądarki", "ts": exact, "seed": True, "depth": 0},
    ]
    listed.write_text("".join(json.dumps(line) + "\n" for line in lines))
    file = folder / "browser.wacz"
    command = [str(Path(sys.executable).with_name("wacz")), "create", "-o", str(file), "-p", str(listed)]
    subprocess.run([*command, *(str(folder / n) for n in names)], check=True, capture_output=True, timeout=100)
    return file


@pytest.mark.parametrize("order", ["as crawled", "what is referred to comes last"])
def test_a_wacz_by_another_tool_gives_its_articles(tmp_path: Path, data: Path, order: str) -> None:
    done = take(data, browsertrix(tmp_path, order=order))
    assert (done.broken, done.unread) == ([], [])
    assert done.captures == {HOST: 4}
    assert done.passed_over == {"resource records": 2, "metadata records": 1, "of other hosts": 1}
    (row,) = rows(data, "SELECT * FROM articles")
    assert (row["title"], row["published"], row["url"]) == ("Z przeglądarki", "2024-03-05", f"{START}aktualnosc")
    # seen three times, the last two as revisits
    assert (row["first_seen"], row["last_seen"]) == ("2024-03-14T05:06:07Z", "2024-06-04T05:06:07Z")
    assert rows(data, "SELECT url, kind FROM links") == [{"url": "https://inny.example.pl/x", "kind": "outbound"}]
    captures = rows(data, "SELECT * FROM captures WHERE role = 'article' ORDER BY captured_at")
    assert [c["same_as"] for c in captures] == [None, captures[0]["id"], captures[0]["id"]]
    assert json.loads(captures[0]["asked"])["theirs"]["about"] == {"ipType": "Public"}
    assert json.loads(captures[0]["asked"])["theirs"]["date"] == "2024-03-14T05:06:07.891Z"


def test_what_was_imported_is_read_again_from_our_files_alone(tmp_path: Path, data: Path) -> None:
    take(data, browsertrix(tmp_path))
    before = dump(data)
    for path in data.glob("archive.db*"):
        path.unlink()
    done = Kronika(data)("replay")
    assert done.returncode == 0, done.stdout + done.stderr
    assert dump(data) == before


def test_names_in_a_wacz_write_nothing_to_the_disk(tmp_path: Path, data: Path, foreign: Foreign) -> None:
    foreign.answer(f"{START}a", article("Przez okno"))
    file = tmp_path / "in" / "evil.wacz"
    file.parent.mkdir()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("archive/../../evil.warc.gz", foreign.buffer.getvalue())
        package.writestr("../outside.warc.gz", foreign.buffer.getvalue())
    assert take(data, file).articles == {"new": 1}
    assert {path.name for path in tmp_path.iterdir()} == {"in", "data"}
    assert [path.name for path in file.parent.iterdir()] == ["evil.wacz"]


# --- Common Crawl


def test_a_file_of_common_crawl_gives_the_articles_of_each_host(data: Path, foreign: Foreign) -> None:
    # Common Crawl keeps bodies plain and renames the headers that say otherwise.
    plain = {"X-Crawl-Content-Encoding": "gzip", "X-Crawl-Transfer-Encoding": "chunked", "Content-Length": "9"}
    foreign.info()
    for n, host in enumerate(("www.klaster-a.example.pl", "klaster-b.example.pl", "klaster-a.example.pl")):
        foreign.answer(f"https://{host}/wiadomosc-{n}", article(f"Wiadomość z {host}"), headers=plain)
        foreign.other("metadata", f"https://{host}/wiadomosc-1", b"fetchTimeMs: 4", "application/warc-fields")
    foreign.answer(f"{START}dluga", article("Urwana"), headers=plain, fields={"WARC-Truncated": "length"})
    foreign.other("conversion", f"{START}x", b"text")
    done = take(data, foreign.save())
    assert done.captures == {"klaster-a.example.pl": 2, "klaster-b.example.pl": 1, HOST: 1}
    assert {(row["site"], row["title"]) for row in rows(data, "SELECT site, title FROM articles")} == {
        ("klaster-a.example.pl", "Wiadomość z www.klaster-a.example.pl"),
        ("klaster-a.example.pl", "Wiadomość z klaster-a.example.pl"),
        ("klaster-b.example.pl", "Wiadomość z klaster-b.example.pl"),
    }
    # A text that ends where a crawler stopped is not what was published; the capture is kept.
    assert done.no_articles == {"cut off by who fetched them": 1}
    (row,) = rows(data, "SELECT role, asked FROM captures WHERE site = ?", HOST)
    assert (row["role"], json.loads(row["asked"])["theirs"]["truncated"]) == ("other", "length")
    assert done.passed_over == {"metadata records": 3, "conversion records": 1}


# --- encodings


def _zstd(body: bytes) -> bytes:
    try:
        from compression import zstd
    except ImportError:
        from backports import zstd  # type: ignore[no-redef]
    return bytes(zstd.compress(body))


@pytest.mark.parametrize(
    ("name", "squeeze"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("br", brotli.compress),
        ("zstd", _zstd),
        ("gzip, br", lambda body: brotli.compress(gzip.compress(body))),
        ("br", lambda body: body),  # it lies
    ],
)
@pytest.mark.parametrize("in_chunks", [False, True])
def test_every_encoding_of_the_web_is_read(
    data: Path, foreign: Foreign, name: str, squeeze: Callable[[bytes], bytes], in_chunks: bool
) -> None:
    body = squeeze(article("Zażółć gęślą jaźń").encode())
    headers = {"content-encoding": name} | ({"transfer-encoding": "Chunked"} if in_chunks else {})
    foreign.answer(f"{START}a", chunked(body) if in_chunks else body, headers=headers)
    take(data, foreign.save())
    assert [row["title"] for row in rows(data, "SELECT title FROM articles")] == ["Zażółć gęślą jaźń"]
    with Archive(data / "archive.db") as archive:
        (row,) = archive.query("SELECT * FROM captures")
        assert RawArchive(data, archive).stored(row).body == body  # kept as it was encoded


def test_a_body_that_is_called_chunked_and_is_not_is_taken_as_it_stands(data: Path, foreign: Foreign) -> None:
    foreign.answer(f"{START}a", article("Bez kawałków"), headers={"Transfer-Encoding": "chunked"})
    assert take(data, foreign.save()).articles == {"new": 1}


def test_chunks_that_break_off_give_what_came(data: Path, foreign: Foreign) -> None:
    body = article("Urwana").encode()
    foreign.answer(f"{START}a", chunked(body, 100)[:-20], headers={"Transfer-Encoding": "chunked"})
    take(data, foreign.save())
    with Archive(data / "archive.db") as archive:
        (row,) = archive.query("SELECT * FROM captures")
        stored = RawArchive(data, archive).stored(row).body
    assert body.startswith(stored)
    assert len(stored) > len(body) - 100


def test_header_lines_are_kept_byte_for_byte_with_those_that_are_folded(data: Path, tmp_path: Path) -> None:
    message = (
        b"HTTP/1.0 200 OK\nContent-Type: text/html;\n charset=utf-8\nX-Polish: \xb3\xf3d\xbc\nX-Polish: \xc5\x82\n\n"
        + article("Stary serwer").encode()
    )
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: <{START}a>\r\nWARC-Date: {MOMENT}\r\n"
        f"WARC-Record-ID: <urn:uuid:1>\r\nContent-Type: application/http\r\nContent-Length: {len(message)}\r\n\r\n"
    )
    file = tmp_path / "old.warc"
    file.write_bytes(head.encode() + message + b"\r\n\r\n")
    assert take(data, file).articles == {"new": 1}
    with Archive(data / "archive.db") as archive:
        (row,) = archive.query("SELECT * FROM captures")
        stored = RawArchive(data, archive).stored(row)
    assert stored.headers == (
        (b"Content-Type", b"text/html; charset=utf-8"),
        (b"X-Polish", b"\xb3\xf3d\xbc"),
        (b"X-Polish", b"\xc5\x82"),
    )
    assert (stored.url, stored.protocol) == (f"{START}a", "HTTP/1.0")


def test_an_arc_file_is_read(data: Path, tmp_path: Path) -> None:
    message = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
        + article("Z pliku ARC", published="2005-06-01").encode()
    )
    first = b"1 0 Another\nURL IP-address Archive-date Content-type Archive-length\n"
    records = [
        b"filedesc://x.arc 0.0.0.0 20050607080910 text/plain %d\n%b\n" % (len(first), first),
        b"%ba 192.0.2.7 20050607080910 text/html %d\n%b\n" % (START.encode(), len(message), message),
    ]
    for name, content in (("x.arc", b"".join(records)), ("x.arc.gz", b"".join(map(gzip.compress, records)))):
        file = tmp_path / name
        file.write_bytes(content)
        done = take(tmp_path / f"data-{name}", file)
        assert (done.broken, done.articles) == ([], {"new": 1})
        assert rows(tmp_path / f"data-{name}", "SELECT captured_at FROM captures") == [
            {"captured_at": "2005-06-07T08:09:10Z"}
        ]


# --- what an archive holds already


def test_importing_a_file_twice_adds_nothing(tmp_path: Path, data: Path, foreign: Foreign) -> None:
    first = foreign.answer(f"{START}a", article("Pierwsza"))
    foreign.answer(f"{START}a", article("Pierwsza", text=f"{SENTENCE * 3} Poprawka."), moment="2025-01-01T00:00:00Z")
    foreign.answer(f"{START}a", article("Pierwsza"), moment="2026-01-01T00:00:00Z")
    foreign.revisit(f"{START}a", first, moment="2026-02-01T00:00:00Z")
    foreign.answer(f"{START}robots.txt", "User-agent: *", headers={"Content-Type": "text/plain"})
    done = take(data, foreign.save())
    assert (done.captures.total(), done.known) == (5, 0)
    before = dump(data)
    again = take(data, foreign.path)
    assert (again.captures.total(), again.known) == (0, 5)
    assert dump(data) == before
    # under another name too
    other = tmp_path / "copy.warc.gz"
    shutil.copy(foreign.path, other)
    assert take(data, other).known == 5
    assert dump(data) == before


def test_an_import_that_died_before_it_read_is_finished_by_the_next(data: Path, foreign: Foreign) -> None:
    foreign.answer(f"{START}a", article("Pierwsza"))
    take(data, foreign.save())
    before = dump(data)
    with Archive(data / "archive.db") as archive, archive.transaction() as conn:
        conn.execute("DELETE FROM articles")
    assert take(data, foreign.path).articles == {"new": 1}
    assert dump(data) == before


def test_only_the_pages_of_this_file_are_counted(tmp_path: Path, data: Path, foreign: Foreign) -> None:
    """Another file had the same name."""
    for name in "abc":
        foreign.answer(f"{START}{name}", article(f"Dawna {name}"))
    take(data, foreign.save())
    (tmp_path / "other").mkdir()
    other = Foreign(tmp_path / "other" / foreign.path.name)
    other.answer(f"{START}d", article("Nowa"))
    assert take(data, other.save()).articles == {"new": 1}
    assert take(data, other.path).articles == {"unchanged": 1}


@pytest.mark.parametrize(
    "content", [b"", b"to nie jest archiwum\n" * 50, gzip.compress(b"ani to\n" * 50)], ids=["empty", "text", "gzip"]
)
def test_what_cannot_be_imported_leaves_no_archive_behind(tmp_path: Path, content: bytes) -> None:
    kronika = Kronika(tmp_path / "data")
    (tmp_path / "theirs.warc.gz").write_bytes(content)
    ran = kronika("import", str(tmp_path / "theirs.warc.gz"))
    assert ran.returncode == 1
    assert "theirs.warc.gz holds no whole record" in ran.stderr
    assert not kronika.data.exists()


def test_a_site_that_is_none_leaves_no_archive_behind(tmp_path: Path, foreign: Foreign) -> None:
    kronika = Kronika(tmp_path / "data")
    foreign.answer(f"{START}a", article("Pierwsza"))
    ran = kronika("import", str(foreign.save()), "--site", "nie-ma")
    assert ran.returncode == 2
    assert not kronika.data.exists()


def test_a_payload_that_comes_twice_is_kept_once(data: Path, foreign: Foreign) -> None:
    page = article("Raz", text="".join(random.Random(1).choices("abcdef ", k=20_000)))
    foreign.answer(f"{START}a", page)
    foreign.answer(f"{START}a", page, moment="2025-01-01T00:00:00Z")
    take(data, foreign.save())
    first, second = rows(data, "SELECT * FROM captures ORDER BY id")
    assert (second["same_as"], second["digest"]) == (first["id"], first["digest"])
    assert second["length"] * 5 < first["length"]


def test_a_text_older_than_what_stands_becomes_a_revision(kronika: Kronika, web: LocalWeb, foreign: Foreign) -> None:
    web.override(HOST, r"^/(robots.txt|wp-json|index\.php)", status=404)
    web.override(HOST, r"^/$", body=listing("/a"))
    web.override(HOST, r"^/a$", body=article("Dzisiejsza"))
    assert kronika("crawl", "--url", START, "--quiet").returncode == 0
    (before,) = kronika.rows("SELECT * FROM articles")
    foreign.answer(f"{START}a", article("Środkowa", published="2011-03-05"), moment="2015-01-01T00:00:00Z")
    foreign.answer(f"{START}a", article("Najstarsza", published="2011-03-05"), moment="2012-01-01T00:00:00Z")
    done = take(kronika.data, foreign.save())
    assert done.articles == {"revised": 2}
    (row,) = kronika.rows("SELECT * FROM articles")
    assert row == {**before, "first_seen": "2012-01-01T00:00:00Z"}
    revisions = kronika.rows("SELECT kind, title, seen_at FROM revisions ORDER BY seen_at")
    assert revisions == [
        {"kind": "content", "title": "Najstarsza", "seen_at": "2012-01-01T00:00:00Z"},
        {"kind": "content", "title": "Środkowa", "seen_at": "2015-01-01T00:00:00Z"},
    ]
    # and the next crawl asks and reads as before
    assert kronika("crawl", "--url", START, "--quiet").returncode == 0
    assert [r["title"] for r in kronika.rows("SELECT title FROM articles")] == ["Dzisiejsza"]


def test_not_modified_confirms_a_page_that_is_here_and_no_other(data: Path, foreign: Foreign) -> None:
    foreign.answer(f"{START}a", article("Stoi"), headers={"ETag": '"1"'})
    foreign.answer(f"{START}a", moment="2025-01-01T00:00:00Z", status="304 Not Modified")
    foreign.answer(f"{START}b", moment="2025-01-01T00:00:00Z", status="304 Not Modified")
    done = take(data, foreign.save())
    assert done.passed_over == {"revisits of a page that is not here": 1}
    assert rows(data, "SELECT title, last_seen FROM articles") == [
        {"title": "Stoi", "last_seen": "2025-01-01T00:00:00Z"}
    ]
    first, second = rows(data, "SELECT * FROM captures ORDER BY id")
    assert (second["same_as"], second["etag"]) == (first["id"], '"1"')


def test_what_was_forgotten_does_not_come_back(data: Path, foreign: Foreign) -> None:
    with Archive(data / "archive.db") as archive:
        tombstones.add(archive, HOST, [f"{START}a"], "on request")
    foreign.answer(f"{START}a", article("Zapomniana"))
    foreign.answer(f"{START}b", article("Inna", published="2024-04-01"))
    done = take(data, foreign.save())
    assert done.passed_over == {"forgotten on request": 1}
    assert [row["url"] for row in rows(data, "SELECT url FROM captures")] == [f"{START}b"]
    assert b"Zapomniana" not in b"".join(gzip.decompress(p.read_bytes()) for p in (data / "warc").rglob("*.gz"))


def test_an_article_in_parts_is_read_whole(data: Path, foreign: Foreign) -> None:
    body = "".join(f"<p>Część pierwsza. {SENTENCE}</p>" for _ in range(3))
    foreign.answer(f"{START}dluga/", article("Długa", extra=f"{body}<a href='/dluga/2/'>2</a>"))
    second = article("Długa", text=f"Część druga, której nie wolno zgubić. {SENTENCE}")
    second = second.replace("<body>", "<body class='single single-post paged-2'>")
    foreign.answer(f"{START}dluga/2/", second, moment="2024-05-06T07:08:10Z")
    done = take(data, foreign.save())
    assert (done.articles, done.no_articles) == ({"new": 1}, {"a further part of another page": 1})
    (row,) = rows(data, "SELECT body FROM articles")
    assert "Część pierwsza." in row["body"]
    assert "Część druga, której nie wolno zgubić." in row["body"]


# --- whose pages


def test_a_class_takes_the_pages_of_its_host_and_says_which_are_articles(data: Path, foreign: Foreign) -> None:
    for name in ("kalendarz/nowy_klaster", "kalendarz/drukuj/nowy_klaster", "o_sieci"):
        foreign.answer(f"http://kignet.pl/pl/{name}.html", article("Nowy klaster"))
    done = take(data, foreign.save())
    assert done.captures == {"kignet": 3}
    assert [row["url"] for row in rows(data, "SELECT url FROM articles")] == [
        "http://kignet.pl/pl/kalendarz/nowy_klaster.html"
    ]


@pytest.mark.parametrize("site", ["kignet", "www.kignet.pl", "http://kignet.pl/"])
def test_a_site_that_is_named_takes_its_own_pages_alone(data: Path, foreign: Foreign, site: str) -> None:
    urls = ["http://www.kignet.pl/pl/kalendarz/a.html", "http://stary.kignet.pl/pl/kalendarz/b.html", f"{START}c"]
    for day, url in enumerate([*urls, "http://innykignet.pl/pl/kalendarz/d.html"], 1):
        foreign.answer(url, article(f"Wiadomość {day}", published=f"2012-01-0{day}"))
    done = take(data, foreign.save(), site)
    assert done.captures == {"kignet": 2}
    assert done.passed_over == {"of other hosts": 2}
    assert {row["url"] for row in rows(data, "SELECT url FROM articles")} == set(urls[:2])


def test_a_host_that_is_named_becomes_a_site(data: Path, foreign: Foreign) -> None:
    foreign.answer(f"{START}a", article("Wiadomość"))
    foreign.answer("https://inny.example.pl/b", article("Inna"))
    done = take(data, foreign.save(), HOST)
    assert (done.captures, done.passed_over) == ({HOST: 1}, {"of other hosts": 1})
    assert rows(data, "SELECT site, name, base_url FROM sites") == [{"site": HOST, "name": HOST, "base_url": START}]


def test_a_site_that_nobody_knows_is_refused(data: Path, foreign: Foreign) -> None:
    foreign.answer(f"{START}a", article("Wiadomość"))
    with pytest.raises(ForeignError, match="no site 'kignett'"):
        take(data, foreign.save(), "kignett")


def test_hosts_that_only_sent_scripts_and_pictures_become_no_sites(data: Path, foreign: Foreign) -> None:
    foreign.answer("https://cdn.example.com/a.js", "let x", headers={"Content-Type": "text/javascript"})
    foreign.answer(f"{START}a", article("Wiadomość"))
    foreign.answer(f"{START}a.png", b"\x89PNG", headers={"Content-Type": "image/png"})
    done = take(data, foreign.save())
    assert (done.captures, done.passed_over) == ({HOST: 2}, {"of other hosts": 1})
    assert [row["site"] for row in rows(data, "SELECT site FROM sites")] == [HOST]


# --- hostile and broken files


def test_a_file_that_breaks_off_is_taken_in_as_far_as_it_is_whole(tmp_path: Path, foreign: Foreign) -> None:
    text = "".join(random.Random(7).choices("abcdefghij klmno", k=3000))
    for number in range(3):
        foreign.answer(f"{START}{number}", article(f"Wiadomość {number}", text=text), asked=False)
    whole = foreign.buffer.getvalue()
    ends = [0, *foreign.whole]
    for at in [1, 5, 300, ends[1] - 1, ends[1] + 1, ends[1] + 40, ends[2] - 9, ends[2] + 500, ends[3] - 1]:
        complete = sum(end <= at for end in foreign.whole)
        file = tmp_path / f"cut-{at}.warc.gz"
        file.write_bytes(whole[:at])
        if at < 301:
            with pytest.raises(ForeignError, match="holds no whole record"):
                take(tmp_path / f"data-{at}", file)
            continue
        done = take(tmp_path / f"data-{at}", file)
        # a member whose last bytes are missing may hold the whole record all the same
        assert done.captures.total() in (complete, complete + (at in [end - 1 for end in ends] or at == ends[2] - 9))
        assert len(done.broken) == 1
        assert file.name in done.broken[0]
        assert any("breaks off" in line for line in lines(done))
    (tmp_path / "cut.warc").write_bytes(gzip.decompress(whole)[:-2000])
    done = take(tmp_path / "data-plain", tmp_path / "cut.warc")
    assert (done.captures.total(), len(done.broken)) == (2, 1)


def test_a_damaged_file_is_taken_in_up_to_the_damage(data: Path, foreign: Foreign) -> None:
    for number in range(3):
        foreign.answer(f"{START}{number}", article(f"Wiadomość {number}", published=f"2012-01-0{number + 1}"))
    content = bytearray(foreign.buffer.getvalue())
    content[foreign.whole[3] + 60 : foreign.whole[3] + 90] = bytes(30)
    foreign.path.write_bytes(content)
    done = take(data, foreign.path)
    assert done.captures.total() == 2
    assert "damaged" in done.broken[0]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", article("Strona").encode()),
        ("page.warc.gz", gzip.compress(article("Strona").encode())),
        ("empty.warc.gz", b""),
        ("empty.warc", b""),
        ("empty.wacz", b""),
        ("noise.warc.gz", random.Random(3).randbytes(9000)),
        ("noise.wacz", random.Random(4).randbytes(9000)),
        ("zeros.warc", bytes(5_000_000)),
        ("zeros.warc.gz", gzip.compress(bytes(50_000_000))),
        ("cut.wacz", b"PK\x03\x04" + random.Random(5).randbytes(900)),
    ],
)
def test_what_is_no_warc_is_refused_with_a_word(tmp_path: Path, data: Path, name: str, content: bytes) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(ForeignError, match=name):
        take(data, file)
    assert not (data / "warc").exists()
    assert rows(data, "SELECT * FROM sites") == []


def test_a_zip_without_warc_files_is_refused(tmp_path: Path, data: Path) -> None:
    file = tmp_path / "photos.zip"
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("photo.jpg", b"x")
    with pytest.raises(ForeignError, match="no WARC file under archive/"):
        take(data, file)


def test_a_file_that_was_gzipped_as_a_whole_is_read(data: Path, tmp_path: Path) -> None:
    plain = Foreign(tmp_path / "plain.warc", packed=False)
    plain.answer(f"{START}a", article("Wiadomość"))
    plain.answer(f"{START}b", article("Druga", published="2012-01-01"))
    file = tmp_path / "whole.warc.gz"
    file.write_bytes(gzip.compress(plain.buffer.getvalue()) + bytes(512))  # padded, as tapes are
    done = take(data, file)
    assert (done.broken, done.articles) == ([], {"new": 2})


def test_a_record_that_is_too_large_is_passed_over_in_little_memory(data: Path, tmp_path: Path) -> None:
    size = 200 * 1024 * 1024
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {START}film\r\nWARC-Date: {MOMENT}\r\n"
        f"WARC-Record-ID: <urn:uuid:1>\r\nContent-Type: application/http\r\nContent-Length: {size}\r\n\r\n"
    )
    bomb = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS + 16)
    small = Foreign(tmp_path / "small.warc.gz")
    small.answer(f"{START}a", article("Po filmie"))
    file = tmp_path / "bomb.warc.gz"
    with file.open("wb") as out:
        out.write(bomb.compress(head.encode()))
        for _ in range(200):
            out.write(bomb.compress(bytes(1024 * 1024)))
        out.write(bomb.compress(b"\r\n\r\n") + bomb.flush())
        out.write(small.buffer.getvalue())
    tracemalloc.start()
    done = take(data, file)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (done.articles, done.passed_over) == ({"new": 1}, {"larger than 32 MiB": 1})
    assert peak < 40 * 1024 * 1024


def test_header_lines_without_an_end_do_not_fill_the_memory(data: Path, foreign: Foreign) -> None:
    foreign.answer(f"{START}a", article("Przed"))
    for tail in (b"x" * 30_000_000, b"x: y\r\n" * 4_000_000):
        foreign.path.write_bytes(
            foreign.buffer.getvalue() + gzip.compress(b"WARC/1.0\r\nWARC-Type: response\r\n" + tail, 1)
        )
        tracemalloc.start()
        done = take(data, foreign.path)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert "header lines without an end" in done.broken[0]
        assert peak < 100 * 1024 * 1024


def test_records_that_cannot_be_are_passed_over_with_their_reasons(data: Path, foreign: Foreign) -> None:
    page = article("Wiadomość")
    foreign.answer(f"{START}1", page, moment="yesterday")
    foreign.answer(f"{START}2", page, moment="2999-01-01T00:00:00Z")
    foreign.answer(f"{START}3", page, fields={"WARC-Segment-Number": "1"})
    foreign.answer(f"{START}4", page, method="POST")
    foreign.answer(f"{START}5", page, method="HEAD")
    foreign.answer("ftp://example.pl/6", page, asked=False)
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {START}7\r\nWARC-Date: {MOMENT}\r\nContent-Length: 4"
    foreign.buffer.write(gzip.compress(f"{head}\r\n\r\nnoHT\r\n\r\n".encode()))
    foreign.answer(f"{START}8", page)
    done = take(data, foreign.save())
    assert done.passed_over == {
        "without a date that can be": 2,
        "in segments": 1,
        "answers to no GET": 2,
        "of no web address": 1,
        "without an answer of HTTP": 1,
    }
    assert done.captures == {HOST: 1}
    said = list(lines(done))
    assert said[0] == f"theirs.warc.gz: {done.records} records, 1 capture taken in (1 of {HOST})"
    assert "    2 without a date that can be" in said
    assert json.loads(json.dumps(as_json(done)))["passed_over"]["in segments"] == 1


@pytest.mark.parametrize("seed", range(12))
def test_whatever_the_bytes_are_an_import_ends_in_a_report_or_a_word(tmp_path: Path, seed: int) -> None:
    plain = Foreign(tmp_path / "plain.warc", packed=False)
    plain.info()
    first = plain.answer(f"{START}a", chunked(article("Wiadomość").encode()), headers={"Transfer-Encoding": "chunked"})
    plain.revisit(f"{START}a", first, moment="2025-01-01T00:00:00Z", headers=False)
    plain.answer(f"{START}b", article("Druga", published="2023-01-01"), moment="2025-01-01T00:00:00Z")
    whole = plain.buffer.getvalue()
    chance = random.Random(seed)
    for number in range(12):
        content = bytearray(whole)
        for _ in range(chance.choice([1, 4, 30])):
            at = chance.randrange(len(content))
            content[at : at + chance.choice([0, 1, 9])] = chance.choice([b"", b"\n", b"\r\n\r\n", b"[", b"9", b"\xff"])
        file = tmp_path / f"{number}.warc"
        file.write_bytes(content)
        try:
            done = take(tmp_path / "data", file)
        except ForeignError:
            continue
        assert all(line.isprintable() for line in lines(done))


def test_what_a_file_pretends_to_be_of_kronika_is_not_believed(data: Path, foreign: Foreign) -> None:
    foreign.add(foreign.writer.create_warcinfo_record("x", {"software": "Kronika/9.9"}))
    lies = [
        {"role": "king"},
        {"hints": {"x": 1}},
        {"hints": 7},
        {"redirected": [1]},
        {"redirected": 3},
        {"of": []},
        [1],
    ]
    for number, lie in enumerate(
        [json.dumps({"role": "article", **lie} if isinstance(lie, dict) else lie) for lie in lies]
    ):
        page = article(f"Wiadomość {number}", published=f"2012-01-0{number + 1}")
        foreign.answer(f"{START}{number}", page, fields={"WARC-JSON-Metadata": lie})
    done = take(data, foreign.save())
    assert (done.articles, done.unread) == ({"new": len(lies)}, [])


# --- which pages are articles


def judged(html: str | bytes, url: str = f"{START}wiadomosc") -> str | None:
    body = html.encode() if isinstance(html, str) else html
    return why_no_article(HtmlResponse(url, body=body), extract(body, url), 0.2)


def with_class(names: str, **options: Any) -> str:
    return article("Wiadomość", **options).replace("<body>", f"<body class='{names}'>")


def with_linked(kind: str, **options: Any) -> str:
    linked = json.dumps({"@context": "https://schema.org", "@graph": [{"@type": kind, "name": "x"}]})
    script = f"<script type='application/ld+json'>{linked}</script></head>"
    return article("Wiadomość", **options).replace("</head>", script)


@pytest.mark.parametrize(
    "page",
    [
        article("Wiadomość"),
        with_class("post-template-default single single-post postid-7", published=None),
        with_linked("NewsArticle", published=None),
        with_linked("WebPage"),
        article("Wiadomość").replace("</head>", f"<link rel=canonical href='{START}wiadomosc/'></head>"),
        article("Wiadomość").replace("</head>", f"<link rel=canonical href='{START}'></head>"),
        # others beside it do not make a list of it
        article(
            "Wiadomość",
            text=SENTENCE * 12,
            extra="".join(
                f"<article><h3><a href='/{n}'>Inna wiadomość {n}</a></h3><p>{SENTENCE}</p></article>" for n in range(3)
            ),
        ),
    ],
)
def test_what_calls_itself_an_article_or_looks_like_one_is_one(page: str) -> None:
    assert judged(page) is None


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (article("Wiadomość", published=None), "without a date of publication"),
        (article("Wiadomość", text="Krótko.").replace(SENTENCE, ""), "without a text of some words"),
        (with_class("home blog"), "a list, as its body's class says"),
        (with_class("archive category category-news"), "a list, as its body's class says"),
        (with_class("page page-id-7"), "a page that stands beside the news, as its body's class says"),
        (
            with_class("single single-post", extra="<form><input name='post_password'></form>"),
            "behind a password",
        ),
        (with_class("single single-post paged-2"), "a further part of another page"),
        (with_linked("CollectionPage"), "a list, as its JSON-LD says"),
        (
            article("Wiadomość").replace("</head>", f"<link rel=canonical href='{START}inna'></head>"),
            "a variant of another page",
        ),
        (article("Kalendarz wydarzeń"), "a list, as its title says"),
        ("<html><body></body></html>", "no title and no body could be read"),
    ],
)
def test_what_is_none_is_refused_with_the_reason(page: str, reason: str) -> None:
    assert judged(page) == reason


LISTS = ("page/2/", "category/x/", "tag/x", "author/x/", "kategoria/x", "?s=klaster", "?cat=3&paged=2")
ARCHIVES = ("2019/", "pl/2019", "2019/11/", "aktualnosci/2019/11/05/")


@pytest.mark.parametrize("path", [*LISTS, *ARCHIVES])
def test_the_address_of_a_list_makes_no_article(path: str) -> None:
    assert judged(article("Wiadomość"), START + path) == "a list, as its address says"


@pytest.mark.parametrize(
    "path", ["2019/11/05/wiadomosc/", "aktualnosci/2013", "index.php?cat=3&id=7", "?p=12", "archiwum/7.html"]
)
def test_what_only_resembles_the_address_of_a_list_may_be_an_article(path: str) -> None:
    assert judged(article("Wiadomość"), START + path) is None


def test_an_article_is_no_list_for_a_teaser_that_says_the_same() -> None:
    greeting = f"Życzymy wszystkim członkom klastra i ich rodzinom spokojnych świąt. {SENTENCE}"
    teasers = (greeting, f"Po pierwsze: {SENTENCE}", f"Po drugie: {SENTENCE}")
    cards = "".join(
        f"<div class=card><div class=data>{n}. 12. 202{n}</div><h3><a href='/{n}'>Życzenia {n}</a></h3>"
        f"<p>{text}</p></div>"
        for n, text in enumerate(teasers, 1)
    )
    page = f"<h1>Wesołych świąt</h1><p class=date>14.12.2020</p><p>{greeting}</p></article><h2>Inne</h2>{cards}"
    assert judged(f"<html><body><main><article>{page}</main></body></html>") is None


def test_a_list_whose_headlines_say_most_is_no_article() -> None:
    several = "".join(
        f"<div class=item><h2><a href='/clanek/{n}'>Firma {n} otwiera nową halę i zatrudnia ludzi</a></h2>"
        f"<p>{n}. 3. 2024 · Z firm</p><p>Powstała we młynie.</p></div>"
        for n in range(1, 9)
    )
    intro = (
        "<p>Wiadomości, które przysyłają nam członkowie.</p><p>Za ich treść bardzo serdecznie wszystkim dziękujemy.</p>"
    )
    page = f"<h1>Z firm członkowskich</h1>{intro}{several}"
    html = f"<html><body><main>{page}</main></body></html>".encode()
    response = HtmlResponse(f"{START}dzial/z-firm", body=html)
    article = extract(html, response.url)
    assert why_no_article(response, article, 0.97) == "a list, as it shows several articles"
    # What a list names by a headline with a day is an article, if its page has a word of its own before the others.
    assert why_no_article(response, article, 0.97, headlined=True) is None


def test_a_list_of_full_texts_is_no_article() -> None:
    several = "".join(
        f"<article><h2><a href='/{n}'>Wiadomość {n}</a></h2><time datetime='2012-01-0{n}'>2012-01-0{n}</time>"
        f"<p>{n}. {SENTENCE * 2}</p></article>"
        for n in range(1, 5)
    )
    assert judged(f"<html><body><main><h1>Z życia klastra</h1>{several}</main></body></html>") == (
        "a list, as it shows several articles"
    )


@pytest.mark.parametrize("site", ["aerosilesia", "edutainment", "kignet", "klasterpolskanatura", "lke", "poligen"])
def test_the_pages_of_the_local_web_are_told_apart_by_what_they_say(web: LocalWeb, site: str) -> None:
    found = {page.url: judged(web.fetch(page.url), page.url) for page in truth(site)}
    refused = {url: reason for url, reason in found.items() if reason}
    # Those that say no date, or nothing but a headline, cannot be known without the site's class.
    assert len(refused) <= 3, refused
    assert set(refused.values()) <= {"without a date of publication", "without a text of some words"}


def test_lists_and_pages_beside_the_news_of_the_local_web_are_no_articles(web: LocalWeb) -> None:
    taken = []
    for site in ("aerosilesia", "edutainment", "kignet", "klasterpolskanatura", "lke", "poligen"):
        for url in not_articles(site):
            try:
                html = web.fetch(url)
            except OSError:  # 404
                continue
            if not urlsplit(url).path.strip("/"):
                continue  # a front page is told by its address
            if judged(html, url) is None:
                taken.append(url)
    assert taken == []
