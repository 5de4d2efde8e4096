"""The whole route over real HTTP, compared with what the local web is known to hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import Kronika
from tests.sites.server import LocalWeb
from tests.sites.truth import TruthArticle, not_articles, truth

SITES = ("aerosilesia", "edutainment", "kignet", "klasterpolskanatura", "lke", "poligen")
COUNTED = ("sites", "articles", "revisions", "addresses", "links", "mentions", "problems")


def words(text: str | None) -> str:
    """Text as a reader sees it: white space and the bars between table cells apart."""
    return " ".join((text or "").replace("|", " ").split())


def dump(kronika: Kronika) -> dict[str, list[tuple[Any, ...]]]:
    """All rows but for what a second look may change: when it was last seen, and how often."""
    volatile = {"last_seen", "count", "run_id"}
    rows = {table: kronika.rows(f"SELECT * FROM {table}") for table in COUNTED}
    return {
        table: sorted(tuple((k, v) for k, v in row.items() if k not in volatile) for row in found)
        for table, found in rows.items()
    }


class Crawled:
    """Every site crawled once, then once more."""

    def __init__(self, kronika: Kronika, web: LocalWeb):
        self.kronika = kronika
        self.first = kronika("crawl", "--all")
        self.after_first = dump(kronika)
        self.requests = web.requests
        self.second = kronika("crawl", "--all", "--quiet")
        self.after_second = dump(kronika)
        self.articles = {row["url"]: row for row in kronika.rows("SELECT * FROM articles")}

    def of(self, article: TruthArticle) -> dict[str, Any]:
        return self.articles[article.url]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    with LocalWeb(port=0) as web:
        yield Crawled(Kronika(tmp_path_factory.mktemp("crawl") / "data", web), web)


def test_a_crawl_of_everything_is_well(crawled: Crawled) -> None:
    assert crawled.first.returncode == 0, crawled.first.stderr
    assert {row["outcome"] for row in crawled.kronika.rows("SELECT outcome FROM runs")} == {"ok"}
    for site in SITES:
        assert f"{site}: " in crawled.first.stderr  # plain progress where there is no terminal


def test_the_local_web_is_large_enough_to_prove_something() -> None:
    for site in SITES:
        assert len(truth(site)) >= 30
        assert len(not_articles(site)) >= 5


@pytest.mark.parametrize("site", SITES)
def test_every_article_is_found_and_nothing_else(crawled: Crawled, site: str) -> None:
    stored = {url for url, row in crawled.articles.items() if row["site"] == site}
    assert stored == {article.url for article in truth(site)}
    assert not stored & set(not_articles(site))


def test_nothing_secret_is_stored(crawled: Crawled) -> None:
    assert crawled.kronika.rows("SELECT url FROM articles WHERE title || body LIKE '%TAJNE%'") == []


@pytest.mark.parametrize("site", SITES)
def test_titles(crawled: Crawled, site: str) -> None:
    assert {a.url: crawled.of(a)["title"] for a in truth(site)} == {a.url: a.title for a in truth(site)}


@pytest.mark.parametrize("site", SITES)
def test_dates_with_their_precision(crawled: Crawled, site: str) -> None:
    stored = {a.url: (crawled.of(a)["published"], crawled.of(a)["published_precision"]) for a in truth(site)}
    assert stored == {a.url: (a.published, a.precision) for a in truth(site)}


@pytest.mark.parametrize("site", SITES)
def test_bodies_paragraph_by_paragraph(crawled: Crawled, site: str) -> None:
    for article in truth(site):
        body = [words(paragraph) for paragraph in crawled.of(article)["body"].split("\n\n")]
        expected = [words(paragraph) for paragraph in article.body]
        captions = {words(caption) for caption in article.captions}
        assert [p for p in body if p not in captions] == expected, article.url


@pytest.mark.parametrize("site", SITES)
def test_links_in_their_order(crawled: Crawled, site: str) -> None:
    for article in truth(site):
        links = crawled.kronika.rows(
            "SELECT url, kind FROM links WHERE article_id = ? ORDER BY position", crawled.of(article)["id"]
        )
        assert [(link["url"], link["kind"]) for link in links] == list(article.links), article.url


@pytest.mark.parametrize("site", SITES)
def test_mentions_of_events(crawled: Crawled, site: str) -> None:
    for article in truth(site):
        if article.mentions is not None:
            rows = crawled.kronika.rows(
                'SELECT start, "end" FROM mentions WHERE article_id = ? ORDER BY id', crawled.of(article)["id"]
            )
            assert [(row["start"], row["end"]) for row in rows] == list(article.mentions), article.url


def test_a_second_crawl_adds_no_row(crawled: Crawled) -> None:
    assert (crawled.second.returncode, crawled.second.stderr) == (0, "")
    assert crawled.after_second == crawled.after_first
    runs = crawled.kronika.rows("SELECT site, new, revised, unchanged, found FROM runs ORDER BY id")[-len(SITES) :]
    assert all(run["new"] == run["revised"] == 0 and run["unchanged"] == run["found"] > 30 for run in runs)


def test_the_local_web_was_asked_politely(crawled: Crawled) -> None:
    by_host: dict[str, list[Any]] = {}
    for record in crawled.requests:
        by_host.setdefault(record.host, []).append(record)
    for host, records in by_host.items():
        assert records[0].path == "/robots.txt", host
        articles = [record.path for record in records if record.status == 200]
        assert len(articles) == len(set(articles)), f"{host}: a page was fetched twice"
        assert not [record.path for record in records if re.search(r"/wp-admin|/szukaj|/admin", record.path)]


SEED = "http://www.kignet.pl/pl/kalendarz/miedzynarodowa_wspolpraca_klastrow.html"


def test_the_seed(crawled: Crawled) -> None:
    """The page that the project began with."""
    row = crawled.articles[SEED]
    assert (row["published"], row["published_precision"]) == ("2012-12-21", "day")
    assert row["title"] == "Międzynarodowa współpraca klastrów"
    assert not row["body"].startswith(row["title"])
    paragraphs = row["body"].split("\n\n")
    assert len(paragraphs) == 6
    assert paragraphs[0].startswith("12 grudnia br. odbyły się")
    for foreign in ("drukuj", "powrót", "Zobacz wszystkie wydarzenia", "Sekcja dla członków", "Email:", "Hasło:"):
        assert foreign not in row["body"]
    links = crawled.kronika.rows("SELECT url, kind FROM links WHERE article_id = ?", row["id"])
    assert links == [
        {
            "url": "http://www.clustercollaboration.eu/news/-/blogs/"
            "empowering-smes-and-regions-through-international-cluster-cooperation",
            "kind": "outbound",
        }
    ]
    mentions = crawled.kronika.rows(
        'SELECT start, "end", precision, text FROM mentions WHERE article_id = ?', row["id"]
    )
    assert mentions == [{"start": "2012-12-12", "end": "2012-12-12", "precision": "day", "text": "12 grudnia br."}]
