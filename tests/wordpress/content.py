"""Make the news of one invented association: the same seed makes the same site.

content.py FOLDER [--profile a|b|c] [--count 120] [--seed 11]   ->  FOLDER/content.json, FOLDER/files/*
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import files
import phrases
from markup import Block, render
from static import events, hidden, pages
from voice import Association, Voice, slug

WARSAW = ZoneInfo("Europe/Warsaw")
FIRST_DAY, LAST_DAY = dt.date(2009, 1, 12), dt.date(2026, 6, 30)
PROFILES: dict[str, tuple[Association, dict[str, Any]]] = {
    "a": (
        Association(
            "Klaster Meblarski Dolina Wieprza", "Klastra Meblarskiego Dolina Wieprza", "branży meblarskiej",
            "dolina-wieprza.example",
        ),
        {"theme": "twentytwentyone", "permalinks": "/%year%/%monthnum%/%day%/%postname%/", "static_front": True},
    ),
    "b": (
        Association(
            "Klaster Czystej Wody Drwęca", "Klastra Czystej Wody Drwęca", "gospodarki wodnej", "woda-drweca.example"
        ),
        {"theme": "twentytwentythree", "permalinks": ""},
    ),
    "c": (
        Association(
            "Kujawski Klaster Spożywczy", "Kujawskiego Klastra Spożywczego", "przetwórstwa żywności",
            "klaster-kujawy.example",
        ),
        {"theme": "twentytwentytwo", "permalinks": "/%category%/%postname%/", "excerpt_feed": True},
    ),
}  # fmt: skip
CLOCK_TRAPS = {3: dt.time(23, 40), 8: dt.time(0, 20), 13: dt.time(0, 0)}  # local; another day in UTC, or no time at all
GREETINGS = [
    "Zdrowych, spokojnych i pełnych ciepła Świąt życzy członkom i przyjaciołom {klaster}.",
    "Niech nadchodzący rok przyniesie Państwu wiele powodów do radości, a firmom śmiałe zamówienia.",
    "Biuro klastra będzie nieczynne do {termin}",
]


def last_day() -> dt.date:
    """Return the day of the newest article; a clock that is behind must not make news of the future."""
    return min(LAST_DAY, dt.date.today() - dt.timedelta(days=2))


class Newsroom:
    """Writes the articles of one association, oldest first."""

    def __init__(self, association: Association, rnd: random.Random, documents: list[str], images: list[str]) -> None:
        self.association, self.rnd, self.documents, self.images = association, rnd, documents, images
        self.now = dt.datetime.combine(last_day() + dt.timedelta(days=1), dt.time(12), WARSAW)
        self.articles: list[dict[str, Any]] = []
        self.slugs: dict[str, int] = {}

    def voice(self, when: dt.datetime) -> Voice:
        earlier = [article["key"] for article in self.articles if article["kind"] == "news"]
        return Voice(self.rnd, self.association, when, self.documents, earlier)

    def add(self, key: str, when: dt.datetime, title: str, blocks: list[Block], **more: Any) -> dict[str, Any]:
        """Keep an article; what `more` does not say is the usual."""
        name = slug(title)
        self.slugs[name] = self.slugs.get(name, 0) + 1
        number = self.slugs[name]
        article = {
            "key": key, "kind": "news", "title": title, "slug": name if number == 1 else f"{name}-{number}",
            "published": when.isoformat(), "modified": when.isoformat(), "author": "biuro", "lang": "pl",
            "categories": ["Aktualności"], "tags": [], "blocks": blocks, "pages": 1, "featured": None, "sticky": False,
            "comments": [], "event_dates": [], "duplicate_of": None, "translation_of": None,
        } | more  # fmt: skip
        age = "word" if when.year < 2013 else "classic" if when.year < 2019 else "blocks"
        article["html"] = render(
            blocks, age, len(self.articles) % 3,
            more=article["pages"] == 1 and len(blocks) > 3 and len(self.articles) % 4 == 0, split=article["pages"] == 2,
        )  # fmt: skip
        self.articles.append(article)
        return article

    def news(self, key: str, when: dt.datetime, *, least: int = 2) -> None:
        """Write one article of at least that many paragraphs."""
        rnd, voice = self.rnd, self.voice(when)
        category, titles, leads, sentences = phrases.TOPICS[rnd.choice(list(phrases.TOPICS))]
        title = voice.fill(rnd.choice(titles))
        if rnd.random() < 0.08:
            title = title.replace("„", '"').replace("”", '"')
        pool = rnd.sample(sentences, len(sentences)) + rnd.sample(phrases.GENERAL, 9)
        blocks: list[Block] = [{"type": "paragraph", "text": voice.fill(rnd.choice(leads))}]
        extras = rnd.sample(["list", "table", "quote", "image", "heading"], 5)
        for _ in range(rnd.randint(least, 6)):
            size = rnd.randint(1, 3)
            part, pool = pool[:size], pool[size:]
            if part:
                blocks.append({"type": "paragraph", "text": " ".join(map(voice.fill, part))})
            if extras and rnd.random() < 0.35:
                blocks.append(self.extra(extras.pop(), voice))
        if blocks[-1]["type"] == "heading":
            blocks.pop()
        later = min(when + dt.timedelta(days=rnd.randint(0, 200), minutes=rnd.randint(1, 600)), self.now)
        self.add(
            key, when, title, blocks,
            modified=(min(later, when + dt.timedelta(minutes=40)) if rnd.random() < 0.7 else later).isoformat(),
            author=rnd.choice(list(phrases.AUTHORS)),
            categories=sorted({category, rnd.choice([category, "Aktualności"])}),
            tags=sorted(rnd.sample(phrases.TAGS, rnd.randint(0, 3))), pages=2 if least > 3 else 1,
            featured=rnd.choice(self.images) if rnd.random() < 0.4 else None, event_dates=sorted(voice.events),
            comments=self.comments(voice) if rnd.random() < 0.25 else [],
        )  # fmt: skip

    def extra(self, kind: str, voice: Voice) -> Block:
        """Return a block that is no paragraph."""
        rnd = self.rnd
        match kind:
            case "list":
                patterns = [
                    "{temat}",
                    "kwota: {kwota}",
                    "termin: {termin}",
                    "{firma}",
                    "[regulamin]({plik})",
                    "[partner]({obcy})",
                ]
                lines = [voice.fill(pattern) for pattern in rnd.sample(patterns, rnd.randint(3, 5))]
                return {"type": "list", "lines": lines, "ordered": rnd.random() < 0.3}
            case "table":
                rows = [
                    [voice.event(voice.future), city, voice.slot("temat")] for city, _ in rnd.sample(phrases.CITIES, 3)
                ]
                return {"type": "table", "rows": [["Termin", "Miejsce", "Temat"], *rows]}
            case "quote":
                return {"type": "quote", "text": rnd.choice(phrases.QUOTES) + ".", "by": voice.slot("osoba")}
            case "image":
                alt, caption = voice.fill("Stoisko firmy {firma}"), rnd.choice(["", *phrases.CAPTIONS])
                return {"type": "image", "image": rnd.choice(self.images), "alt": alt, "caption": caption}
        return {"type": "heading", "text": rnd.choice(phrases.HEADINGS)}

    def comments(self, voice: Voice) -> list[dict[str, str]]:
        return [
            {
                "author": self.rnd.choice(phrases.PEOPLE),
                "published": min(voice.when + dt.timedelta(days=self.rnd.randint(0, 9), hours=2), self.now).isoformat(),
                "text": voice.fill(self.rnd.choice(phrases.COMMENTS)),
            }
            for _ in range(self.rnd.randint(1, 3))
        ]

    def english(self, key: str, of: dict[str, Any]) -> None:
        """Write the English copy of an article."""
        voice = self.voice(dt.datetime.fromisoformat(of["published"]) + dt.timedelta(minutes=5))
        sentences = self.rnd.sample(phrases.ENGLISH_SENTENCES, 6)
        blocks = [{"type": "paragraph", "text": " ".join(map(voice.fill, sentences[at : at + 2]))} for at in (0, 2, 4)]
        title = voice.fill(self.rnd.choice(phrases.ENGLISH_TITLES))
        options = {"kind": "english", "lang": "en", "categories": [phrases.ENGLISH], "translation_of": of["key"]}
        self.add(key, voice.when, title, blocks, **options)

    def repost(self, key: str, of: dict[str, Any], when: dt.datetime, *, changed: bool) -> None:
        """Publish an old text again, word for word or with a closing line."""
        closing = [{"type": "paragraph", "text": "Tekst przypominamy na prośbę członków klastra."}] if changed else []
        title = f"Przypominamy: {of['title']}" if changed else of["title"]
        self.add(key, when, title, [*of["blocks"], *closing], categories=of["categories"], duplicate_of=of["key"])


def publication_times(rnd: random.Random, count: int) -> list[dt.datetime]:
    """Return sorted times of publication; some stand where time zones go wrong."""
    last = min(
        LAST_DAY, dt.date.today() - dt.timedelta(days=2)
    )  # a clock that is behind must not make news of the future
    days = sorted(rnd.randint(FIRST_DAY.toordinal(), last.toordinal()) for _ in range(count))
    times = []
    for number, day in enumerate(days):
        office_hours = dt.time(rnd.randint(7, 17), rnd.randint(0, 59), rnd.randint(0, 59))
        clock = CLOCK_TRAPS.get(number % 20, office_hours)
        times.append(dt.datetime.combine(dt.date.fromordinal(day), clock, WARSAW))
    return times


def write(folder: Path, profile: str, count: int, seed: int) -> None:
    association, options = PROFILES[profile]
    rnd = random.Random(f"{profile}-{seed}")
    (folder / "files").mkdir(parents=True, exist_ok=True)
    images = {f"image-{number:02d}": f"zdjecie-{number:02d}.png" for number in range(1, 11)}
    documents = {f"file-{number:02d}": f"zalacznik_nr_{number}-{2009 + number}.pdf" for number in range(1, 13)}
    for number, name in enumerate(images.values(), 1):
        files.write_png(folder / "files" / name, number)
    for name in documents.values():
        files.write_pdf(folder / "files" / name, name)

    room = Newsroom(association, rnd, list(documents), list(images))
    times = publication_times(rnd, count)
    split, greetings = {count // 2, count - 4}, {count // 4, count // 3, 2 * count // 3}
    for number, when in enumerate(times):
        key = f"post-{number:04d}"
        if number in greetings:  # the same title again and again, another text under it
            voice = room.voice(when)
            lines = [{"type": "paragraph", "text": voice.fill(line)} for line in GREETINGS]
            room.add(key, when, "Wesołych Świąt!", lines, tags=[str(when.year)])
        else:
            room.news(key, when, least=6 if number in split else 2)
    news = list(room.articles)
    news[2 * count // 3 + 1]["sticky"] = True
    for number, at in enumerate(range(count // 6, count, count // 5), 1):
        room.english(f"english-{number}", news[at])
    plain = [article for article in news[: count // 2] if article["pages"] == 1 and len(article["blocks"]) > 3]
    for number, old in enumerate(rnd.sample(plain, 2), 1):
        room.repost(f"repost-{number}", old, times[-1] - dt.timedelta(days=number * 9), changed=number == 1)
    for article in room.articles:
        article["related"] = [other["key"] for other in rnd.sample(news, 3) if other is not article]

    content = {
        "site": {"name": association.nominative, "trade": association.trade} | options,
        "authors": phrases.AUTHORS,
        "categories": [*phrases.CATEGORIES, phrases.ENGLISH],
        "images": images,
        "files": documents,
        "posts": room.articles,
        "pages": pages(room.voice(times[-1]), list(documents.items()), static_front="static_front" in options),
        "events": events(news, 12),
        "hidden": hidden(),
    }
    (folder / "content.json").write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--profile", choices=PROFILES, default="a")
    parser.add_argument("--count", type=int, default=120)
    parser.add_argument("--seed", type=int, default=11)
    given = parser.parse_args()
    write(given.folder, given.profile, given.count, given.seed)
