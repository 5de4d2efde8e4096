"""What was forgotten does not come back: not with the next crawl, an import, a replay or a new archive."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import brotli
import pytest

from scraper import blanking, warc
from scraper.archive import Archive, tombstones
from scraper.archive.forgotten_file import path_of, read
from scraper.blanking import blanked
from scraper.erasure import Marks, Traces, new_salt
from tests.conftest import CHECKOUT, Kronika
from tests.forgetting import PLAIN, SECRET, TITLE, crawl, everything_under, places_of, teaser, telling_site
from tests.killing import checked, rows_without_their_record
from tests.pages import HOST, SENTENCE, START, article, listing
from tests.sites.server import LocalWeb
from tests.test_foreign import chunked

URL = f"{START}b"
REASON = "prośba z 2026-11-20"


@pytest.fixture
def site(web: LocalWeb) -> LocalWeb:
    return telling_site(web)


def forget(kronika: Kronika, url: str = URL) -> subprocess.CompletedProcess[str]:
    done = kronika("forget", url, "--reason", REASON, "--yes")
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def readable_in(data: Path) -> list[str]:
    """The files in which the beginning of the text, or its headline, can be read."""
    return sorted({*places_of(data, PLAIN), *places_of(data, TITLE)})


def in_order(kronika: Kronika) -> list[str]:
    """What does not hold of the files and their rows."""
    files = sorted(kronika.data.rglob("*.warc.gz"))
    return checked(files) + rows_without_their_record(kronika.data)


def newest(kronika: Kronika, url: str) -> dict[str, Any]:
    return kronika.rows("SELECT * FROM captures WHERE url = ? ORDER BY id DESC LIMIT 1", url)[0]


# --- the next crawl


def test_the_next_crawl_keeps_list_and_sidebar_with_the_words_blanked(kronika: Kronika, site: LocalWeb) -> None:
    crawl(kronika)
    forget(kronika)
    site.override(HOST, r"^/d$", body=article("Wiadomość D", published="2024-03-04", extra=f"<p>{SECRET[:150]}</p>"))
    more = listing("/a", "/c", "/d").replace("</main>", teaser(TITLE, "/b", SECRET) + "</main>")
    site.override(HOST, r"^/$", body=more)
    crawl(kronika)
    assert readable_in(kronika.data) == []
    for url in (START, f"{START}a", f"{START}d"):
        row = newest(kronika, url)
        stored = warc.read_at(kronika.data / row["warc"], row["offset"], row["length"])
        assert json.loads(row["asked"])["blanked"] == row["captured_at"] == stored.asked["blanked"]
    assert "Wiadomość D" in kronika("show", f"{START}d", "--raw").stdout
    assert "---------- --------------" in kronika("show", START, "--raw").stdout
    (kept,) = kronika.rows("SELECT body FROM articles WHERE url = ?", f"{START}d")
    assert SENTENCE.strip() in kept["body"]
    assert PLAIN not in kept["body"]
    assert in_order(kronika) == []


def test_a_page_that_is_blanked_night_after_night_is_stored_once(kronika: Kronika, site: LocalWeb) -> None:
    crawl(kronika)
    forget(kronika)
    crawl(kronika)
    first = newest(kronika, START)
    crawl(kronika)
    second = newest(kronika, START)
    assert second["id"] > first["id"]
    assert second["digest"] == first["digest"]
    assert second["same_as"] == (first["same_as"] or first["id"])
    assert in_order(kronika) == []


def test_a_page_not_modified_since_it_was_blanked_is_read_as_it_is_kept(kronika: Kronika, site: LocalWeb) -> None:
    moment = "Tue, 05 Mar 2024 10:00:00 GMT"
    teased = article("Wiadomość A", published="2024-03-01", extra=f"<p>{SECRET[:150]}</p>")
    site.override(HOST, r"^/a$", body=teased, headers={"Last-Modified": moment})
    site.override(HOST, r"^/c$", body=article("Wiadomość C"), headers={"Last-Modified": moment})
    crawl(kronika)
    # as an unfinished request leaves it: the tombstone stands, the page is not written anew
    with Archive(kronika.data / "archive.db") as archive:
        traces = Marks([SECRET], [TITLE]).traces(new_salt())
        tombstones.add(archive, HOST, [URL], REASON, traces)
        tombstones.finish(archive, HOST, [URL])
        archive.conn.execute("UPDATE articles SET body = '', fingerprint = '' WHERE url LIKE '%/a'")
    site.override(HOST, r"^/a$", status=304)
    crawl(kronika)
    (kept,) = kronika.rows("SELECT body FROM articles WHERE url LIKE '%/a'")
    assert "Klaster zaprasza" in kept["body"]
    assert PLAIN not in kept["body"]


class _Encoded(BaseHTTPRequestHandler):
    """A server that sends its pages packed, and in chunks, whatever it is asked for."""

    protocol_version = "HTTP/1.1"
    pages: dict[str, tuple[str, Callable[[bytes], bytes], str]]

    def do_GET(self) -> None:
        page, pack, name = self.pages.get(self.path, ("", bytes, ""))
        self.send_response(200 if page else 404)
        kind = "application/rss+xml" if page.startswith("<?xml") else "text/html"
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Transfer-Encoding", "chunked")
        if name:
            self.send_header("Content-Encoding", name)
        self.end_headers()
        self.wfile.write(chunked(pack(page.encode()), 100))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class names it)
        pass


@pytest.fixture
def encoded() -> Iterator[tuple[str, dict[str, Any]]]:
    pages: dict[str, Any] = {}
    handler = type("Handler", (_Encoded,), {"pages": pages})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/", pages
    server.shutdown()
    server.server_close()


def feed(*titles: tuple[str, str, str]) -> str:
    entries = "".join(
        f"<item><title><![CDATA[{title}]]></title><link>{link}</link><description><![CDATA[{text}]]></description></item>"
        for title, link, text in titles
    )
    return (
        f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>K</title>{entries}</channel></rss>"
    )


@pytest.mark.parametrize(("pack", "name"), [(gzip.compress, "gzip"), (brotli.compress, "br"), (bytes, "")])
def test_packed_and_chunked_answers_are_blanked(
    tmp_path: Path, encoded: tuple[str, dict[str, Any]], pack: Callable[[bytes], bytes], name: str
) -> None:
    start, pages = encoded
    kronika = Kronika(tmp_path / "data")
    announced = "<link rel=alternate type='application/rss+xml' href='/feed'><body>"
    plain = listing("/a", "/b", "/c").replace("<body>", announced)
    texts = {"/": plain, "/a": article("Wiadomość A"), "/b": article(TITLE, text=SECRET), "/c": article("Wiadomość C")}
    news = [
        ("Wiadomość A", f"{start}a", SENTENCE),
        (TITLE, f"{start}b", SECRET[:140]),
        ("Inna", f"{start}c", "Krótko."),
    ]
    texts["/feed"] = feed(*news)
    pages |= {path: (text, pack, name) for path, text in texts.items()}
    done = kronika("crawl", "--url", start)
    assert done.returncode == 0, done.stderr
    assert readable_in(kronika.data)
    forget(kronika, f"{start}b")
    telling = plain.replace("</main>", f"<p title='{TITLE}'>x</p>{teaser(TITLE, '/b', SECRET)}</main>")
    pages["/"] = (telling, pack, name)
    pages["/feed"] = (feed(*news, (TITLE, f"{start}b?z=1", SECRET)), pack, name)
    done = kronika("crawl", "--url", start)
    assert done.returncode == 0, done.stderr
    assert readable_in(kronika.data) == []
    row = newest(kronika, f"{start}feed")
    stored = warc.read_at(kronika.data / row["warc"], row["offset"], row["length"])
    assert "<title><![CDATA[---------- " in stored.body.decode()
    assert f"<link>{start}a</link>" in stored.body.decode()
    assert b"content-encoding" not in {header.lower() for header, _ in stored.headers}
    # warcio itself fails on any record in brotli, also on those of pages that were not touched
    assert (rows_without_their_record(kronika.data) if name == "br" else in_order(kronika)) == []


def test_a_rest_list_is_blanked_and_its_addresses_are_not(kronika: Kronika, web: LocalWeb) -> None:
    """The slug of an article's address says its headline: it stays, as in the tombstone."""
    title = "Nowy prezes klastra odchodzi po roku pracy"
    links = {name: f"{START}{name}/" for name in ("a", "nowy-prezes-klastra-odchodzi-po-roku-pracy", "c")}

    def posts(*names: str) -> str:
        return json.dumps(
            [
                {
                    "id": n,
                    "link": links[name],
                    "date_gmt": "2024-03-01T10:00:00",
                    "title": {"rendered": title if "prezes" in name else f"Wiadomość {name}"},
                    "excerpt": {"rendered": f"<p>{SECRET[:150]}</p>\n" if "prezes" in name else ""},
                }
                for n, name in enumerate(names)
            ]
        )

    web.override(HOST, r"^/robots.txt$", status=404)
    front = "<html><head><link rel='https://api.w.org/' href='/wp-json/'></head><body>x</body></html>"
    web.override(HOST, r"^/$", body=front)
    json_headers = {"Content-Type": "application/json", "X-WP-Total": "3", "X-WP-TotalPages": "1"}
    web.override(HOST, r"^/wp-json/wp/v2/posts", body=posts(*links), headers=json_headers)
    for name in links:
        text = SECRET if "prezes" in name else SENTENCE * 4
        told = title if "prezes" in name else f"Wiadomość {name}"
        web.override(HOST, f"^/{name}/$", body=article(told, published="2024-03-01", text=text))
    crawl(kronika)
    assert len(kronika.rows("SELECT * FROM articles")) == 3
    forget(kronika, links["nowy-prezes-klastra-odchodzi-po-roku-pracy"])
    asked = len(web.requests)
    crawl(kronika)
    assert places_of(kronika.data, title) == []
    assert places_of(kronika.data, PLAIN) == []
    paths = [request.path for request in web.requests[asked:]]
    assert "/a/" in paths
    assert not [path for path in paths if "prezes" in path or "---" in path]
    (listed,) = kronika.rows("SELECT DISTINCT url FROM captures WHERE url LIKE '%posts%'")
    told = json.loads(kronika("show", listed["url"], "--at", "2100-01-01", "--raw").stdout)
    assert [post["link"] for post in told] == list(links.values())
    assert told[1]["title"]["rendered"] == "---- ------ ------- -------- -- ---- -----"
    assert told[0]["title"]["rendered"] == "Wiadomość a"


@pytest.mark.parametrize("how", ["another address", "a redirect", "a longer text"])
def test_the_article_itself_under_another_address_is_not_kept_readable(
    kronika: Kronika, site: LocalWeb, how: str
) -> None:
    crawl(kronika)
    forget(kronika)
    text = SECRET + (" Dalszych szczegółów na razie nie podano." if how == "a longer text" else "")
    page = article(TITLE, published="2024-03-02", text=text).replace(SENTENCE, "")
    meta = f"<meta property='og:title' content='{TITLE}'><meta name=description content='{SECRET[:120]}'></head>"
    site.override(HOST, r"^/wiadomosci/nowa$", body=page.replace("</head>", meta))
    if how == "a redirect":
        site.override(HOST, r"^/nowa$", status=301, headers={"Location": "/wiadomosci/nowa"})
    site.override(HOST, r"^/$", body=listing("/a", "/c", "/nowa" if how == "a redirect" else "/wiadomosci/nowa"))
    done = kronika("crawl", "--url", START)
    assert done.returncode == 0, done.stderr
    assert [request.path for request in site.requests].count("/wiadomosci/nowa") == 1
    assert readable_in(kronika.data) == []
    assert places_of(kronika.data, "Niezapominajka złożyła") == []
    assert kronika.rows("SELECT url FROM articles ORDER BY url") == [{"url": f"{START}a"}, {"url": f"{START}c"}]
    again = kronika("replay")
    assert again.returncode == 0, again.stdout
    assert len(kronika.rows("SELECT url FROM articles")) == 2
    assert in_order(kronika) == []


def test_what_others_share_with_it_stays_when_it_comes_again(kronika: Kronika, site: LocalWeb) -> None:
    site.override(HOST, r"^/b$", body=article(TITLE, published="2024-03-02", text=f"{SECRET} {SENTENCE}"))
    crawl(kronika)
    forget(kronika)
    page = article("Wiadomość D", published="2024-03-04")
    site.override(HOST, r"^/d$", body=page)
    site.override(HOST, r"^/$", body=listing("/a", "/c", "/d"))
    crawl(kronika)
    assert kronika("show", f"{START}d", "--raw").stdout == page
    assert "blanked" not in json.loads(newest(kronika, f"{START}d")["asked"])
    assert readable_in(kronika.data) == []


def test_without_tombstones_no_page_is_even_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    text_of = blanking.text_of
    monkeypatch.setattr(blanking, "text_of", lambda *page: asked.append(page) or text_of(*page))
    page = (SECRET.encode(), ((b"Content-Type", b"text/html"),))
    picture = (SECRET.encode(), ((b"Content-Type", b"image/png"),))
    traces = Marks([SECRET]).traces(new_salt())
    assert blanked(Traces({}), *page) is None
    assert blanked(traces, *picture) is None
    assert asked == []
    assert blanked(traces, *page) is not None
    assert len(asked) == 1


# --- what is kept of it


def test_nobody_reads_from_the_tombstone_what_was_forgotten(kronika: Kronika, site: LocalWeb, tmp_path: Path) -> None:
    other = Kronika(tmp_path / "other", site)
    packed = []
    for one in (kronika, other):
        crawl(one)
        forget(one)
        (row,) = one.rows("SELECT * FROM tombstones")
        line = json.loads(path_of(one.data, HOST).read_text(encoding="utf-8").splitlines()[0])
        assert set(line) == {"forgotten", "reason", "site", "urls", "salt", "marks"}
        assert (line["urls"], line["reason"]) == ([URL], REASON)
        assert len(row["marks"]) % 9 == 0
        assert len(row["marks"]) > 9 * 15
        hashes = {row["marks"][at : at + 9] for at in range(0, len(row["marks"]), 9)}
        assert {one[0] for one in hashes} == {5, 6}, "the headline has five words"
        packed.append((row["salt"], {one[1:] for one in hashes}))
        kept = everything_under(one.data)
        for word in {*SECRET.split(), *TITLE.split()}:
            if len(word) > 7 and word not in SENTENCE:
                told = [name for name, content in kept.items() if word.strip(".,").casefold() in content.casefold()]
                assert told == [], word
    (salt, hashes), (other_salt, other_hashes) = packed
    assert salt != other_salt
    assert not hashes & other_hashes, "each archive has a salt of its own"


def test_each_request_has_a_salt_of_its_own_and_all_are_kept_out(kronika: Kronika, site: LocalWeb) -> None:
    other = "Klaster rozwiązał umowę z panem Wawrzyńcem Przebiśniegiem po kontroli, o której pisała wczoraj prasa."
    site.override(HOST, r"^/c$", body=article("Wiadomość C", published="2024-03-03", text=other))
    crawl(kronika)
    forget(kronika)
    forget(kronika, f"{START}c")
    salts = [row["salt"] for row in kronika.rows("SELECT salt FROM tombstones")]
    assert len(set(salts)) == len(salts) == 2
    site.override(HOST, r"^/$", body=listing("/a", "/c").replace("</main>", f"<p>{SECRET}</p><p>{other}</p></main>"))
    crawl(kronika)
    assert readable_in(kronika.data) == []
    assert places_of(kronika.data, "Wawrzyńcem Przebiśniegiem") == []


def test_addresses_of_two_requests_keep_the_hashes_of_each(tmp_path: Path) -> None:
    with Archive(tmp_path / "archive.db") as archive:
        for path, text in (("x", SECRET), ("y", SENTENCE)):
            traces = Marks([text]).traces(tombstones.salt(archive, [f"{START}{path}"]))
            tombstones.add(archive, HOST, [f"{START}{path}"], REASON, traces)
        both = [f"{START}{path}" for path in ("z", "y", "x")]
        third = "Trzecia wiadomość mówi o czymś zupełnie innym niż dwie przed nią."
        before = tombstones.traces(archive, both)
        tombstones.add(archive, HOST, both, REASON, before | Marks([third]).traces(tombstones.salt(archive, both)))
    shutil.rmtree(tmp_path / "warc")  # else the file would say it once more
    with Archive(tmp_path / "archive.db") as archive:
        left = tombstones.traces(archive)
        assert all(left.stands_in(text) for text in (SECRET, SENTENCE, third))


def test_a_reason_that_says_it_is_refused(kronika: Kronika, site: LocalWeb) -> None:
    crawl(kronika)
    done = kronika("forget", URL, "--reason", f"prośba o usunięcie: {TITLE}", "--yes")
    assert done.returncode == 2
    assert "--reason says what is to be forgotten" in done.stderr
    assert kronika.rows("SELECT * FROM tombstones") == []
    assert not path_of(kronika.data, HOST).exists()


def test_saying_it_again_searches_by_what_is_left_and_tells_what_it_found(kronika: Kronika, site: LocalWeb) -> None:
    crawl(kronika)
    old = kronika.data.parent / "backup"
    shutil.copytree(kronika.data / "warc", old)
    forget(kronika)
    again = forget(kronika)
    assert "Forgotten: 0 articles, 0 captures; blanked in 0 other pages." in again.stdout
    assert "nothing of it is left" in again.stdout
    (name,) = (path.name for path in (old / HOST).iterdir())
    (kronika.data / "warc" / HOST / name).write_bytes((old / HOST / name).read_bytes())
    (kronika.data / "exports").mkdir()
    (kronika.data / "exports" / "old.csv").write_text(f"1;{SECRET}\n", encoding="utf-8")
    third = forget(kronika)
    assert "Removed: exports/old.csv" in third.stdout
    assert "0 captures" not in third.stdout
    assert readable_in(kronika.data) == []
    with sqlite3.connect(kronika.data / "archive.db") as connection:
        connection.execute("UPDATE articles SET body = body || ? WHERE url LIKE '%/a'", (f"\n\n{SECRET}",))
    connection.close()
    fourth = kronika("forget", URL, "--reason", REASON, "--yes")
    assert fourth.returncode == 1
    assert f"Still there: article {START}a" in fourth.stderr


# --- imports, replays, new archives


def test_an_import_brings_nothing_of_it_back(kronika: Kronika, site: LocalWeb, tmp_path: Path) -> None:
    crawl(kronika)
    (file,) = kronika.data.rglob("*.warc.gz")
    theirs = tmp_path / "theirs.warc.gz"
    shutil.copyfile(file, theirs)
    forget(kronika)
    for path in [*kronika.data.rglob("*.warc.gz"), *kronika.data.glob("archive.db*")]:
        path.unlink()
    done = kronika("import", str(theirs))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "forgotten on request" in done.stdout
    assert readable_in(kronika.data) == []
    assert kronika.rows("SELECT url FROM articles ORDER BY url") == [{"url": f"{START}a"}, {"url": f"{START}c"}]
    marked = {row["url"] for row in kronika.rows("SELECT url FROM captures WHERE asked ->> '$.blanked' IS NOT NULL")}
    assert {START, f"{START}a"} <= marked
    assert in_order(kronika) == []
    again = kronika("import", str(theirs))
    assert "0 captures taken in" in again.stdout


def test_a_replay_takes_it_out_of_files_that_were_put_back(kronika: Kronika, site: LocalWeb) -> None:
    crawl(kronika)
    crawl(kronika)
    old = kronika.data.parent / "backup"
    shutil.copytree(kronika.data / "warc", old)
    forget(kronika)
    stands = kronika.rows("SELECT url, title, body FROM articles ORDER BY url")
    for path in [*kronika.data.rglob("*.warc.gz"), *kronika.data.glob("archive.db*")]:
        path.unlink()
    shutil.copytree(old, kronika.data / "warc", dirs_exist_ok=True)
    done = kronika("replay")
    assert done.returncode == 0, done.stdout + done.stderr
    assert readable_in(kronika.data) == []
    assert kronika.rows("SELECT url, title, body FROM articles ORDER BY url") == stands
    assert kronika.rows("SELECT * FROM captures WHERE url = ?", URL) == []
    assert in_order(kronika) == []


@pytest.mark.parametrize("verb", ["replay", "crawl"])
def test_a_new_archive_knows_what_was_forgotten(kronika: Kronika, site: LocalWeb, tmp_path: Path, verb: str) -> None:
    crawl(kronika)
    forget(kronika)
    fresh = Kronika(tmp_path / "fresh", site)
    fresh.data.mkdir()
    shutil.copytree(kronika.data / "warc", fresh.data / "warc")
    if verb == "replay":
        assert fresh("replay").returncode == 0
    site.override(HOST, r"^/$", body=listing("/a", "/b", "/c"))
    asked = len(site.requests)
    crawl(fresh)
    stones = "SELECT * FROM tombstones"
    assert fresh.rows(stones) == kronika.rows(stones)
    assert fresh.rows(stones)[0]["finished_at"] is not None
    assert "/a" in [request.path for request in site.requests[asked:]]
    assert "/b" not in [request.path for request in site.requests[asked:]]
    assert readable_in(fresh.data) == []


def test_a_new_archive_knows_a_site_that_was_forgotten(kronika: Kronika, site: LocalWeb) -> None:
    crawl(kronika)
    forget(kronika)
    assert kronika("forget", "--site", HOST, "--reason", "wniosek właściciela", "--yes").returncode == 0
    for path in kronika.data.glob("archive.db*"):
        path.unlink()
    asked = len(site.requests)
    done = kronika("crawl", "--url", START)
    assert done.returncode == 0
    assert "wniosek właściciela" in done.stderr
    assert len(site.requests) == asked
    assert {row["url"] for row in kronika.rows("SELECT url FROM tombstones")} == {START, URL}


# --- the file beside the WARC files


def test_a_line_that_is_not_whole_never_counted(kronika: Kronika, site: LocalWeb) -> None:
    crawl(kronika)
    forget(kronika)
    path = path_of(kronika.data, HOST)
    whole = path.read_bytes()
    path.write_bytes(whole + whole.split(b"\n")[0].replace(b"/b", b"/c")[:-9])
    assert {stone.url for stone in read(kronika.data).values()} == {URL}
    crawl(kronika)
    assert len(kronika.rows("SELECT * FROM articles")) == 2
    forget(kronika, f"{START}c")
    assert path.read_bytes().startswith(whole)
    assert [json.loads(line)["urls"] for line in path.read_bytes().splitlines()] == [[URL]] * 2 + [[f"{START}c"]] * 2


def test_a_file_that_is_damaged_is_named_and_nothing_is_fetched(kronika: Kronika, site: LocalWeb) -> None:
    crawl(kronika)
    forget(kronika)
    path = path_of(kronika.data, HOST)
    path.write_bytes(path.read_bytes().replace(b'"urls"', b'"urks"', 1))
    asked = len(site.requests)
    done = kronika("crawl", "--url", START)
    assert done.returncode == 1
    assert f"{path}, line 1, cannot be read" in done.stderr
    assert "restore the file from a backup" in done.stderr
    assert len(site.requests) == asked


# --- a death between the file and the database

TRACED = """
import os, signal, sys
from pathlib import Path
from scraper import forget
from scraper.archive import forgotten_file, tombstones

data, url, at = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
files, passed = {forgotten_file.__file__, tombstones.__file__}, 0


def count(frame, event, argument):
    global passed
    if frame.f_code.co_filename not in files:
        return None
    if event == "line":
        passed += 1
        if passed == at:
            os.kill(os.getpid(), signal.SIGKILL)
    return count


sys.settrace(count)
forget.forget_url(data, url, "prośba")
print(passed)
"""


def lines_of_forget(data: Path, at: int = 0) -> subprocess.CompletedProcess[str]:
    """Forget the page, and die before the line of ours that is passed as number `at`; tell how many there are."""
    command = [sys.executable, "-c", TRACED, str(data), URL, str(at)]
    return subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Kronika, LocalWeb, int]]:
    folder = tmp_path_factory.mktemp("crawled")
    with LocalWeb(port=0) as web:
        kronika = Kronika(folder / "data", telling_site(web))
        crawl(kronika)
        shutil.copytree(kronika.data, folder / "counted")
        yield kronika, web, int(lines_of_forget(folder / "counted").stdout)


@pytest.mark.parametrize("share", [n / 12 for n in range(12)])
def test_a_death_at_any_line_is_mended_by_the_next_run(
    crawled: tuple[Kronika, LocalWeb, int], tmp_path: Path, share: float
) -> None:
    kronika, web, lines = crawled
    shutil.copytree(kronika.data, tmp_path / "data")
    mine = Kronika(tmp_path / "data", web)
    died = lines_of_forget(mine.data, 1 + int(share * lines))
    assert died.returncode == -9, died.stdout + died.stderr
    said = bool(read(mine.data))
    shutil.copytree(mine.data / "warc", tmp_path / "fresh" / "warc")
    crawl(mine)
    assert [row["url"] for row in mine.rows("SELECT url FROM tombstones WHERE finished_at IS NOT NULL")] == [URL] * said
    assert bool(readable_in(mine.data)) is not said
    assert len(mine.rows("SELECT * FROM articles")) == (2 if said else 3)
    assert mine.rows("SELECT * FROM rewrites") == []
    assert in_order(mine) == []
    # and where the database was lost with it
    fresh = Kronika(tmp_path / "fresh", web)
    assert fresh("replay").returncode == 0
    assert [row["url"] for row in fresh.rows("SELECT url FROM tombstones")] == [URL] * said
    assert bool(readable_in(fresh.data)) is not said
    assert len(fresh.rows("SELECT * FROM articles")) == (2 if said else 3)
    assert in_order(fresh) == []


# --- what an operator is told


def test_show_and_explain_say_that_and_why_it_was_forgotten_and_ask_nobody(kronika: Kronika, site: LocalWeb) -> None:
    crawl(kronika)
    forget(kronika)
    (row,) = kronika.rows("SELECT forgotten_at FROM tombstones")
    told = f"{URL} was forgotten on request on {row['forgotten_at'][:10]} ({REASON})."
    asked = len(site.requests)

    def tell(*commands: tuple[str, ...]) -> None:
        for command in commands:
            done = kronika(*command)
            assert done.returncode == 1, command
            assert told in done.stderr, command
            assert done.stdout == ""

    explain = [("explain", URL), ("explain", URL, "--fetch"), ("explain", URL, "--at", "2100-01-01")]
    tell(("show", URL), ("show", URL, "--raw"), ("save-page", URL, "--to", str(kronika.data / "x")), *explain)
    for path in [*kronika.data.glob("archive.db*"), *kronika.data.rglob("*.warc.gz")]:
        path.unlink()
    tell(explain[0], explain[1])
    assert len(site.requests) == asked


def test_a_page_of_a_forgotten_site_is_said_to_be_so(kronika: Kronika, site: LocalWeb) -> None:
    crawl(kronika)
    kronika("forget", "--site", HOST, "--reason", REASON, "--yes")
    asked = len(site.requests)
    for verb in ("show", "explain"):
        done = kronika(verb, f"{START}a")
        assert done.returncode == 1
        assert f"The whole site {HOST} was forgotten on request on " in done.stderr
        assert f"({REASON})" in done.stderr
    assert len(site.requests) == asked


def without_rights(kronika: Kronika, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command as an account that has no rights beyond those that the files give it, as root has."""
    command = [sys.executable, "-m", "scraper.cli", *arguments]
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("root writes everywhere, and setpriv is not installed")
        command = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", *command]
    return subprocess.run(
        command, cwd=CHECKOUT, env=kronika.environment, capture_output=True, text=True, timeout=100, check=False
    )


@pytest.fixture
def writable_again() -> Iterator[list[Path]]:
    """Folders that are given back their rights, so that they can be removed."""
    folders: list[Path] = []
    yield folders
    for folder in folders:
        folder.chmod(0o755)


def test_where_nothing_can_be_written_the_next_step_is_said(
    kronika: Kronika, site: LocalWeb, writable_again: list[Path]
) -> None:
    crawl(kronika)
    before = kronika.rows("SELECT * FROM captures")
    folder = kronika.data / "warc" / HOST
    writable_again.append(folder)
    folder.chmod(0o555)
    done = without_rights(kronika, "forget", URL, "--reason", REASON, "--yes")
    assert done.returncode == 1
    assert f"{path_of(kronika.data, HOST)} cannot be written (Permission denied). Nothing was forgotten." in done.stderr
    assert "Make warc/ and everything in it writable" in done.stderr
    assert "then say the same command again" in done.stderr
    assert "Traceback" not in done.stderr
    assert kronika.rows("SELECT * FROM tombstones") == []
    assert kronika.rows("SELECT * FROM captures") == before

    again = without_rights(kronika, "crawl", "--url", START, "--quiet")
    assert again.returncode == 1
    assert again.stderr.count("disk: the page could not be kept") == 1
    assert "IgnoreRequest" not in again.stderr
    assert {row["kind"] for row in kronika.rows("SELECT kind FROM problems WHERE fails_run = 1")} == {"disk"}

    folder.chmod(0o755)
    forget(kronika)
    assert readable_in(kronika.data) == []


def test_what_could_not_be_taken_out_is_by_the_next_crawl(
    kronika: Kronika, site: LocalWeb, writable_again: list[Path]
) -> None:
    """The file beside the WARC files can be written, the folder with them cannot."""
    crawl(kronika)
    folder = kronika.data / "warc" / HOST
    path_of(kronika.data, HOST).touch()
    writable_again.append(folder)
    folder.chmod(0o555)
    done = without_rights(kronika, "forget", URL, "--reason", REASON, "--yes")
    assert done.returncode == 1
    assert "It will not be crawled again, but not all of it is taken out." in done.stderr
    assert readable_in(kronika.data)
    assert f"Not wholly forgotten yet: {URL}" in kronika("status").stderr
    still = without_rights(kronika, "crawl", "--url", START, "--quiet")
    assert "It will not be crawled again, but not all of it is taken out." in still.stderr
    folder.chmod(0o755)
    crawl(kronika)
    assert readable_in(kronika.data) == []
    assert kronika("status").stderr == ""
    assert in_order(kronika) == []
