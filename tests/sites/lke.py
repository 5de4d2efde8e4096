"""LKE: WordPress with dated permalinks under /pl/; the URL is the only date for people, REST has the time."""

from __future__ import annotations

import re

from tests.sites.base import Reply, Request, redirect
from tests.sites.html import in_words, teasers, text
from tests.sites.source import Story
from tests.sites.wordpress import WordPressSite

_MENU = (
    ("o-klastrze", "O klastrze"),
    ("partnerzy", "Partnerzy"),
    ("do-pobrania", "Do pobrania"),
    ("kontakt", "Kontakt"),
)


class Lke(WordPressSite):
    name = "lke"
    host = "lke.fundacja.lublin.pl"
    scheme = "https"
    title = "Lubelski Klaster Ekoenergetyczny"
    blog = "/pl"
    rest_by_query = True
    conditional = True
    first_id = 300
    id_step = 7
    robots = (
        "User-agent: *\nDisallow: /pl/wp-admin/\nAllow: /pl/wp-admin/admin-ajax.php\nCrawl-delay: 0.05\n\n"
        "Sitemap: https://lke.fundacja.lublin.pl/pl/wp-sitemap.xml\n"
    )

    def address(self, story: Story) -> str:
        return f"{self.base}/pl/{story.day.replace('-', '/')}/{story.slug}/"

    def static_address(self, story: Story) -> str:
        return f"{self.base}/pl/{story.slug}/"

    def addresses(self, story: Story) -> list[str]:
        """http, AMP, short link, a language switch that switches nothing; an old slug that redirects."""
        urls = [
            story.url.replace("https:", "http:"),
            f"{story.url}amp/",
            f"{story.url}?lang=en",
            self.short_link(story),
        ]
        if old := story.options.get("old"):
            urls.append(f"{self.base}/pl/{story.day.replace('-', '/')}/{old}/")
        return urls

    def only_in(self, story: Story) -> str:
        return "url"

    def not_articles(self) -> list[str]:
        listings = ["", "page/2/", "category/aktualnosci/", "tag/fotowoltaika/", "author/admin/", "2019/", "2019/11/"]
        locked = [s.url for s in self.secrets if "password" in s.options]
        return super().not_articles() + locked + [self.home + path for path in listings]

    def respond(self, request: Request) -> Reply | None:
        path = request.path
        if path == "/":
            return redirect(self.home, 302)
        if reply := self.machine(request):
            return reply
        if path.startswith("/pl") and not path.endswith("/") and "." not in path:
            return redirect(f"{self.base}{path}/")
        if match := re.fullmatch(r"/pl/\d{4}/\d\d/\d\d/([\w-]+)/(amp/)?", path):
            for story in self.posts:
                if match[1] == story.options.get("old"):
                    return redirect(story.url)
                if story.url.endswith(path.removesuffix("amp/")):
                    return self._amp(story) if match[2] else self._article(story)
            return None
        archive = r"/pl/(?:(category/aktualnosci|tag/fotowoltaika|author/admin|\d{4}(?:/\d\d){0,2})/)?(?:page/(\d+)/)?"
        if match := re.fullmatch(archive, path):
            return self._listing(match[1] or "", int(match[2] or 1))
        story = self.by_slug.get(path.removeprefix("/pl/").strip("/"))
        if story and story.static:
            return self._page(story.title, f"{self._entry(story)}", story)
        return None

    def missing(self, request: Request) -> Reply:
        content = (
            '<section class="error-404 not-found"><header class="page-header"><h1 class="page-title">Ojej! Nie można '
            "znaleźć strony.</h1></header><div class='page-content'><p>Wygląda na to, że nic tu nie ma. Może spróbuj "
            "wyszukiwarki?</p></div></section>"
        )
        reply = self._page("Nie znaleziono strony", content)
        reply.status = 404
        return reply

    def _stories_of(self, archive: str) -> list[Story]:
        if re.match(r"\d{4}", archive):
            return [s for s in self.posts if s.date.startswith(archive.replace("/", "-"))]
        if archive.startswith("tag"):
            return [s for s in self.posts if "fotowolta" in " ".join(s.paragraphs()).lower()]
        if archive:
            return self.posts
        return sorted(self.posts, key=lambda s: "sticky" not in s.options)  # stable: a sticky post comes first

    def _listing(self, archive: str, number: int) -> Reply | None:
        stories, pages = self.page_of(number, self._stories_of(archive))
        if not stories:
            return None
        cards = "".join(
            f'<article id="post-{s.id}" class="post-{s.id} post type-post status-publish format-standard hentry '
            f'category-aktualnosci{" sticky" if "sticky" in s.options else ""}">\n<header class="entry-header">\n'
            f'<h2 class="entry-title"><a href="{s.url}" rel="bookmark">{text(self.title_of(s))}</a></h2></header>\n'
            f'<div class="entry-content">{self.excerpt(s)}<p class="link-more"><a href="{s.url}#more-{s.id}" '
            f'class="more-link">Czytaj dalej<span class="screen-reader-text"> '
            f"&#8222;{text(s.title)}&#8221;</span></a></p>"
            "</div>\n</article>\n"
            for s in stories
        )
        prefix = self.home + (f"{archive}/" if archive else "")
        older = f'<div class="nav-previous"><a href="{prefix}page/{number + 1}/">Starsze wpisy</a></div>'
        newer = (
            f'<div class="nav-next">'
            f'<a href="{prefix}{f"page/{number - 1}/" if number > 2 else ""}">Nowsze wpisy</a></div>'
        )
        links = (older if number < pages else "") + (newer if number > 1 else "")
        navigation = (
            '<nav class="navigation posts-navigation" role="navigation"><h2 class="screen-reader-text">Nawigacja po '
            f'wpisach</h2><div class="nav-links">{links}</div></nav>'
        )
        heading = (
            f'<header class="page-header"><h1 class="page-title">Archiwa: {archive}</h1></header>' if archive else ""
        )
        return self._page("Aktualności", f"{heading}{cards}{navigation}")

    def _entry(self, story: Story) -> str:
        kind = "page" if story.static else "post"
        return (
            f'<article id="post-{story.id}" class="post-{story.id} {kind} type-{kind} status-publish hentry">\n'
            f'<header class="entry-header"><h1 class="entry-title">{text(self.title_of(story))}</h1></header>\n'
            f'<div class="entry-content">\n{self.content(story)}</div><!-- .entry-content -->\n'
        )

    def _article(self, story: Story) -> Reply:
        others = [s for s in self.articles if s is not story]
        place = next((i for i, s in enumerate(others) if s.date < story.date), len(others) - 4)
        related = teasers(
            others[place : place + 3],
            '<li><a href="{s.url}">{title}</a> <span class="jp-date">{s.day}</span><p>{lead}</p></li>\n',
        )
        share = f"https://www.facebook.com/sharer.php?u={story.url}"
        content = f"""{self._entry(story)}<div class="sharedaddy sd-sharing-enabled">\
<h3 class="sd-title">Udostępnij:</h3>
<ul><li><a href="{share}" rel="nofollow">Facebook</a></li><li><a href="https://twitter.com/share?url={story.url}">Twitter</a></li></ul></div>
<div id="jp-relatedposts" class="jp-relatedposts"><h3><em>Zobacz także</em></h3><ul>{related}</ul></div>
<footer class="entry-footer"><span class="cat-tags-links"><span class="cat-links">\
<span class="screen-reader-text">Kategorie\
</span><a href="{self.home}category/aktualnosci/" rel="category tag">Aktualności</a></span></span></footer>
</article><!-- #post-## -->
<nav class="navigation post-navigation"><div class="nav-links"><div class="nav-previous">\
<a href="{others[place].url}" rel="prev">\
<span>Poprzedni wpis</span> {text(others[place].title)}</a></div></div></nav>
"""
        return self._page(self.title_of(story), content, story)

    def _amp(self, story: Story) -> Reply:
        if "password" in story.options:
            return redirect(story.url)
        html = f"""<!doctype html><html amp lang="pl"><head><meta charset="utf-8"><title>{text(story.title)}</title>
<link rel="canonical" href="{story.url}"><script async src="https://cdn.ampproject.org/v0.js"></script></head>
<body><header class="amp-wp-header"><a href="{self.home}">{self.title}</a></header>
<article class="amp-wp-article"><h1 class="amp-wp-title">{text(story.title)}</h1>
<div class="amp-wp-article-content">{self.content(story)}</div></article></body></html>"""
        return self.html(html)

    def _page(self, title: str, content: str, story: Story | None = None) -> Reply:
        menu = "".join(f'<li class="menu-item"><a href="{self.home}{slug}/">{name}</a></li>\n' for slug, name in _MENU)
        recent = "".join(
            f'<li><a href="{s.url}">{text(s.title)}</a><span class="post-date">{in_words(s.day)}</span></li>\n'
            for s in self.articles[:4]
        )
        years = "".join(f'<li><a href="{self.home}{year}/">{year}</a></li>' for year in (2026, 2019, 2014))
        amp = f'<link rel="amphtml" href="{story.url}amp/" />\n' if story and not story.static else ""
        kind = "home blog hfeed"
        if story:
            kind = f"page page-id-{story.id}" if story.static else "post-template-default single single-post"
        html = f"""<!DOCTYPE html>
<html lang="pl-PL" class="no-js no-svg">
<head>
{self.head(title, story)}{amp}</head>
<body class="{kind} has-sidebar colors-light">
<div id="page" class="site">
<a class="skip-link screen-reader-text" href="#content">Przejdź do treści</a>
<header id="masthead" class="site-header" role="banner"><div class="site-branding"><p class="site-title">\
<a href="{self.home}" rel="home">{self.title}</a></p><p class="site-description">Energia z regionu</p></div>
<nav id="site-navigation" class="main-navigation"><ul id="top-menu" class="menu">
<li class="menu-item"><a href="{self.home}">Aktualności</a></li>
{menu}</ul></nav></header>
<div class="site-content-contain"><div id="content" class="site-content"><div class="wrap">
<div id="primary" class="content-area"><main id="main" class="site-main" role="main">
{content}</main></div>
<aside id="secondary" class="widget-area" role="complementary">
<section id="search-2" class="widget widget_search">\
<form role="search" method="get" class="search-form" action="{self.home}">\
<input type="search" class="search-field" placeholder="Szukaj &hellip;" name="s" />\
<button type="submit">Szukaj</button></form></section>
<section id="recent-posts-2" class="widget widget_recent_entries"><h2 class="widget-title">Najnowsze wpisy</h2><ul>
{recent}</ul></section>
<section id="archives-2" class="widget widget_archive"><h2 class="widget-title">Archiwa</h2><ul>{years}</ul></section>
</aside></div></div>
<footer id="colophon" class="site-footer"><div class="site-info">© 2026 {self.title}. \
<a href="https://pl.wordpress.org/" class="imprint">Dumnie wspierane przez WordPressa</a></div></footer>
<div id="cookie-notice" role="dialog" class="cookie-notice">\
<span>Ta strona korzysta z plików cookies.</span> <a href="#">Rozumiem i zgadzam się</a></div>
</div></div>
<script type="application/json"\
 id="wp-data">{{"ajaxurl":"\\/pl\\/wp-admin\\/admin-ajax.php","date":"2020-01-01"}}</script>
</body>
</html>
"""
        return self.html(html)
