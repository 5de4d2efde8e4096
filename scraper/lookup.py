"""Finds the capture of a page by any of its addresses, and makes a test page of it."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

from scraper.archive import Archive, tombstones
from scraper.archive.opened import Row
from scraper.article import Article
from scraper.raw import RawArchive
from scraper.reread import Reader
from scraper.url import address_key, canonical_url
from scraper.warc import decoded


class NoCapture(LookupError):  # noqa: N818  it is no failure of ours
    """The archive holds no capture of an address, or none as old as asked. The text says which."""


class ForgottenPage(NoCapture):
    """The page was forgotten on request. The text says when and why."""


def addresses_of(archive: Archive, url: str) -> list[str]:
    """Return the addresses under which a page may have been captured: as given, and all that lead to its article."""
    found = [url.partition("#")[0], canonical_url(url)]
    article = archive.article_at(url)
    if article is not None:
        found.append(article["url"])
        found += [
            row["url"] for row in archive.query("SELECT url FROM addresses WHERE article_id = ?", (article["id"],))
        ]
    with_slash = [one if "?" in one else f"{one.rstrip('/')}/" for one in found]
    schemes = [re.sub(r"^https?", scheme, one) for one in (*found, *with_slash) for scheme in ("http", "https")]
    return list(dict.fromkeys([*found, *with_slash, *schemes]))


def find_capture(archive: Archive, url: str, *, until: str | None = None) -> Row:
    """Return the capture that shows a page: the one that its article was read from, or, `until` a day, the newest of
    that day or before. Raises NoCapture, of which ForgottenPage says that it is not to be fetched either."""
    refuse_forgotten(archive.path.parent, archive, url)
    article = archive.article_at(url)
    if article is not None and until is None and article["capture_id"] is not None:
        return archive.query("SELECT * FROM captures WHERE id = ?", (article["capture_id"],))[0]
    names = addresses_of(archive, url)
    marks = ", ".join("?" * len(names))
    rows = archive.query(
        f"""SELECT * FROM captures WHERE url IN ({marks}) AND status IN (200, 304) AND captured_at <= ?
        ORDER BY role = 'article' DESC, captured_at DESC, id DESC LIMIT 1""",
        (*names, f"{until}T23:59:59Z" if until and len(until) == 10 else until or "9999"),
    )
    if rows:
        return rows[0]
    oldest = archive.query(f"SELECT min(captured_at) AS at FROM captures WHERE url IN ({marks})", names)[0]["at"]
    if oldest and until:
        raise NoCapture(f"{url}: no capture of {until} or before; the oldest is of {oldest}.")
    raise NoCapture(f"{url}: the archive holds no capture of it. `kronika crawl` makes one.")


def refuse_forgotten(data: Path, archive: Archive | None, url: str) -> None:
    """Raises ForgottenPage for an address that was forgotten on request, and for one of a site that was."""
    if (stone := tombstones.of_page(data, archive, url)) is not None:
        raise ForgottenPage(f"{tombstones.sentence(stone)} It is not kept, and not fetched again.")


def payload(raw: RawArchive, capture: Row) -> tuple[bytes, dict[str, str]]:
    """Return the bytes of a captured page, without its content encoding, and its headers. Raises WarcError."""
    page = raw.page(capture)
    headers: dict[str, str] = {}
    for name, value in page.headers:
        key, text = name.decode("latin-1"), value.decode("latin-1")
        if key.lower() != "content-encoding":
            headers[key] = f"{headers[key]}\n{text}" if key in headers else text
    return decoded(page.body, page.headers), headers


EXPECTED = (
    "title",
    "published",
    "published_precision",
    "modified",
    "author",
    "language",
    "body",
    "image",
    "categories",
)


def expected_of(article: Article) -> dict[str, Any]:
    """Return what a test page expects of the reader, as plain values."""
    said = asdict(article)
    expected = {name: said[name] for name in EXPECTED}
    expected["categories"] = list(article.categories)
    expected["links"] = [[link.kind, link.url, link.text] for link in article.links]
    expected["mentions"] = [[m.start, m.end, m.text] for m in article.mentions]
    return expected


def save_page(reader: Reader, capture: Row, folder: Path, *, force: bool = False) -> tuple[Path, Path]:
    """Write a captured page and, beside it, the article that is read from it today; return both files.

    The expectation is what the reader says, to be put right by hand where it is wrong. Raises WarcError, OSError, and
    ValueError for a page that gives no article.
    """
    html, headers = payload(reader.raw, capture)
    reading = reader.read(capture)
    if reading.article is None:
        raise ValueError(f"{capture['url']}: {reading.cause}")
    asked = json.loads(capture["asked"])
    about = {
        "url": capture["url"],
        "site": capture["site"],
        "captured_at": capture["captured_at"],
        "content_type": headers.get("Content-Type"),
        "hints": asked.get("hints", {}),
        "expected": expected_of(reading.article),
    }
    name = re.sub(r"[^a-z0-9]+", "-", address_key(capture["url"]).lower()).strip("-")[:100]
    place = folder / capture["site"].replace(":", "_")
    place.mkdir(parents=True, exist_ok=True)
    page, truth = place / f"{name}.html", place / f"{name}.json"
    if truth.exists() and not force:
        raise ValueError(f"{truth} is there already, perhaps put right by hand. --force writes over it.")
    page.write_bytes(html)
    truth.write_text(json.dumps(about, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return page, truth
