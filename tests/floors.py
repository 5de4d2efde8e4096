"""The quality gate of the reader: floors over the pages of the local web, which only rise.

`python -m tests.floors --update` raises tests/floors.json to what is measured now, and refuses to lower it.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from pathlib import Path

from scraper.extract import extract
from tests.sites.server import LocalWeb
from tests.sites.truth import truth

FLOORS = Path(__file__).with_name("floors.json")


def measured() -> dict[str, float]:
    """Return the figures of the reader on every article page alone, without hints: shares from 0 to 1.

    `title`, `date` (where the page says one), `date_stated` (right where one is stated), `body` (F1 of 4-word
    shingles, mean over pages), `links_recall`, `links_precision` (outbound).
    """
    right: Counter[str] = Counter()
    of: Counter[str] = Counter()
    with LocalWeb(port=0) as web:
        for article in truth():
            found = extract(web.fetch(article.url), article.url)
            day = (article.published or "")[:10]
            stated = (found.published or "")[:10]
            of["title"] += 1
            right["title"] += found.title == article.title
            if article.only_in != "rest" and day:
                of["date"] += 1
                right["date"] += stated == day
            if stated:
                of["date_stated"] += 1
                right["date_stated"] += stated == day
            of["body"] += 1
            right["body"] += _f1("\n".join([*article.body, *article.captions]), found.body)  # type: ignore[assignment]
            want = {url for url, kind in article.links if kind == "outbound"}
            got = {link.url for link in found.links if link.kind == "outbound"}
            of["links_recall"] += len(want)
            right["links_recall"] += len(want & got)
            of["links_precision"] += len(got)
            right["links_precision"] += len(want & got)
    return {name: round(right[name] / of[name], 4) for name in of}


def _f1(want: str, got: str) -> float:
    w, g = _shingles(want), _shingles(got)
    shared = sum((w & g).values())
    return 2 * shared / ((sum(w.values()) + sum(g.values())) or 1)


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return Counter(tuple(words[n : n + 4]) for n in range(max(1, len(words) - 3)))


def main() -> int:
    figures = measured()
    floors = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    lower = {name: (floors[name], figures.get(name, 0)) for name in floors if figures.get(name, 0) < floors[name]}
    print(json.dumps(figures, indent=2))
    if lower:
        print(f"Lower than the floor: {lower}. A floor is never lowered; mend the reader.", file=sys.stderr)
        return 1
    if "--update" in sys.argv:
        FLOORS.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
