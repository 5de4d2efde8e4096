"""KIGNET: legacy tables in ISO-8859-2, told by nobody but a meta that is not always right."""

from __future__ import annotations

import re

from tests.sites.base import Reply, Request, Site, redirect
from tests.sites.html import blocks_html, day_parts, teasers, text
from tests.sites.source import Story

# ISO-8859-2 has no „ ” – …: the editor wrote entities, or windows-1250 bytes into an ISO-8859-2 page.
_ENTITIES = {"„": "&bdquo;", "”": "&rdquo;", "–": "&ndash;", "…": "&hellip;", "«": "&laquo;", "»": "&raquo;"}
_C1 = str.maketrans({"„": "\x84", "”": "\x94", "–": "\x96"})

_MENU = (("o_sieci", "O sieci"), ("czlonkowie", "Członkowie"), ("regulamin", "Regulamin"), ("kontakt", "Kontakt"))


class Kignet(Site):
    name = "kignet"
    host = "www.kignet.pl"
    scheme = "http"
    robots = "User-agent: *\nDisallow: /admin/\nDisallow: /szukaj\nDisallow: /pl/logowanie.html\n"
    per_page = 8

    def address(self, story: Story) -> str:
        return f"{self.base}/pl/kalendarz/{story.slug}.html"

    def static_address(self, story: Story) -> str:
        return f"{self.base}/pl/{story.slug}.html"

    def addresses(self, story: Story) -> list[str]:
        """The print copy (without a canonical link), and an old address that redirects."""
        old = story.options.get("from")
        return [f"{self.base}/pl/kalendarz/drukuj/{story.slug}.html"] + ([self.base + old] if old else [])

    def not_articles(self) -> list[str]:
        listings = ["/", "/pl/kalendarz/", "/pl/kalendarz/?strona=2", "/pl/kalendarz/miesiac/2012-12.html"]
        return super().not_articles() + [self.base + path for path in listings]

    def encoding_of(self, story: Story) -> str:
        return "windows-1250" if story.options.get("bytes") == "windows-1250" else "iso-8859-2"

    def respond(self, request: Request) -> Reply | None:
        path = request.path
        if path == "/":
            return self._page("Strona główna", self._front())
        if path in ("/pl/kalendarz", "/pl/kalendarz/index.html"):
            return redirect(f"{self.base}/pl/kalendarz/")
        if path == "/pl/kalendarz/":
            number = request.query.get("strona", "1")
            return self._listing(int(number)) if number.isdigit() else None
        if match := re.fullmatch(r"/pl/kalendarz/miesiac/(\d{4})-(\d\d)\.html", path):
            return self._month(int(match[1]), int(match[2]))
        if match := re.fullmatch(r"/pl/kalendarz/(drukuj/)?(\w+)\.html", path):
            story = self.by_slug.get(match[2])
            if story and not story.static:
                return self._print(story) if match[1] else self._article(story)
        if match := re.fullmatch(r"/pl/(\w+)\.html", path):
            story = self.by_slug.get(match[1])
            if story and story.static:
                return self._page(story.title, f"<h1>{text(story.title)}</h1>\n{blocks_html(story.blocks)}")
        for story in self.articles:
            if story.options.get("from") == path:
                return redirect(story.url)
        return None

    def missing(self, request: Request) -> Reply:
        reply = self._page(
            "Błąd 404", "<h1>Nie ma takiej strony</h1>\n<p>Strona została usunięta lub przeniesiona.</p>"
        )
        reply.status = 404
        return reply

    def _article(self, story: Story) -> Reply:
        title = text(story.title)
        date = f'<font class="data" color="#999999">{story.day}</font>' if story.date else ""
        content = f"""<table width="100%" border=0 cellpadding=4>
<tr><td class="data" align="left">{date}</td></tr>
<tr><td class="naglowek" bgcolor="#E6ECF4"><font face="Verdana" color="#003366"><b>{title}</b></font></td></tr>
<tr><td class="tresc" valign=top>
<h1><b>{title}</b></h1>
{self._body(story)}<a class="druk" href="/pl/kalendarz/drukuj/{story.slug}.html" target="_blank">drukuj</a>\
<a class="powrot" href="javascript:history.back()">« powrót</a></td></tr>
</table>
<table width="100%" bgcolor="#F4F4F4"><tr><td class="wydarzenia"><b>Wydarzenia i aktualności:</b>\
<a href="/pl/kalendarz/">» Zobacz wszystkie wydarzenia</a></td></tr></table>
"""
        return self._page(story.title, content, story)

    def _body(self, story: Story) -> str:
        legacy = story.options.get("style") == "br"
        html = blocks_html(
            story.blocks,
            head="b" if legacy else "h3",
            paragraph="{}<br>\n<br>\n" if legacy else "<p>{}</p>\n",
            table='<table border="1" cellspacing=0>',
            link_attributes=' target="_blank"',
        )
        html = html.replace("¶", "\n")
        html = html.rstrip("\n")  # the print link follows the text with nothing between
        if "seed" in story.options:  # and the outbound link as well
            html = html.removesuffix("</p>")
        return html

    def _print(self, story: Story) -> Reply:
        html = f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=iso-8859-2">
<title>{text(story.title)} - wydruk</title></head><body onload="window.print()">
<p>{story.day}</p><h2>{text(story.title)}</h2>
{self._body(story)}</body></html>"""
        return self._encode(html, story)

    def _row(self, story: Story) -> str:
        # One link carries a tracking parameter, as pasted from a newsletter.
        noise = "?utm_source=newsletter&amp;utm_medium=email" if story.slug == "klastry_w_liczbach" else ""
        return f"""<tr><td class="data" nowrap valign=top>{story.day}</td>
<td><a class="wydarzenie" href="/pl/kalendarz/{story.slug}.html{noise}"><b>{text(story.title)}</b></a><br>
{text(story.lead(16))}</td></tr>
"""

    def _listing(self, number: int) -> Reply | None:
        stories, pages = self.page_of(number)
        if not 1 <= number <= pages:
            return None
        rows = "".join(self._row(story) for story in stories)
        if number == 2:  # gone from the database, still in the list
            rows += '<tr><td class="data">2013-06-30</td><td><a class="wydarzenie" '
            rows += 'href="/pl/kalendarz/zlot_odwolany.html"><b>Zlot odwołany</b></a></td></tr>\n'
        if number == 1:
            rows += (
                '<tr><td class="data"></td><td><a class="wydarzenie" href="/pl/aktualnosci/debata_o_finansowaniu.html">'
            )
            rows += "<b>Warto przypomnieć: debata o finansowaniu</b></a></td></tr>\n"
        previous = f'<a href="/pl/kalendarz/?strona={number - 1}">« poprzednia</a>' if number > 1 else "« poprzednia"
        following = f'<a href="/pl/kalendarz/?strona={number + 1}">następna »</a>' if number < pages else "następna »"
        content = f"""<h1>Kalendarz wydarzeń</h1>
<table class="lista" width="100%" cellpadding=3>
{rows}</table>
<div class="strony" align=center>{previous} | {following}</div>
"""
        return self._page("Kalendarz wydarzeń", content)

    def _month(self, year: int, month: int) -> Reply:
        """A calendar whose next month always exists."""
        later = f"{year + month // 12}-{month % 12 + 1:02}"
        earlier = f"{year - (month == 1)}-{(month - 2) % 12 + 1:02}"
        here = [s for s in self.articles if s.date.startswith(f"{year}-{month:02}")]
        rows = "".join(self._row(s) for s in here) or "<tr><td>Brak wydarzeń w tym miesiącu.</td></tr>"
        content = f"""<h1>Wydarzenia: {month:02}/{year}</h1>
<a href="/pl/kalendarz/miesiac/{earlier}.html">&lt;&lt;</a> <a href="/pl/kalendarz/miesiac/{later}.html">&gt;&gt;</a>
<table class="lista">{rows}</table>
"""
        return self._page(f"Wydarzenia {month:02}/{year}", content)

    def _front(self) -> str:
        newest = "".join(self._row(story) for story in self.articles[:3])
        return f'<h1>Witamy w sieci izb</h1>\n<table class="lista">{newest}</table>\n'

    def _page(self, title: str, content: str, story: Story | None = None) -> Reply:
        charset = story.options.get("meta", "iso-8859-2") if story else "iso-8859-2"
        menu = "".join(
            f'<tr><td bgcolor="#003366"><a class="menu" href="/pl/{slug}.html"><font color=white>{name}</font></a>\n'
            for slug, name in _MENU
        )
        newest = teasers(
            self.articles[:3], '<li><font size=1>{s.day}</font> <a href="/pl/kalendarz/{s.slug}.html">{title}</a>\n'
        )
        near = story.day if story and story.date else "2012-12-21"
        year, month, _ = day_parts(near)
        html = f"""<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">
<html>
<head>
<meta http-equiv="Content-Type" content="text/html; charset={charset}">
<title>KIGNET - {text(title)}</title>
<meta name="keywords" content="izby gospodarcze, klastry, innowacje">
<link rel="stylesheet" href="/css/styl.css" type="text/css">
<script language="JavaScript" src="/js/menu.js"></script>
<script language="JavaScript"><!--
function otworz(adres) {{ window.open(adres, 'okno', 'width=600,height=400'); }}
// --></script>
</head>
<body bgcolor="#FFFFFF" topmargin=0 leftmargin=0>
<!-- naglowek -->
<table width="980" border=0 cellspacing=0 cellpadding=0 align=center>
<tr><td colspan=3 bgcolor="#003366"><a href="/"><img src="/img/logo.gif" border=0 alt="KIGNET"></a>
<font color=white size=1>Wtorek, 24 listopada 2026 / Imieniny obchodzą: Emma, Flora, Jan</font></td></tr>
<tr><td width=180 valign=top>
<table width="100%" cellspacing=1>{menu}<tr><td bgcolor="#003366"><a class="menu" href="/pl/kalendarz/">\
<font color=white>Kalendarz</font></a></table>
<form action="/szukaj" method=get><input name="q" size=12><input type=submit value="Szukaj"></form>
<table class="kalendarz" border=1><tr><td colspan=7><a href="/pl/kalendarz/miesiac/{year}-{month:02}.html">\
{month:02}/{year}</a></td></tr><tr><td>Pn<td>Wt<td>Śr<td>Cz<td>Pt<td>So<td>N</tr></table>
</td><td width=620 valign=top>
<!-- tresc -->
{content}</td>
<td width=180 valign=top bgcolor="#EEEEEE">
<b>Najnowsze:</b><ul>{newest}</ul>
<form action="/pl/logowanie.html" method=post>
<table class="logowanie"><tr><td><b>Sekcja dla członków</b></td></tr>
<tr><td>Email:<br><input type=text name=email size=14></td></tr>
<tr><td>Hasło:<br><input type=password name=haslo size=14></td></tr>
<tr><td><input type=submit value="zaloguj"></td></tr></table>
</form>
</td></tr>
<tr><td colspan=3 align=center><font size=1>© 2006-2026 KIGNET, <a href="/pl/mapa_serwisu.html">mapa serwisu</a>\
</font></td></tr>
</table>
</body>
</html>
"""
        return self._encode(html, story)

    def _encode(self, html: str, story: Story | None) -> Reply:
        """As this site sends its bytes; no charset in the header."""
        encoding = self.encoding_of(story) if story else "iso-8859-2"
        if story and story.options.get("bytes") == "c1":
            html = html.translate(_C1)
        elif encoding == "iso-8859-2":
            for letter, entity in _ENTITIES.items():
                html = html.replace(letter, entity)
        return Reply(html, content_type="text/html", encoding=encoding)
