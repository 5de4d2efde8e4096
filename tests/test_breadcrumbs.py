"""The way from the front page that a page prints above its title."""

from __future__ import annotations

import pytest
from scrapy.http import HtmlResponse

from scraper.cms.article_pages import why_no_article
from scraper.cms.breadcrumbs import part_named, steps_of
from scraper.extract import extract

SITE = "https://klaster.example.fr"
BODY = (
    "<h1>Fonderie du Sud</h1><p class=date>5 mars 2024</p>"
    "<p>La fonderie produit des pièces en aluminium pour les avions.</p><p>Elle emploie quarante personnes "
    "et forme chaque année cinq apprentis dans ses ateliers.</p>"
)
LINE = "<p class=arbo><a href='/'>Accueil</a> &gt; <a href='/r3'>{}</a> &gt; <strong>Fonderie du Sud</strong></p>"
LIST = (
    "<nav aria-label=breadcrumb><ol><li><a href='/'>Accueil</a></li><li><a href='/r3'>{}</a></li>"
    "<li aria-current=page>Fonderie du Sud</li></ol></nav>"
)


def page(way: str) -> HtmlResponse:
    body = (
        f"<html lang=fr><body><ul><li><a href='/'>Accueil</a></li><li><a href='/r2'>Actualités</a></li></ul>{way}{BODY}"
    )
    return HtmlResponse(f"{SITE}/article12", body=body.encode())


@pytest.mark.parametrize("way", [LINE, LIST], ids=["a line with arrows", "a list by its name"])
def test_the_steps_are_those_between_the_front_page_and_the_page(way: str) -> None:
    assert steps_of(page(way.format("Membres"))) == ["Membres"]


def test_steps_without_a_link_count_too() -> None:
    way = "<p><a href='/'>Accueil</a> &gt; Mots-clés &gt; Thèmes &gt; <b>Emploi</b></p>"
    assert steps_of(page(way)) == ["Mots-clés", "Thèmes"]
    assert part_named(page(way), beside=False) == "a list by tag"


def test_a_menu_and_a_sentence_are_no_way() -> None:
    assert steps_of(page("<p><a href='/'>Accueil</a> est la page de notre association.</p>")) == []


@pytest.mark.parametrize("way", [LINE, LIST])
@pytest.mark.parametrize(
    ("section", "kind"),
    [("Membres", "a directory"), ("Nos membres", "a directory"), ("Actualités", None), ("Dossiers", None)],
)
def test_the_way_says_what_is_no_news(way: str, section: str, kind: str | None) -> None:
    assert part_named(page(way.format(section)), beside=False) == kind


def test_what_is_no_news_only_beside_news_counts_where_a_part_is_called_news() -> None:
    response = page(LINE.format("Projets"))
    assert part_named(response, beside=False) is None
    assert part_named(response, beside=True) == "a project"


def test_a_dated_page_of_the_members_is_no_article_unless_a_list_of_news_names_it() -> None:
    response = page(LINE.format("Membres"))
    article = extract(response.body, response.url)
    assert article.published == "2024-03-05"
    assert why_no_article(response, article, 0.9, by_way=("other",)) == "a directory, as the way to it says"
    assert why_no_article(response, article, 0.9) is None
