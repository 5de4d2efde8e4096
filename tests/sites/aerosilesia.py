"""Aerosilesia: an agency's CMS; the id after the comma is the article, the slug and the section are air."""

from __future__ import annotations

import re

from tests.sites.base import Reply, Request, Site, redirect
from tests.sites.html import GENITIVE, blocks_html, day_parts, teasers, text
from tests.sites.source import Story

_MENU = (("o-klastrze", "O klastrze"), ("czlonkowie", "Członkowie"), ("projekty", "Projekty"), ("kontakt", "Kontakt"))


def badge(date: str) -> str:
    """The date in three elements, or in two where the day is not known, or nothing."""
    if not date:
        return ""
    year, month = date[:4], GENITIVE[int(date[5:7]) - 1]
    day = f'<span class="dzien">{day_parts(date[:10])[2]}</span>' if len(date) >= 10 else ""
    return f'<div class="data">{day}\n<span class="miesiac">{month}</span>\n<span class="rok">{year}</span></div>'


def _image(path: str, caption: str) -> str:
    return (
        f'<div class="zdjecie-w-tekscie"><a class="lightbox" href="{path}"><img src="{path}" alt="{caption}"></a>'
        f'<div class="podpis">{caption}</div></div>'
    )


class Aerosilesia(Site):
    name = "aerosilesia"
    host = "aerosilesia.eu"
    scheme = "https"
    conditional = True
    first_id = 20
    id_step = 11
    robots = "User-agent: *\nDisallow: /admin/\nDisallow: /szukaj\n"

    def address(self, story: Story) -> str:
        prefix = "/en" if story.language == "en" else ""
        return f"{self.base}{prefix}/news/{story.slug},{story.id}.html"

    def static_address(self, story: Story) -> str:
        return f"{self.base}/{story.slug}.html"

    def addresses(self, story: Story) -> list[str]:
        """Contrast and language switches, a tracking parameter, any section, any slug."""
        other = story.url.replace("/news/", "/wydarzenia/")
        return [f"{story.url}?contrast=black-yellow", f"{story.url}?lang=en", f"{story.url}?fbclid=IwAR1x", other]

    def not_articles(self) -> list[str]:
        listings = ["/", "/news", "/news/strona-2.html", "/wydarzenia", "/szukaj?q=lot"]
        return super().not_articles() + [self.base + path for path in listings]

    def aliases(self) -> set[str]:
        return super().aliases() | {"n.aerosilesia.eu"}

    def respond(self, request: Request) -> Reply | None:
        path = request.path
        if path == "/":
            newest = "".join(self._card(s) for s in self.listed[:4])
            return self._page("Strona główna", f'<section class="start"><h1>Latamy razem</h1>{newest}</section>')
        if path in ("/news/", "/wydarzenia/"):
            return redirect(self.base + path.rstrip("/"))
        if match := re.fullmatch(r"/(?:news|wydarzenia)(?:/strona-(\d+)\.html)?", path):
            return self._listing(int(match[1] or 1))
        if path == "/szukaj":
            return self._page("Szukaj", "<h1>Wyniki wyszukiwania</h1><p>Nie znaleziono.</p>")
        if match := re.fullmatch(r"(?:/en)?/(\w+)/[^/]*,(\d+)\.html", path):
            story = next((s for s in self.articles if s.id == int(match[2])), None)
            return self._article(story, match[1]) if story else None
        story = self.by_slug.get(path.strip("/").removesuffix(".html"))
        if story and story.static:
            body = f'<h1>{text(story.title)}</h1><div class="tresc">{blocks_html(story.blocks)}</div>'
            return self._page(story.title, body, story)
        return None

    def missing(self, request: Request) -> Reply:
        reply = self._page("404", "<h1>404</h1><div class='tresc'><p>Ta strona odleciała. Wróć na start.</p></div>")
        reply.status = 404
        return reply

    def _card(self, story: Story) -> str:
        path = story.url.removeprefix(self.base)
        return (
            f'<div class="news-item">{badge(story.date)}<h2><a href="{path}">{text(story.title)}</a></h2>\n'
            f'<p>{text(story.lead(22))}</p><a class="wiecej" href="{path}">czytaj więcej</a></div>\n'
        )

    def _listing(self, number: int) -> Reply | None:
        stories, pages = self.page_of(number)
        if not stories or number < 1:
            return None
        numbers = "".join(
            f"<strong>{n}</strong> "
            if n == number
            else f'<a href="/news{f"/strona-{n}.html" if n > 1 else ""}">{n}</a> '
            for n in range(1, pages + 1)
        )
        following = f'<a class="nastepna" href="/news/strona-{number + 1}.html">&raquo;</a>' if number < pages else ""
        cards = "".join(self._card(s) for s in stories)
        if number == 2:  # a link to what was deleted
            cards += (
                '<div class="news-item"><h2>'
                '<a href="/news/lot-ktorego-nie-bylo,7.html">Lot, którego nie było</a></h2></div>\n'
            )
        content = f"""<h1>Aktualności</h1>
<div class="lista">{cards}</div>
<div class="paginacja">{numbers}{following}</div>
"""
        return self._page("Aktualności", content)

    def _article(self, story: Story, section: str) -> Reply:
        gallery = "".join(
            f'<a class="lightbox" href="{path}"><img src="{path}" alt=""></a>'
            for path in story.options.get("gallery", "").split()
        )
        body = blocks_html(story.blocks, image=_image, head="h2").rstrip()  # the gallery follows with nothing between
        gallery = f'<div class="galeria"><h4>Galeria:</h4>{gallery}</div>' if gallery else ""
        files = "".join(f'<li><a href="{path}">{name}</a></li>' for path, name in story.files())
        files = f'<div class="pliki"><strong>Dołączone pliki:</strong><ul>{files}</ul></div>' if files else ""
        place = self.articles.index(story)
        others = [s for s in self.articles[place + 1 :] + self.articles[:place] if s.language == "pl"][:3]
        also = "".join(f'<li>{badge(s.date)}<a href="{s.url}">{text(s.title)}</a></li>\n' for s in others)
        content = f"""<div class="okruszki">Jesteś tutaj: <a href="/">Start</a> &gt; \
<a href="/news">Aktualności</a></div>
<article class="news">
{badge(story.date)}
<h1>{text(story.title)}</h1>
<div class="tresc">
{body}{gallery}{files}</div>
<div class="social"><a href="https://www.facebook.com/sharer/sharer.php?u={story.url}">Udostępnij</a>\
<a href="https://www.linkedin.com/sharing/share-offsite/?url={story.url}">LinkedIn</a></div>
<a class="wstecz" href="/news">&laquo; wróć do listy</a>
</article>
<div class="zobacz-takze"><h3>Zobacz także:</h3><ul>
{also}</ul></div>
"""
        return self._page(story.title, content, story, canonical=section == "news" or story.id % 2 == 0)

    def _page(self, title: str, content: str, story: Story | None = None, canonical: bool = False) -> Reply:
        menu = "".join(f'<li><a href="/{slug}.html">{name}</a></li>' for slug, name in _MENU)
        newest = teasers(
            self.listed[:3], '<li><em>{s.day}</em> <a href="{s.url}?utm_source=sidebar">{title}</a></li>\n'
        )
        meta = f'<meta property="og:title" content="{text(title)}">\n<meta property="og:type" content="website">'
        if story and canonical:
            meta += f'\n<link rel="canonical" href="{story.url}">'
        language = story.language if story else "pl"
        html = f"""<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<title>{text(title)} | Śląski Klaster Lotniczy</title>
<meta name="description" content="Śląski Klaster Lotniczy">
{meta}
<link rel="stylesheet" href="/assets/css/main.css">
<script>var _gaq = _gaq || []; _gaq.push(['_trackPageview']); var lastUpdate = "2025-01-02";</script>
</head>
<body>
<div id="dostepnosc">\
<a href="#" class="wieksza">A+</a> <a href="#" class="mniejsza">A-</a> <a href="?contrast=black-yellow">X</a></div>
<header><a href="/" class="logo"><img src="/assets/logo.png" alt="Śląski Klaster Lotniczy"></a>
<nav><ul><li><a href="/news">Aktualności</a></li>{menu}<li><a href="/en/">EN</a></li></ul></nav>
<form action="/szukaj"><input name="q" placeholder="szukaj"></form></header>
<main>
{content}</main>
<aside><h3>Najnowsze</h3><ul>{newest}</ul>
<div class="newsletter"><h3>Newsletter</h3><form action="/newsletter" method="post">\
<input name="email" placeholder="Twój e-mail">\
<button>Zapisz się</button></form></div></aside>
<footer><p>Śląski Klaster Lotniczy, ul. Cieszyńska 325, 43-300 Bielsko-Biała, tel. 33 000 00 00</p>
<p>© 2006-2026. Wykonanie: Pracownia Stron. <a href="/mapa-strony.html">Mapa strony</a> <a\
 href="/polityka-prywatnosci.html">Prywatność</a></p></footer>
<div id="cookies">W ramach naszej witryny stosujemy pliki cookies. <button>Zamknij</button></div>
<script src="/assets/js/main.js"></script>
</body>
</html>
"""
        return Reply(html)
