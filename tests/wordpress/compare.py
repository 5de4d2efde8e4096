"""Compare an archive with the known truth of a site.

compare.py TRUTH.jsonl ARCHIVE.db [--json]

Prints the figures and up to ten examples of every kind of miss. Exits 0 only when no article is missed, no row is
false, no secret is archived, and every day and every title is right. An article is found when its address is in
articles.url or addresses.url. A repost (duplicate_of) that the archive keeps as another address of the first text
counts as found; its title and date are then those of the first, and are not judged.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import re
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo

WARSAW = ZoneInfo("Europe/Warsaw")
Row = dict[str, Any]


def address(url: str) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """Return the URL as compared: without scheme and fragment, the end slash and the order of the query."""
    parts = urlsplit(url)
    query = tuple(sorted(parse_qsl(parts.query, keep_blank_values=True)))
    return parts.netloc.lower(), unquote(parts.path).rstrip("/"), query


def squeeze(text: str) -> str:
    """Return the letters and digits alone: spaces, quotes and dashes do not make another text."""
    return "".join(char for char in text.casefold() if char.isalnum())


def typographic(text: str) -> str:
    """Return the title with plain quotes, dashes and spaces, as WordPress had it before it set the type."""
    text = re.sub("[„“”«»]", '"', text).replace("…", "...")
    text = re.sub("[‚‘’]", "'", text)
    return " ".join(re.sub("[–—-]+", "-", text).split())


def moment(published: str | None) -> dt.datetime | None:
    """Return the time in Warsaw; a day alone is its midnight."""
    if not published or len(published) < 10:
        return None
    value = dt.datetime.fromisoformat(published)
    return value.replace(tzinfo=WARSAW) if value.tzinfo is None else value.astimezone(WARSAW)


class Archive:
    """The rows of an archive, by article."""

    def __init__(self, path: Path) -> None:
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        connection.row_factory = sqlite3.Row
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        self.articles = [dict(row) for row in connection.execute("SELECT * FROM articles ORDER BY id")]
        self.links: dict[int, list[Row]] = defaultdict(list)
        self.by_url = {address(row["url"]): row for row in self.articles}
        self.by_address: dict[Any, Row] = {}
        of = {row["id"]: row for row in self.articles}
        for row in connection.execute("SELECT article_id, url FROM addresses") if "addresses" in tables else ():
            if row["article_id"] in of:
                self.by_address[address(row["url"])] = of[row["article_id"]]
        for row in connection.execute("SELECT * FROM links") if "links" in tables else ():
            self.links[row["article_id"]].append(dict(row))
        connection.close()

    def find(self, url: str) -> Row | None:
        key = address(url)
        return self.by_url.get(key) or self.by_address.get(key)


class Comparison:
    """Counts, and examples of what went wrong, of one archive against one truth."""

    def __init__(self, truth: list[Row], archive: Archive) -> None:
        self.archive = archive
        self.count: dict[str, float] = defaultdict(int)
        self.examples: dict[str, list[str]] = defaultdict(list)
        self.recalls: list[float] = []
        self.matched: set[int] = set()
        for record in truth:
            if record["is_article"]:
                self.article(record)
        for row in archive.articles:
            if row["id"] not in self.matched:
                self.miss("false", f"{row['url']} | {row['title']}")
            if "TAJNE-" in " ".join(str(value) for value in row.values() if isinstance(value, str)):
                self.miss("secrets", row["url"])

    def miss(self, kind: str, example: str) -> None:
        self.count[kind] += 1
        self.examples[kind].append(example)

    def article(self, record: Row) -> None:
        """Judge one article of the truth."""
        url = record["url"]
        self.count["articles"] += 1
        row = self.archive.find(url)
        if row is None:
            self.miss("missed", f"{url} | {record['title']}")
            return
        self.count["found"] += 1
        self.matched.add(row["id"])
        if record.get("duplicate_of") and address(row["url"]) != address(url):
            self.count["as another address"] += 1
            return
        self.count["judged"] += 1
        self.dates(record, row)
        if row["title"] == record["title"]:
            self.count["title exact"] += 1
        if typographic(row["title"] or "") == typographic(record["title"]):
            self.count["title right"] += 1
        else:
            self.miss("title wrong", f"{url} | {row['title']!r} is not {record['title']!r}")
        self.body(record, row)
        self.outbound(record, row)

    def dates(self, record: Row, row: Row) -> None:
        true, seen = moment(record["date_published"]), moment(row["published"])
        if true and seen and true.date() == seen.date():
            self.count["day right"] += 1
            fits = len(row["published"]) > 10 and true.strftime("%H:%M") == seen.strftime("%H:%M")
            self.count["minute right"] += fits
        else:
            self.miss("day wrong", f"{record['url']} | {row['published']} is not {record['date_published']}")

    def body(self, record: Row, row: Row) -> None:
        """Count the paragraphs of the truth that are there, and those that do not belong there."""
        body = row["body"] or ""
        squeezed = squeeze(body)
        lost = [text for text in record["body"] if squeeze(text) not in squeezed]
        self.recalls.append(1 - len(lost) / len(record["body"]) if record["body"] else 1.0)
        for text in lost:
            self.miss("paragraph lost", f"{record['url']} | {text[:100]}")
        own = [*record["body"], *record.get("table_cells", []), *record.get("captions", []), record["title"]]
        pieces = sorted({squeeze(text) for text in own} - {""}, key=len, reverse=True)
        whole = "\n".join(pieces)
        for paragraph in filter(None, map(str.strip, body.split("\n\n"))):
            rest = squeeze(paragraph)
            if rest and rest not in whole:
                length = len(rest)
                for piece in pieces:
                    rest = rest.replace(piece, "")
                if len(rest) > 0.3 * length:
                    self.miss("foreign paragraph", f"{record['url']} | {paragraph[:100]}")

    def outbound(self, record: Row, row: Row) -> None:
        true = {address(link["url"]) for link in record["links"] if link["kind"] in ("external", "bare")}
        seen = {
            address(link["url"]): link["url"] for link in self.archive.links[row["id"]] if link["kind"] == "outbound"
        }
        self.count["links true"] += len(true)
        self.count["links seen"] += len(seen)
        self.count["links right"] += len(true & seen.keys())
        for link in record["links"]:
            if link["kind"] in ("external", "bare") and address(link["url"]) not in seen:
                self.examples["link lost"].append(f"{record['url']} | {link['kind']} {link['url']}")
        for key in seen.keys() - true:
            self.examples["link foreign"].append(f"{record['url']} | {seen[key]}")

    def figures(self) -> dict[str, float]:
        """Return the figures that are printed, in order."""

        def share(part: str, whole: str) -> float:
            return round(self.count[part] / self.count[whole], 4) if self.count[whole] else 1.0

        names = ("articles", "found", "missed", "false", "secrets", "as another address", "judged")
        return {name: self.count[name] for name in names} | {
            "day right / judged": share("day right", "judged"),
            "minute right / judged": share("minute right", "judged"),
            "title right / judged": share("title right", "judged"),
            "title exact / judged": share("title exact", "judged"),
            "body recall": round(sum(self.recalls) / len(self.recalls), 4) if self.recalls else 0.0,
            "foreign paragraphs": self.count["foreign paragraph"],
            "outbound recall": share("links right", "links true"),
            "outbound precision": share("links right", "links seen"),
        }

    @property
    def equal(self) -> bool:
        wrong = ("missed", "false", "secrets", "day wrong", "title wrong")
        return bool(self.count["articles"]) and not any(self.count[name] for name in wrong)


def read(lines: Iterable[str]) -> list[Row]:
    return [json.loads(line) for line in lines if line.strip()]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("truth", type=Path)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--json", action="store_true", help="print the figures and the examples as JSON")
    given = parser.parse_args()
    for path in (given.truth, given.archive):
        if not path.is_file():
            parser.error(f"there is no file {path}")
    result = Comparison(read(given.truth.read_text(encoding="utf-8").splitlines()), Archive(given.archive))
    examples = {kind: sorted(found)[:10] for kind, found in sorted(result.examples.items())}
    if given.json:
        print(
            json.dumps({"equal": result.equal, **result.figures(), "examples": examples}, ensure_ascii=False, indent=1)
        )
        return 0 if result.equal else 1
    for name, value in result.figures().items():
        print(f"{name:<24}{value:>10.4f}" if isinstance(value, float) else f"{name:<24}{value:>10}")
    for kind, found in examples.items():
        print(f"\n{kind} ({len(result.examples[kind])}):", *found, sep="\n  ")
    return 0 if result.equal else 1


if __name__ == "__main__":
    sys.exit(main())
