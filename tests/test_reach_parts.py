"""Which part of an unknown site is its news: told by lists, feeds, sitemaps and what pages say of themselves."""

from __future__ import annotations

from tests.conftest import Kronika
from tests.pages import HOST, article, small_site
from tests.sites.server import LocalWeb
from tests.test_reach import asked, crawl, stored


def front(web: LocalWeb, news: str, *, menu: str = "", head: str = "") -> None:
    """Serve a front page with a menu and a list of news."""
    links = f"<nav><a href='/'>Start</a> <a href='/aktualnosci'>Aktualności</a> {menu}</nav>"
    body = f"<html><head>{head}</head><body>{links}<h1>Klaster</h1>{news}</body></html>"
    web.override(HOST, r"^/$", body=body)
    web.override(HOST, r"^/aktualnosci$", body=body)


def line(day: str, path: str, title: str) -> str:
    return f"<li>{day} <h3><a href='{path}'>{title}</a></h3> Krótko o tym, co się wydarzyło w naszym klastrze.</li>"


def test_a_page_that_names_another_address_as_its_own_is_read_there(kronika: Kronika, web: LocalWeb) -> None:
    """Byte for byte the same page, first met as a variant: it was taken for a copy of what is none."""
    small_site(web, "")
    lines = ""
    for n in range(1, 5):
        own = f"<link rel=canonical href='http://{HOST}/news/{n}'>"
        page = article(f"Wiadomość numer {n}", published=f"2024-03-0{n}").replace("<head>", f"<head>{own}")
        web.override(HOST, rf"^/news/{n}(\?ref=start)?$", body=page)
        lines = line(f"0{n}.03.2024", f"/news/{n}?ref=start", f"Wiadomość numer {n}") + lines
    front(web, f"<ul>{lines}</ul>")
    crawl(kronika)
    assert stored(kronika) == {f"{HOST}/news/{n}" for n in range(1, 5)}


def test_a_category_of_the_news_may_be_called_members(kronika: Kronika, web: LocalWeb) -> None:
    small_site(web, "")
    lines = ""
    for n, part in enumerate(("dotacje", "czlonkowie", "szkolenia", "targi", "czlonkowie", "dotacje"), 1):
        title = f"Wiadomość numer {n} z działu"
        web.override(HOST, rf"^/{part}/2024/wiadomosc-{n}$", body=article(title, published=f"2024-03-0{n}"))
        lines = line(f"0{n}.03.2024", f"/{part}/2024/wiadomosc-{n}", title) + lines
    for name in ("alfa", "beta", "gama"):
        web.override(HOST, rf"^/czlonkowie/{name}$", body=article(f"Firma {name}", published="2024-01-05"))
    firms = "".join(f"<li><a href='/czlonkowie/{name}'>Firma {name}</a></li>" for name in ("alfa", "beta", "gama"))
    web.override(HOST, r"^/czlonkowie$", body=f"<html><body><h1>Członkowie</h1><ul>{firms}</ul></body></html>")
    front(web, f"<ul>{lines}</ul>", menu="<a href='/czlonkowie'>Członkowie</a>")
    crawl(kronika)
    assert stored(kronika) == {
        f"{HOST}/{part}/2024/wiadomosc-{n}"
        for n, part in enumerate(("dotacje", "czlonkowie", "szkolenia", "targi", "czlonkowie", "dotacje"), 1)
    }


def test_projects_and_events_beside_the_news_are_none(kronika: Kronika, web: LocalWeb) -> None:
    """They have the layout of the news, and days of their own."""
    small_site(web, "")
    for part, word in (("news", "Wiadomość"), ("projekt", "Projekt"), ("wydarzenia", "Warsztaty")):
        lines = ""
        for n in range(1, 6):
            web.override(HOST, rf"^/{part}/{n}$", body=article(f"{word} numer {n}", published=f"2024-03-0{n}"))
            lines = line(f"0{n}.03.2024", f"/{part}/{n}", f"{word} numer {n}") + lines
        web.override(HOST, rf"^/lista-{part}$", body=f"<html><body><h1>{word}</h1><ul>{lines}</ul></body></html>")
        if part == "news":
            front(
                web,
                f"<ul>{lines}</ul>",
                menu="<a href='/lista-projekt'>Co robimy</a> <a href='/lista-wydarzenia'>Wydarzenia</a>",
            )
    crawl(kronika)
    assert stored(kronika) == {f"{HOST}/news/{n}" for n in range(1, 6)}


def test_a_dated_list_under_the_heading_members_is_news_of_them(kronika: Kronika, web: LocalWeb) -> None:
    small_site(web, "")
    for part, ids in (("news", range(1, 5)), ("czlonkowie", range(5, 9))):
        lines = ""
        for n in ids:
            web.override(HOST, rf"^/\?a={n}$", body=article(f"Wiadomość numer {n}", published=f"2024-03-0{n}"))
            lines = line(f"0{n}.03.2024", f"/?a={n}", f"Wiadomość numer {n}") + lines
        if part == "news":
            front(web, f"<ul>{lines}</ul>", menu="<a href='/?d=7'>Członkowie</a>")
        else:
            web.override(HOST, r"^/\?d=7$", body=f"<html><body><h1>Członkowie</h1><ul>{lines}</ul></body></html>")
    crawl(kronika)
    assert stored(kronika) == {f"{HOST}?a={n}" for n in range(1, 9)}


def test_another_article_of_the_same_title_beside_it_makes_no_list_of_an_article(
    kronika: Kronika, web: LocalWeb
) -> None:
    small_site(web, "")
    lines = ""
    for n in range(1, 5):
        related = f"<h4><a href='/news/{n % 4 + 1}'>Walne zebranie członków</a></h4>"
        page = article("Walne zebranie członków", published=f"2024-03-0{n}", text=f"Zebranie numer {n}. " * 20)
        web.override(HOST, rf"^/news/{n}$", body=page.replace("</body>", f"{related}</body>"))
        lines = line(f"0{n}.03.2024", f"/news/{n}", "Walne zebranie członków") + lines
    front(web, f"<ul>{lines}</ul>")
    crawl(kronika)
    assert stored(kronika) == {f"{HOST}/news/{n}" for n in range(1, 5)}


def rss(*paths: str) -> str:
    items = "".join(f"<item><title>Wiadomość {p}</title><link>http://{HOST}{p}</link></item>" for p in paths)
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>k</title>{items}</channel></rss>"


def test_of_the_feeds_in_an_index_of_sitemaps_three_are_read_in_vain(kronika: Kronika, web: LocalWeb) -> None:
    small_site(web, "abc")
    address = f"http://{HOST}"
    web.override(HOST, r"^/robots.txt$", body=f"Sitemap: {address}/maps.xml\n", headers={"Content-Type": "text/plain"})
    names = ["sitemap.xml", *(f"tagi/{n}.xml" for n in range(9))]
    maps = "".join(f"<sitemap><loc>{address}/{name}</loc></sitemap>" for name in reversed(names))
    xml = {"Content-Type": "application/xml"}
    web.override(HOST, r"^/maps.xml$", body=f"<sitemapindex>{maps}</sitemapindex>", headers=xml)
    urls = "".join(f"<url><loc>{address}/{name}</loc></url>" for name in "abc")
    web.override(HOST, r"^/sitemap.xml$", body=f"<urlset>{urls}</urlset>", headers=xml)
    web.override(HOST, r"^/tagi/\d.xml$", body=rss("/a", "/b"), headers=xml)
    crawl(kronika)
    assert stored(kronika) == {f"{HOST}/{name}" for name in "abc"}
    assert sum(path.startswith("/tagi/") for path in asked(web)) == 3


def test_where_nothing_is_dated_the_feed_tells_the_news_from_what_looks_alike(kronika: Kronika, web: LocalWeb) -> None:
    small_site(web, "")
    news = [f"/wiadomosc-z-zycia-numer-{n}" for n in range(8)]
    advice = [f"/porada-dla-kazdego-numer-{n}" for n in range(8)]
    for part, paths in (("co-slychac", news), ("porady", advice)):
        items = "".join(
            f"<h3><a href='{path}'>Tytuł o czymś {path[-1]} {part}</a></h3><p>Kilka słów.</p>" for path in paths
        )
        web.override(HOST, rf"^/{part}$", body=f"<html><body><h1>{part}</h1>{items}</body></html>")
        for path in paths:
            web.override(HOST, rf"^{path}$", body=article(f"Tytuł o czymś {path[-1]} {part}", published=None))
    menu = "<a href='/co-slychac'>Wieści</a> <a href='/porady'>Porady</a>"
    feed = "<link rel=alternate type='application/rss+xml' href='/rss'>"
    web.override(HOST, r"^/$", body=f"<html><head>{feed}</head><body><nav>{menu}</nav><h1>Klaster</h1></body></html>")
    web.override(HOST, r"^/rss$", body=rss(*news[:6]), headers={"Content-Type": "application/rss+xml"})
    crawl(kronika)
    assert stored(kronika) == {f"{HOST}{path}" for path in news}


def test_a_page_of_teasers_is_a_list_and_an_article_with_links_of_their_own_lines_is_none(
    kronika: Kronika, web: LocalWeb
) -> None:
    small_site(web, "")
    text = "Klaster zaprasza na spotkanie o finansowaniu i współpracy zagranicznej firm. " * 2
    lines = ""
    for n in range(1, 6):
        statute = "<p><a href='/statut'>Statut naszego klastra</a></p>"
        page = article(f"Wiadomość numer {n}", published=f"2024-03-0{n}")
        body = statute + "".join(f"<p>{text} {n}{part}</p>{statute}" for part in "abcde")
        web.override(HOST, rf"^/news/{n}$", body=page.replace("<p>", f"{body}<p>", 1))
        lines = line(f"0{n}.03.2024", f"/news/{n}", f"Wiadomość numer {n}") + lines
    teasers = "".join(f"<h3><a href='/news/{n}'>Wiadomość numer {n}</a></h3><p>{text}</p>" for n in range(1, 6))
    review = f"<html><body><main><h1>Przegląd miesiąca marca</h1><p>1.04.2024</p>{teasers}</main></body></html>"
    web.override(HOST, r"^/news/przeglad$", body=review)
    front(web, f"<ul>{line('01.04.2024', '/news/przeglad', 'Przegląd miesiąca marca')}{lines}</ul>")
    crawl(kronika)
    assert stored(kronika) == {f"{HOST}/news/{n}" for n in range(1, 6)}


def test_short_addresses_are_given_up_when_they_lead_on_to_what_is_named_itself(
    kronika: Kronika, web: LocalWeb
) -> None:
    small_site(web, "")
    lines = ""
    for n in range(10, 30):
        title = f"Wiadomość numer {n} naszego klastra"
        own = f"/news/2024/03/{n}/wiadomosc-{n}"
        web.override(HOST, rf"^{own}$", body=article(title, published=f"2024-03-{n}", text=f"Treść {n}. " * 30))
        web.override(HOST, rf"^/s/{n}$", body="", status=301, headers={"Location": f"http://{HOST}{own}"})
        short = f"<p class=short>Krótki adres: <a href='/s/{n}'>{HOST}/s/{n}</a></p>"
        lines = (
            f"<li>{n}.03.2024 <h3><a href='{own}'>{title}</a></h3> Krótko o tym, co się działo. {short}</li>" + lines
        )
    front(web, f"<ul>{lines}</ul>")
    crawl(kronika)
    assert stored(kronika) == {f"{HOST}/news/2024/03/{n}/wiadomosc-{n}" for n in range(10, 30)}
    assert sum(path.startswith("/s/") for path in asked(web)) <= 5
    crawl(kronika)
    assert [path for path in asked(web) if path.startswith("/s/")] == []


def test_a_further_part_of_an_article_is_none_of_its_own(kronika: Kronika, web: LocalWeb) -> None:
    """Though its page says that its own address is the one with the number."""
    small_site(web, "")
    lines = ""
    for n in range(1, 5):
        title = f"Wiadomość numer {n} naszego klastra"
        pages = f"<p class=strony>Strony: <a href='/news/{n}'>1</a> <a href='/news/{n}/2'>2</a></p>"
        for path, words in ((f"/news/{n}", "Pierwsza"), (f"/news/{n}/2", "Druga")):
            page = article(title, published=f"2024-03-0{n}", text=f"{words} część {n}. " * 30)
            page = page.replace("<head>", f"<head><link rel=canonical href='http://{HOST}{path}'>")
            web.override(HOST, rf"^{path}$", body=page.replace("</p>", f"</p>{pages}", 1))
        lines = line(f"0{n}.03.2024", f"/news/{n}", title) + lines
    front(web, f"<ul>{lines}</ul>")
    crawl(kronika)
    assert stored(kronika) == {f"{HOST}/news/{n}" for n in range(1, 5)}
    assert all("Druga część" in row["body"] for row in kronika.rows("SELECT body FROM articles"))
    paths = asked(web)
    assert max(paths.count(path) for path in paths) == 1


def test_a_name_of_the_query_that_the_server_puts_back_is_needed(kronika: Kronika, web: LocalWeb) -> None:
    """Without it the address leads back to the one with it: that it says nothing was concluded, and half were lost."""
    small_site(web, "")
    lines = ""
    for n in range(1, 9):
        own, title = f"/news/company-number-{n}-joins-us/", f"Company number {n} joins us"
        page = article(title, published=f"2024-03-0{n}", text=f"Text {n} of the news. " * 30)
        web.override(HOST, rf"^{own}\?lang=en$", body=page)
        web.override(HOST, rf"^{own}$", body="", status=302, headers={"Location": f"http://{HOST}{own}?lang=en"})
        lines = line(f"0{n}.03.2024", f"{own}?lang=en", title) + lines
    front(web, f"<ul>{lines}</ul>")
    crawl(kronika)
    assert stored(kronika) == {f"{HOST}/news/company-number-{n}-joins-us?lang=en" for n in range(1, 9)}


def test_the_lists_of_a_front_page_do_not_vouch_for_each_other(kronika: Kronika, web: LocalWeb) -> None:
    """News, calls and offers of work in lists of one look, side by side."""
    small_site(web, "")
    parts = {"aktualnosci": 6, "zamowienia": 3, "praca": 2}
    lists = ""
    for part, many in parts.items():
        lines = ""
        for n in range(1, many + 1):
            title = f"Tytuł numer {n} w dziale {part}"
            web.override(
                HOST, rf"^/{part}/tytul-{n}$", body=article(title, published=f"2024-03-0{n}", text=f"{part} {n}. " * 30)
            )
            lines = line(f"0{n}.03.2024", f"/{part}/tytul-{n}", title) + lines
        lists += f"<section><h2>{part}</h2><ul>{lines}</ul></section>"
    front(web, lists, menu="<a href='/zamowienia'>Zamówienia</a> <a href='/praca'>Praca</a>")
    web.override(
        HOST,
        r"^/aktualnosci$",
        body=f"<html><body><h1>Aktualności</h1>{lists.partition('</section>')[0]}</body></html>",
    )
    crawl(kronika)
    assert stored(kronika) == {f"{HOST}/aktualnosci/tytul-{n}" for n in range(1, 7)}


def test_a_file_that_the_server_calls_a_page_is_a_notice(kronika: Kronika, web: LocalWeb) -> None:
    """It failed the run every night."""
    small_site(web, "abcd")
    web.override(HOST, r"^/c$", body=b"%PDF-1.4 ...", headers={"Content-Type": "text/html"})
    assert crawl(kronika).returncode == 0
    assert stored(kronika) == {f"{HOST}/{name}" for name in "abd"}
    (told,) = kronika.rows("SELECT kind, fails_run FROM problems")
    assert told == {"kind": "not-html", "fails_run": 0}


def test_a_sitemap_that_names_no_article_is_not_asked_for_in_each_run(kronika: Kronika, web: LocalWeb) -> None:
    small_site(web, "abcd")
    for firm in "xy":
        web.override(HOST, rf"^/firmy/{firm}$", body=f"<html><body><h1>Firma {firm}</h1><p>Spółka.</p></body></html>")
    address, xml = f"http://{HOST}", {"Content-Type": "application/xml"}
    web.override(
        HOST, r"^/robots.txt$", body=f"Sitemap: {address}/sitemap.xml\n", headers={"Content-Type": "text/plain"}
    )
    maps = "".join(f"<sitemap><loc>{address}/sitemap-{name}.xml</loc></sitemap>" for name in ("firmy", "wpisy"))
    web.override(HOST, r"^/sitemap.xml$", body=f"<sitemapindex>{maps}</sitemapindex>", headers=xml)
    for name, paths in (("firmy", ["firmy/x", "firmy/y"]), ("wpisy", list("abcd"))):
        urls = "".join(f"<url><loc>{address}/{path}</loc></url>" for path in paths)
        web.override(HOST, rf"^/sitemap-{name}.xml$", body=f"<urlset>{urls}</urlset>", headers=xml)
    crawl(kronika)
    assert stored(kronika) == {f"{HOST}/{name}" for name in "abcd"}
    assert {"/sitemap-firmy.xml", "/sitemap-wpisy.xml"} <= set(asked(web))
    crawl(kronika)
    paths = asked(web)
    assert "/sitemap-wpisy.xml" in paths
    assert "/sitemap-firmy.xml" not in paths


def test_a_layout_that_calls_every_page_its_home_and_marks_an_archive(kronika: Kronika, web: LocalWeb) -> None:
    """As the default theme of Pelican, where nothing was found at all, and as WordPress, where the archive of a day was
    kept as an article: only the class of a front page is loose."""
    small_site(web, "")
    lines = ""
    for n in range(1, 6):
        page = article(f"Wiadomość numer {n}", published=f"2024-03-0{n}", text=f"Treść {n}. " * 30)
        kind = "archive date" if n == 3 else "home"
        web.override(HOST, rf"^/news/{n}$", body=page.replace("<body>", f"<body class='{kind}'>"))
        lines = line(f"0{n}.03.2024", f"/news/{n}", f"Wiadomość numer {n}") + lines
    front(web, f"<ul>{lines}</ul>")
    crawl(kronika)
    assert stored(kronika) == {f"{HOST}/news/{n}" for n in (1, 2, 4, 5)}
