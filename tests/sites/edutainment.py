"""Edutainment: Joomla with its many addresses of one article; some aliases are timestamps, and the only date."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from tests.sites.base import Reply, Request, Site, redirect
from tests.sites.html import NOMINATIVE, WEEKDAYS, blocks_html, text
from tests.sites.source import Story

_ROOT = "/klasteredutainment"
_MENU = (("o-nas", "O nas"), ("partnerzy", "Partnerzy"), ("statut", "Statut"), ("kontakt", "Kontakt"))
_TIMESTAMP = re.compile(r"\d{4}(-\d\d){5}")


def _image(path: str, caption: str) -> str:
    return (
        f'<p><img class="caption" src="{path}" border="0" alt="{caption}" title="{caption}" style="float: left;" /></p>'
    )


class Edutainment(Site):
    name = "edutainment"
    host = "klaster.edutainment.net.pl"
    scheme = "http"
    first_id = 11
    id_step = 2
    robots = "User-agent: *\nDisallow: /administrator/\nDisallow: /klasteredutainment/component/search/\n"

    def address(self, story: Story) -> str:
        return f"{self.base}{_ROOT}/component/content/article/2-teksty/{story.id}-{story.slug}.html"

    def static_address(self, story: Story) -> str:
        return f"{self.base}{_ROOT}/{story.slug}.html"

    def addresses(self, story: Story) -> list[str]:
        """The menu's address, the bare query, another Itemid, the print copies."""
        key = f"{story.id}:{story.slug}"
        return [
            f"{self.base}{_ROOT}/aktualnosci/{story.id}-{story.slug}.html",
            f"{self.base}{_ROOT}/index.php?option=com_content&view=article&id={key}&catid=2:teksty&Itemid=101",
            f"{self.base}{_ROOT}/index.php?option=com_content&view=article&id={story.id}",
            f"{story.url}?Itemid=104",
            f"{story.url}?tmpl=component&print=1&layout=default&page=",
            f"{story.url}?tmpl=component&print=1&page=",
        ]

    def only_in(self, story: Story) -> str | None:
        return "url" if _TIMESTAMP.fullmatch(story.slug) else None

    def says_seconds(self, story: Story) -> bool:
        """Pages before 2017 print "09:15"; <time> and the timestamp aliases have the seconds."""
        return bool(_TIMESTAMP.fullmatch(story.slug)) or story.date >= "2017"

    def not_articles(self) -> list[str]:
        listings = ["/", "/aktualnosci.html", "/aktualnosci.html?start=10", "/component/search/"]
        return super().not_articles() + [f"{self.base}{_ROOT}{path}" for path in listings]

    def respond(self, request: Request) -> Reply | None:
        path, query = request.path, request.query
        if path == "/":
            return redirect(f"{self.base}{_ROOT}/", 302)
        if not path.startswith(_ROOT):
            return None
        inner = path.removeprefix(_ROOT)
        if inner == "/index.php" and query.get("view") == "article":
            return self._article(query.get("id", "").partition(":")[0], query)
        if inner in ("/", "/index.php"):
            leading = "".join(self._item(s) for s in self.listed[:3])
            return self._page(
                "Klaster Edutainment", f'<div class="blog-featured"><h1>Nauka i zabawa</h1>{leading}</div>'
            )
        if inner == "/aktualnosci.html":
            return self._listing(query.get("start", "0"))
        if match := re.fullmatch(r"/(?:component/content/article/[\w-]+|aktualnosci)/(\d+)-[\w-]+\.html", inner):
            return self._article(match[1], query)
        if inner.startswith("/component/search"):
            return self._page("Szukaj", '<div class="search"><h1>Szukaj</h1><p>Podaj słowo.</p></div>')
        story = self.by_slug.get(inner.strip("/").removesuffix(".html"))
        if story and story.static:
            body = f'<div class="item-page"><h2>{text(story.title)}</h2>{blocks_html(story.blocks)}</div>'
            return self._page(story.title, body)
        return None

    def missing(self, request: Request) -> Reply:
        reply = self._page(
            "404", '<div class="error"><h2>404 - Nie znaleziono artykułu</h2><p>Artykuł nie istnieje.</p></div>'
        )
        reply.status = 404
        return reply

    def _path(self, story: Story) -> str:
        return story.url.removeprefix(self.base)

    def _details(self, story: Story) -> str:
        """The <dl> above the text: nominative months, <time> on newer articles, no date at a timestamp alias."""
        date = ""
        if story.date and not _TIMESTAMP.fullmatch(story.slug):
            moment = datetime.fromisoformat(story.date)
            words = f"{moment.day:02} {NOMINATIVE[moment.month - 1]} {moment.year}"
            if moment.year >= 2017:
                stamp = moment.replace(tzinfo=ZoneInfo("Europe/Warsaw")).isoformat()
                date = (
                    f'<dd class="published"><span class="icon-calendar"></span><time '
                    f'datetime="{stamp}" '
                    f'itemprop="datePublished">Opublikowano: {words}</time></dd>\n'
                )
            else:
                clock = f"{WEEKDAYS[moment.weekday()]}, {words} {moment:%H:%M}"
                date = f'<dd class="published">\nOpublikowano: {clock}</dd>\n'
        if modified := story.options.get("modified"):
            changed = datetime.fromisoformat(modified)
            words = f"{changed.day:02} {NOMINATIVE[changed.month - 1]} {changed.year} {changed:%H:%M}"
            date = f'<dd class="modified">\nPoprawiono: {WEEKDAYS[changed.weekday()]}, {words}</dd>\n{date}'
        return (
            '<dl class="article-info">\n<dt class="article-info-term">Szczegóły</dt>\n<dd class="category-name">\n'
            f'Kategoria: <a href="{_ROOT}/aktualnosci.html">Teksty</a></dd>\n{date}'
            '<dd class="createdby">\nNapisane przez Redakcja</dd>\n'
            f'<dd class="hits">\nOdsłony: {story.id * 37}</dd>\n</dl>\n'
        )

    def _item(self, story: Story) -> str:
        return (
            f'<div class="item">\n<h2><a href="{self._path(story)}">{text(story.title)}</a></h2>\n'
            f'<p>{text(story.lead(24))}</p>\n<p class="readmore"><a href="{self._path(story)}">Czytaj więcej: '
            f"{text(story.title)}</a></p>\n</div>\n"
        )

    def _listing(self, start: str) -> Reply | None:
        if not start.isdigit() or int(start) >= len(self.listed):
            return None
        first = int(start)
        size = self.per_page
        rows = "".join(self._item(s) for s in self.listed[first : first + size])
        if first == size:  # the archive of the site's forerunner, long gone
            rows += (
                f'<div class="item"><h2>'
                f'<a href="{_ROOT}/component/content/article/2-teksty/3-zaginiony.html">Zaginiony</a></h2></div>'
            )
        base = f"{_ROOT}/aktualnosci.html"
        pages = "".join(
            f'<li><a title="{n + 1}" href="{base}{f"?start={n * size}" if n else ""}" class="pagenav">{n + 1}</a></li>'
            for n in range(-(-len(self.listed) // size))
        )
        following = ""
        if first + size < len(self.listed):
            following = (
                f'<li class="pagination-next"><a title="następny artykuł" href="{base}?start={first + size}" '
                'class="pagenav">następny artykuł</a></li>'
            )
        content = (
            f'<div class="blog">\n<h1>Aktualności</h1>\n{rows}<div class="pagination">'
            f"<ul>{pages}{following}</ul></div></div>"
        )
        return self._page("Aktualności", content)

    def _article(self, number: str, query: dict[str, str]) -> Reply | None:
        story = next((s for s in self.articles if str(s.id) == number), None)
        if story is None:
            return None
        body = blocks_html(story.blocks, image=_image)
        if query.get("tmpl") == "component":
            return Reply(
                '<!DOCTYPE html><html lang="pl-pl"><head><meta charset="utf-8" /><meta name="robots" '
                'content="noindex" />'
                f'<title>{text(story.title)}</title></head><body class="contentpane"><div '
                f'class="item-page"><h2>{text(story.title)}'
                '</h2><div id="pop-print"><a href="#" onclick="window.print();return false;">Drukuj</a></div>'
                f"{self._details(story)}{body}</div></body></html>"
            )
        place = self.articles.index(story)
        related = [s for s in self.articles[max(0, place - 2) : place + 4] if s is not story]
        links = "".join(f'<li><a href="{self._path(s)}">{text(s.title)}</a></li>' for s in related)
        print_url = f"{self._path(story)}?tmpl=component&amp;print=1&amp;layout=default&amp;page="
        content = f"""<div class="item-page" itemscope itemtype="https://schema.org/Article">
<h2 itemprop="headline">{text(story.title)}</h2>
<ul class="actions"><li class="print-icon"><a href="{print_url}" rel="nofollow">Drukuj</a></li>\
<li class="pdf-icon">\
<a href="{_ROOT}/index.php?view=article&amp;id={story.id}&amp;format=pdf" rel="nofollow">PDF</a></li></ul>
{self._details(story)}<div class="content_rating"><p>Oceń ten artykuł (0 głosów)</p></div>
{body}<ul class="pager pagenav"><li class="previous">\
<a href="{self._path(related[0])}" rel="prev">&lt; Poprzedni artykuł</a></li></ul>
</div>
<div class="moduletable"><h3>Posty pokrewne</h3><ul class="relateditems">{links}</ul></div>
"""
        return self._page(story.title, content, story if story.id % 4 else None)

    def _page(self, title: str, content: str, canonical: Story | None = None) -> Reply:
        menu = "".join(f'<li class="item-10"><a href="{_ROOT}/{slug}.html">{name}</a></li>' for slug, name in _MENU)
        latest = "".join(f'<li><a href="{self._path(s)}?Itemid=104">{text(s.title)}</a></li>' for s in self.listed[:4])
        link = f'<link href="{canonical.url}" rel="canonical" />\n' if canonical else ""
        html = f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="pl-pl" lang="pl-pl">
<head>
<base href="{self.base}{_ROOT}/" />
<meta http-equiv="content-type" content="text/html; charset=utf-8" />
<meta name="generator" content="Joomla! - Open Source Content Management" />
<title>{text(title)}</title>
{link}<link href="{_ROOT}/templates/beez_20/favicon.ico" rel="shortcut icon" type="image/vnd.microsoft.icon" />
<script src="{_ROOT}/media/system/js/mootools-core.js" type="text/javascript"></script>
<script type="text/javascript">
window.addEvent('load', function() {{ new JCaption('img.caption'); }});
</script>
</head>
<body>
<div id="all"><div id="back"><div id="header">\
<h1 id="logo">Klaster Edutainment <span class="header1">uczymy przez zabawę</span></h1>
<ul class="skiplinks"><li><a href="#main" class="u2">Przejdź do głównych treści</a></li></ul>
<ul class="menu"><li class="item-101"><a href="{_ROOT}/aktualnosci.html">Aktualności</a></li>{menu}</ul></div>
<div id="breadcrumbs"><div class="breadcrumbs"><span class="showHere">Jesteś tutaj: </span>\
<span>{text(title)}</span></div></div>
<div id="contentarea"><div id="main">
{content}</div>
<div id="nav"><h3>Najnowsze</h3><ul class="latestnews">{latest}</ul>
<form action="{_ROOT}/index.php" method="post" id="login-form"><fieldset class="userdata"><p><label>login:</label>\
<input type="text" /></p>\
<p><label>hasło:</label><input type="password" /></p><input type="submit" value="Zaloguj się" /></fieldset></form>\
</div></div>
<div id="footer"><p>© 2010-2026 Klaster Edutainment. Powered by Joomla!</p></div></div></div>
</body>
</html>
"""
        return Reply(html)
