"""The quality gate of the reader: floors over pages of our own, which only rise.

`python -m tests.floors --update` raises tests/floors.json to what is measured now, and refuses to lower it;
`python -m tests.floors --worst` lists the pages that are not right.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from scraper.article import Article
from scraper.extract import extract
from tests.layouts import Layout, layouts
from tests.sites.server import LocalWeb
from tests.sites.truth import truth

FLOORS = Path(__file__).with_name("floors.json")


def pages() -> dict[str, list[Layout]]:
    """Return the pages by set: those of the local web, and single ones in the layouts of many systems."""
    with LocalWeb(port=0) as web:
        local = [
            Layout(
                name=article.url,
                system=article.site,
                url=article.url,
                language="",
                html=web.fetch(article.url),
                title=article.title,
                published=None if article.only_in == "rest" else (article.published or "")[:10] or None,
                body=article.body,
                links=tuple(url for url, kind in article.links if kind in ("outbound", "attachment")),
                captions=article.captions,
            )
            for article in truth()
        ]
    return {"local web": local, "layouts": list(layouts())}


def measured() -> dict[str, dict[str, float]]:
    """Return the figures of the reader by set, each page alone and without hints: shares from 0 to 1.

    `title`, `date` (where the page says a day), `date_stated` (right where one is stated), `body` (mean over pages of
    the F1 of 4-word shingles), `links_recall` and `links_precision` (outbound).
    """
    figures = {}
    for name, some in pages().items():
        right: Counter[str] = Counter()
        of: Counter[str] = Counter()
        for page in some:
            for figure, (hits, all_of) in judged(page, extract(page.html, page.url)).items():
                right[figure] += hits  # type: ignore[assignment]
                of[figure] += all_of
        figures[name] = {figure: round(right[figure] / of[figure], 4) for figure in sorted(of) if of[figure]}
    return figures


def judged(page: Layout, found: Article) -> dict[str, tuple[float, int]]:
    """Return for each figure how much is right, and of how many."""
    stated = (found.published or "")[:10]
    body = "\n".join(paragraph for paragraph in found.body.split("\n\n") if paragraph not in page.captions)
    want = {url for url in page.links if _host(url) != _host(page.url) and url.startswith("http")}
    got = {link.url for link in found.links if link.kind in ("outbound", "attachment")} - {
        link.url for link in found.links if _host(link.url) == _host(page.url)
    }
    return {
        "title": (found.title == page.title, 1),
        "date": (bool(page.published) and stated == page.published, int(bool(page.published))),
        "date_stated": (bool(stated) and stated == (page.published or ""), int(bool(stated))),
        "body": (f1("\n".join(page.body), body), 1),
        "links_recall": (len(want & got), len(want)),
        "links_precision": (len(want & got), len(got)),
    }


def worst() -> Iterator[str]:
    """Yield a line for each page that is not read right."""
    for name, some in pages().items():
        for page in some:
            found = extract(page.html, page.url)
            short = {
                figure: round(hits / all_of, 2)
                for figure, (hits, all_of) in judged(page, found).items()
                if all_of and hits < 0.98 * all_of
            }
            if short:
                yield f"{name} {page.name} ({page.system}): {short}"


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0].removeprefix("www.")


def f1(want: str, got: str) -> float:
    """Return how alike two texts are: the F1 of their runs of four words."""
    w, g = _shingles(want), _shingles(got)
    shared = sum((w & g).values())
    return 2 * shared / ((sum(w.values()) + sum(g.values())) or 1)


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return Counter(tuple(words[n : n + 4]) for n in range(max(1, len(words) - 3)))


def fallen(figures: dict[str, dict[str, float]], floors: dict[str, dict[str, float]]) -> dict[str, tuple[float, float]]:
    """Return the figures below their floors, as (floor, measured)."""
    return {
        f"{name}: {figure}": (floor, figures.get(name, {}).get(figure, 0.0))
        for name, some in floors.items()
        for figure, floor in some.items()
        if figures.get(name, {}).get(figure, 0.0) < floor
    }


def main() -> int:
    if "--worst" in sys.argv:
        print("\n".join(worst()))
        return 0
    figures = measured()
    floors = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    print(json.dumps(figures, indent=2))
    if lower := fallen(figures, floors):
        print(f"Lower than the floor: {lower}. A floor is never lowered; mend the reader.", file=sys.stderr)
        return 1
    if "--update" in sys.argv:
        FLOORS.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
