"""Pages that answer 200 and keep us out are told as blocked; pages that only have a CAPTCHA in a form are not."""

from __future__ import annotations

import pytest
from scrapy.http import HtmlResponse

from scraper.blocked import wall_of
from tests.conftest import Kronika
from tests.pages import HOST, SENTENCE, START, article, small_site
from tests.sites.server import LocalWeb

CLOUDFLARE = (
    "<html><head><title>Just a moment...</title></head><body><div class=main-wrapper><h1>klaster.example.pl</h1>"
    "<p>Checking if the site connection is secure</p><script src='/cdn-cgi/challenge-platform/h/b/orchestrate/jsch/v1'>"
    "</script><noscript>Enable JavaScript and cookies to continue</noscript></div></body></html>"
)
WALLS = [
    CLOUDFLARE,
    "<html><body><script src='https://www.google.com/recaptcha/api.js'></script><form action='/x'>"
    "<div class='g-recaptcha' data-sitekey='abc'></div><input type=submit value='Dalej'></form></body></html>",
    "<html><head><title>Weryfikacja</title></head><body><p>Potwierdź, że nie jesteś robotem.</p></body></html>",
    "<html><head><title>403</title></head><body><p>Wykryto nietypowy ruch z twojej sieci.</p></body></html>",
    "<html><body><h1>Access denied</h1><script src='/cdn-cgi/challenge-platform/x'></script></body></html>",
    "<html><head><META NAME='robots' CONTENT='noindex'></head><body><iframe src='/_Incapsula_Resource?SWUDNSAI=31'>"
    "</iframe></body></html>",
]


def page(html: str) -> HtmlResponse:
    return HtmlResponse(START, body=html.encode())


@pytest.mark.parametrize("html", WALLS)
def test_a_wall_is_known(html: str) -> None:
    assert wall_of(page(html)) is not None


@pytest.mark.parametrize(
    "html",
    [
        article("Wiadomość"),
        article("Wiadomość", extra="<form><div class='g-recaptcha' data-sitekey='a'></div></form>"),
        article("Dostęp zablokowany dla botów – jak się bronić", text=SENTENCE * 12),
        # a short item, with a comment form behind a CAPTCHA
        f"<html><body><nav>{'<a href=/a>Dział</a>' * 14}</nav><h1>Krótka</h1><p>Biuro nieczynne.</p><form>"
        "<div class=h-captcha></div></form></body></html>",
        # a small front page that loads a CAPTCHA as all its pages do
        f"<html><body>{'<a href=/a>Dział</a> ' * 4}<div>Witamy.</div>"
        "<script src='/recaptcha/api.js'></script></body></html>",
        # for members only
        "<html><body><h1>Dostęp zabroniony</h1><p>Zaloguj się, aby przeczytać.</p></body></html>",
        "<html><body><h1>Weryfikacja użytkownika</h1><form><input name=haslo></form></body></html>",
    ],
)
def test_other_pages_are_no_walls(html: str) -> None:
    assert wall_of(page(html)) is None


def test_a_wall_in_place_of_the_site_is_told(kronika: Kronika, web: LocalWeb) -> None:
    small_site(web, "0123456789")
    assert kronika("crawl", "--url", START, "--quiet").returncode == 0
    web.override(HOST, r"^/", body=CLOUDFLARE)
    ran = kronika("crawl", "--url", START, "--quiet")
    assert ran.returncode == 1
    assert f"{HOST}: blocked: the server answered 200 with a page that keeps us out: 'just a moment'" in ran.stderr
    assert kronika.rows("SELECT count(*) AS n FROM revisions") == [{"n": 0}]
    assert kronika.rows("SELECT count(*) AS n FROM articles") == [{"n": 10}]
