"""POLIGEN: section, slug and id; "27 Lut 2013"; the section's label stands above the title."""

from __future__ import annotations

import re

from tests.sites.base import Reply, Request, Site, redirect
from tests.sites.html import SHORT, blocks_html, day_parts, text
from tests.sites.source import Story

_MENU = (("o-klastrze", "O klastrze"), ("czlonkowie", "Członkowie"), ("regulamin", "Regulamin"), ("kontakt", "Kontakt"))


def short_date(date: str) -> str:
    """2013-02-27 -> 27 Lut 2013."""
    if not date:
        return ""
    year, month, day = day_parts(date[:10])
    return f"{day:02} {SHORT[month - 1]} {year}"


class Poligen(Site):
    name = "poligen"
    host = "poligen.pl"
    scheme = "http"
    first_id = 40
    id_step = 3
    per_page = 12
    robots = "User-agent: *\nDisallow: /admin/\nDisallow: /szukaj\n"

    def address(self, story: Story) -> str:
        return f"{self.base}/aktualnosci/{story.slug}/{story.id}"

    def static_address(self, story: Story) -> str:
        return f"{self.base}/{story.slug}"

    def addresses(self, story: Story) -> list[str]:
        """With a slash, under the prefix of a section and of a tag, with a campaign, as a print copy."""
        inner = f"{story.slug}/{story.id}"
        return [
            f"{story.url}/",
            f"{self.base}/szkolenia/{inner}",
            f"{self.base}/tag/tworzywa/{inner}",
            f"{story.url}?utm_source=newsletter&utm_campaign=jesien",
            f"{self.base}/drukuj/{inner}",
        ]

    def not_articles(self) -> list[str]:
        listings = ["/", "/aktualnosci", "/aktualnosci/strona/2", "/szkolenia", "/archiwum/2013", "/kalendarium/2013/2"]
        return super().not_articles() + [self.base + path for path in listings]

    def respond(self, request: Request) -> Reply | None:
        path = request.path
        if path == "/":
            newest = "".join(self._row(s) for s in self.listed[:3])
            return self._page("Strona główna", f"<h1>Tworzywa łączą</h1><ul class='lista-aktualnosci'>{newest}</ul>")
        if path == "/aktualnosci/":
            return redirect(f"{self.base}/aktualnosci")
        if match := re.fullmatch(r"/(aktualnosci|szkolenia|archiwum/(\d{4}))(?:/strona/(\d+))?/?", path):
            year = match[2]
            stories = [s for s in self.listed if not year or s.date.startswith(year)]
            if match[1] == "szkolenia":
                stories = [s for s in stories if "szkoleni" in s.title.lower() or "kurs" in s.title.lower()]
            return self._listing(match[1], int(match[3] or 1), stories)
        if match := re.fullmatch(r"/kalendarium/(\d{4})/(\d+)", path):
            return self._calendar(int(match[1]), int(match[2]))
        if match := re.fullmatch(r"/(aktualnosci|szkolenia|tag/tworzywa|drukuj)/([\w-]+)/(\d+)/?", path):
            story = next((s for s in self.articles if s.id == int(match[3])), None)
            if story is None:
                return None
            if match[2] != story.slug:
                return redirect(story.url)
            return self._print(story) if match[1] == "drukuj" else self._article(story, match[1])
        if old := next((s for s in self.articles if s.options.get("from") == path), None):
            return redirect(old.url, 302)
        story = self.by_slug.get(path.strip("/"))
        if story and story.static:
            return self._page(story.title, f"<h1>{text(story.title)}</h1>\n{blocks_html(story.blocks)}")
        return None

    def missing(self, request: Request) -> Reply:
        reply = self._page("Nie znaleziono", "<h1>Nie znaleziono strony</h1><p>Sprawdź adres i spróbuj ponownie.</p>")
        reply.status = 404
        return reply

    def _row(self, story: Story) -> str:
        path = story.url.removeprefix(self.base)
        return (
            f'<li class="aktualnosc"><span class="data">{short_date(story.date)}</span>'
            f'<h3><a href="{path}">{text(story.title)}</a></h3><p>{text(story.lead(20))}</p></li>\n'
        )

    def _listing(self, section: str, number: int, stories: list[Story]) -> Reply | None:
        chosen, pages = self.page_of(number, stories)
        if not chosen or number < 1:
            return None
        rows = "".join(self._row(s) for s in chosen)
        if section == "aktualnosci" and number == 1:  # the same article twice in one list, once under another section
            rows += self._row(chosen[3]).replace("/aktualnosci/", "/tag/tworzywa/")
        older = (
            f'<a class="starsze" href="/{section}/strona/{number + 1}">starsze aktualności</a>'
            if number < pages
            else ""
        )
        newer = f'<a class="nowsze" href="/{section}/strona/{number - 1}">nowsze aktualności</a>' if number > 1 else ""
        content = f"""<h1>Aktualności</h1>
<ul class="lista-aktualnosci">
{rows}</ul>
<p class="stronicowanie">{newer} {older}</p>
"""
        return self._page("Aktualności", content)

    def _calendar(self, year: int, month: int) -> Reply | None:
        if not 1 <= month <= 12:
            return None
        following = (year, month + 1) if month < 12 else (year + 1, 1)
        days = "".join(f"<td>{day}</td>" for day in range(1, 29))
        content = (
            f"<h1>Kalendarium {month}/{year}</h1><table class='kalendarium'><tr>{days}</tr></table>"
            f'<a rel="nofollow" href="/kalendarium/{following[0]}/{following[1]}">następny miesiąc</a>'
        )
        return self._page("Kalendarium", content)

    def _body(self, story: Story) -> str:
        html = blocks_html(story.blocks, head="h4", table='<table class="table table-striped">')
        if "double" in story.options:  # escaped once by the editor and once more by the template
            html = html.replace("&amp;", "&amp;amp;").replace("„", "&amp;bdquo;").replace("”", "&amp;rdquo;")
        return html

    def _article(self, story: Story, section: str) -> Reply:
        date = f'<span class="data">{short_date(story.date)}</span>'
        if modified := story.options.get("modified"):
            date = (
                f'<span class="data">Aktualizacja: {short_date(modified)} Publikacja: {short_date(story.date)}</span>'
            )
        if not story.date:
            date = ""
        place = self.articles.index(story)
        others = "".join(self._row(s) for s in (self.articles[:place][-2:] + self.articles[place + 1 :])[:3])
        labels = {"aktualnosci": "Aktualności", "szkolenia": "Szkolenia"}
        content = f"""<div class="etykieta-dzialu">{labels.get(section, "Tworzywa")}</div>
<div class="artykul">
<div class="naglowek"><h1 class="tytul">{text(story.title)}</h1>{date}</div>
<div class="opis">
{self._body(story)}</div>
<div class="narzedzia"><a href="/drukuj/{story.slug}/{story.id}">wersja do druku</a> | \
<a href="mailto:?subject={story.slug}">poleć znajomemu</a> | <a href="/aktualnosci">POWRÓT</a></div>
</div>
<div class="inne"><h2>Zobacz również</h2><ul>
{others}</ul></div>
"""
        return self._page(story.title, content, story if section.startswith("tag") else None)

    def _print(self, story: Story) -> Reply:
        return Reply(
            f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{text(story.title)}</title>'
            f'<link rel="canonical" href="{story.url}"></head><body class="druk"><h1>{text(story.title)}</h1>'
            f"<p>{short_date(story.date)}</p>{self._body(story)}</body></html>"
        )

    def _page(self, title: str, content: str, canonical: Story | None = None) -> Reply:
        menu = "".join(f'<li><a href="/{slug}">{name}</a></li>' for slug, name in _MENU)
        newest = "".join(
            f'<li><a href="{s.url}">{text(s.title)}</a> <small>{short_date(s.date)}</small></li>'
            for s in self.listed[:3]
        )
        link = f'<link rel="canonical" href="{canonical.url}">\n' if canonical else ""
        html = f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="pl" lang="pl">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
<title>{text(title)} - POLIGEN</title>
{link}<link rel="stylesheet" type="text/css" href="/style/poligen.css" />
<script type="text/javascript" src="/js/jquery-1.7.2.min.js"></script>
</head>
<body>
<div id="strona">
<div id="gora"><a href="/"><img src="/img/poligen.png" alt="POLIGEN" /></a>
<ul id="menu"><li><a href="/aktualnosci">Aktualności</a></li><li><a href="/szkolenia">Szkolenia</a></li>{menu}</ul>\
</div>
<div id="sciezka"><a href="/">Start</a> &raquo; {text(title)}</div>
<div id="srodek">
{content}</div>
<div id="prawa"><h2>Najnowsze informacje:</h2><ul>{newest}</ul>
<div class="kal"><a href="/kalendarium/2026/11">listopad 2026</a></div>
<form action="/szukaj" method="get"><input type="text" name="q" /><input type="submit" value="Szukaj" /></form>
<form id="sonda" action="/sonda" method="post"><b>Sonda</b><br />Czy Twoja firma przetwarza regranulat?<br />
<input type="radio" name="o" />tak <input type="radio" name="o" />nie <input type="submit" value="Głosuj" /></form>\
</div>
<div id="stopka">Klaster POLIGEN, ul. Przemysłowa 1, 35-105 Rzeszów. Copyright © 2011-2026 POLIGEN
<a href="/mapa-strony">Mapa strony</a></div>
</div>
<div class="ciasteczka">Ta strona korzysta z ciasteczek aby świadczyć usługi na najwyższym poziomie. <a\
 href="#">Akceptuję</a></div>
</body>
</html>
"""
        return Reply(html)
