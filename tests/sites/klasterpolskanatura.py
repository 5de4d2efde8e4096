"""Klaster „Polska Natura”: flat WordPress; no date on any page, and listings that print whole articles."""

from __future__ import annotations

import re

from tests.sites.base import Reply, Request, redirect
from tests.sites.html import text
from tests.sites.source import Story
from tests.sites.wordpress import WordPressSite

_MENU = (("o-klastrze", "O klastrze"), ("czlonkowie", "Członkowie"), ("regulamin", "Regulamin"), ("kontakt", "Kontakt"))


class KlasterPolskaNatura(WordPressSite):
    name = "klasterpolskanatura"
    host = "www.klasterpolskanatura.pl"
    scheme = "https"
    title = "Klaster „Polska Natura”"
    gutenberg = True
    compressed = True
    category = "Uncategorized"
    category_slug = "uncategorized"
    first_id = 1100
    id_step = 13
    per_page = 5
    robots = (
        "User-agent: *\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\n\n"
        "Sitemap: https://www.klasterpolskanatura.pl/wp-sitemap.xml\n"
    )

    def address(self, story: Story) -> str:
        return f"{self.base}/{story.slug}/"

    static_address = address

    def addresses(self, story: Story) -> list[str]:
        """Without the slash, the short link, a link from a social network."""
        return [story.url.rstrip("/"), self.short_link(story), f"{story.url}?fbclid=IwAR0Polska"]

    def only_in(self, story: Story) -> str:
        return "rest"

    def not_articles(self) -> list[str]:
        listings = ["/", "/aktualnosci/", "/aktualnosci/page/2/", "/category/uncategorized/", "/author/admin/"]
        locked = [s.url for s in self.secrets if "password" in s.options]
        return super().not_articles() + locked + [self.base + path for path in listings]

    def respond(self, request: Request) -> Reply | None:
        path = request.path
        if reply := self.machine(request):
            return reply
        if "." not in path and not path.endswith("/"):
            return redirect(f"{self.base}{path}/")
        if match := re.fullmatch(r"/(?:(aktualnosci|category/uncategorized|author/admin)/)?(?:page/(\d+)/)?", path):
            return self._listing(match[1] or "", int(match[2] or 1))
        slug = path.strip("/")
        story = next((s for s in [*self.posts, *self.pages] if s.slug == slug), None)
        if story is None:
            old = next((s for s in self.posts if s.options.get("old") == slug), None)
            return redirect(old.url) if old else None
        return self._single(story)

    def missing(self, request: Request) -> Reply:
        content = (
            '<article class="page not-found"><div class="et_pb_module"><h1 class="not-found-title">Nie '
            "znaleziono żadnych "
            "wyników</h1><p>Nie znaleziono szukanej strony.</p></div></article>"
        )
        reply = self._page("Nie znaleziono strony", content)
        reply.status = 404
        return reply

    def _posted_in(self) -> str:
        category = f'<a href="{self.home}category/uncategorized/" rel="category tag">Uncategorized</a>'
        return f'<p class="post-meta">Posted in {category}.</p>'

    def _listing(self, archive: str, number: int) -> Reply | None:
        chosen, pages = self.page_of(number, self.posts)
        if not chosen or number < 1:
            return None
        whole = "".join(
            f'<article id="post-{s.id}" class="et_pb_post post-{s.id} post type-post status-publish hentry '
            f'category-uncategorized">\n<h2 class="entry-title"><a href="{s.url}">{text(self.title_of(s))}</a></h2>\n'
            f'<div class="post-content entry-content">{self.content(s)}</div>\n{self._posted_in()}</article>\n'
            for s in chosen
        )
        prefix = self.home + (f"{archive}/" if archive else "")
        if number == 1:  # a menu of the past points to a post that is gone
            whole += (
                f'<p class="przypiete"><a href="{self.home}spotkanie-ktorego-nie-ma/">Spotkanie, którego nie ma</a></p>'
            )
        numbers = "".join(
            f'<span aria-current="page" class="page-numbers current">{n}</span>\n'
            if n == number
            else f'<a class="page-numbers" href="{prefix}{f"page/{n}/" if n > 1 else ""}">{n}</a>\n'
            for n in range(1, pages + 1)
        )
        if number < pages:
            numbers += f'<a class="next page-numbers" href="{prefix}page/{number + 1}/">Następne »</a>'
        content = f'<h1 class="listing-title">Aktualności</h1>\n{whole}<div class="pagination">{numbers}</div>\n'
        return self._page("Aktualności", content)

    def _single(self, story: Story) -> Reply:
        kind = "page" if story.static else "post"
        title = text(self.title_of(story))
        comments = (
            ""
            if story.static
            else f"""{self._posted_in()}
<section id="comment-wrap"><div id="respond" class="comment-respond">\
<h3 id="reply-title" class="comment-reply-title">Dodaj komentarz</h3>
<form action="{self.home}wp-comments-post.php" method="post" id="commentform" class="comment-form">\
<p class="comment-notes">\
<span id="email-notes">Twój adres e-mail nie zostanie opublikowany.</span> <span\
 class="required-field-message">Wymagane pola są \
oznaczone <span class="required">*</span></span></p><p><textarea id="comment" name="comment"></textarea></p>\
<p><label>Nazwa *</label><input name="author" /></p><p><input type="submit" value="Komentarz wpisu" /></p></form>\
</div></section>
"""
        )
        content = f"""<div class="page-title-bar"><span class="title">{title}</span></div>
<article id="post-{story.id}" class="et_pb_post post-{story.id} {kind} type-{kind} status-publish hentry">
<div class="et_post_meta_wrapper"><h1 class="entry-title">{title}</h1></div>
<div class="entry-content">
{self.content(story)}</div>
{comments}</article>
"""
        return self._page(self.title_of(story), content, story)

    def _page(self, title: str, content: str, story: Story | None = None) -> Reply:
        menu = "".join(
            f'<li class="menu-item menu-item-type-post_type"><a href="{self.home}{slug}/">{name}</a></li>'
            for slug, name in _MENU
        )
        recent = "".join(f'<li><a href="{s.url}">{text(self.title_of(s))}</a></li>\n' for s in self.posts[:5])
        kind = "page" if story and story.static else "single single-post" if story else "blog"
        html = f"""<!DOCTYPE html>
<html lang="pl-PL">
<head>
{self.head(title, story)}<script type="application/ld+json">{{"@context":"https://schema.org",\
"@type":"Organization","name":"Polska Natura","url":"{self.home}"}}</script>
</head>
<body class="{kind} et_pb_button_helper_class et_fixed_nav et_right_sidebar">
<div id="page-container">
<header id="main-header" data-height-onload="66"><div class="container clearfix et_menu_container">\
<a href="{self.home}"><img src="{self.home}wp-content/uploads/logo.png" alt="Polska Natura" id="logo" /></a>
<nav id="top-menu-nav"><ul id="top-menu" class="nav"><li class="menu-item">\
<a href="{self.home}aktualnosci/">Aktualności</a></li>{menu}</ul></nav></div></header>
<div id="et-main-area"><div id="main-content"><div class="container"><div id="content-area" class="clearfix">\
<div id="left-area">
{content}</div>
<div id="sidebar"><div id="search-2" class="et_pb_widget widget_search"><form role="search" action="{self.home}">\
<input type="text" name="s" /></form></div>
<div id="recent-posts-2" class="et_pb_widget widget_recent_entries"><h4 class="widgettitle">Ostatnie wpisy</h4><ul>
{recent}</ul></div></div></div></div></div>
<footer id="main-footer">\
<div id="footer-info">Klaster „Polska Natura” © 2026 | <a href="{self.home}polityka-prywatnosci/">Polityka\
 prywatności</a></div></footer></div></div>
<div id="cookie-law-info-bar">\
<span>Ta strona korzysta z ciasteczek. <a id="cookie_action_close_header">Akceptuję</a></span></div>
</body>
</html>
"""
        return self.html(html)
