"""What the two WordPress-like sites share: REST, feed, sitemap, short links, the head of a page."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from tests.sites.base import Reply, Request, Site, redirect
from tests.sites.html import blocks_html, text
from tests.sites.source import Story

_WARSAW = ZoneInfo("Europe/Warsaw")
PROTECTED = "Treść jest chroniona hasłem."
_PARAGRAPH = '<p class="wp-block-paragraph">{}</p>\n'


def figure(path: str, caption: str) -> str:
    return (
        f'<figure class="wp-block-image size-large"><img decoding="async" width="1024" height="683" '
        f'src="{path}" alt="" '
        f'class="wp-image-77" srcset="{path} 1024w, {path} 300w" sizes="(max-width: 1024px) 100vw, 1024px" />'
        f'<figcaption class="wp-element-caption">{caption}</figcaption></figure>'
    )


class WordPressSite(Site):
    """A site with the machine's ways in that WordPress has."""

    blog = ""
    """Path of the blog without the last slash: /pl for lke."""
    rest_by_query = False
    """The REST root is only reached as index.php?rest_route=/, as without URL rewriting."""
    title = ""
    gutenberg = False
    category = "Aktualności"
    category_slug = "aktualnosci"
    generator = "WordPress 6.6.2"

    @property
    def home(self) -> str:
        return f"{self.base}{self.blog}/"

    @property
    def posts(self) -> list[Story]:
        """Published posts, those with a password too, newest first."""
        shown = self.articles + [s for s in self.secrets if "password" in s.options]
        return sorted(shown, key=lambda s: s.date, reverse=True)

    def title_of(self, story: Story) -> str:
        return f"Zabezpieczone: {story.title}" if "password" in story.options else story.title

    def content(self, story: Story) -> str:
        """The text as HTML; the password form in its place where there is a password."""
        if "password" in story.options:
            return (
                f'<form action="{self.base}{self.blog}/wp-login.php?action=postpass" class="post-password-form" '
                f'method="post">'
                "<p>Treść jest chroniona hasłem. Aby ją zobaczyć, proszę wpisać hasło poniżej:</p>"
                '<p><label>Hasło: <input name="post_password" type="password" size="20" /></label> '
                '<input type="submit" name="Submit" value="Wejdź" /></p></form>'
            )
        paragraph = _PARAGRAPH if self.gutenberg else "<p>{}</p>\n"
        return blocks_html(story.blocks, image=figure, paragraph=paragraph, table='<table class="wp-block-table">')

    def excerpt(self, story: Story) -> str:
        lead = PROTECTED if "password" in story.options else story.lead(40)
        return f"<p>{text(lead)}</p>\n"

    # --- addresses -------------------------------------------------------------------------------

    def rest(self, route: str, **parameters: str | int) -> str:
        """The address of a REST route, as this site announces it."""
        if self.rest_by_query:
            rest = f"{self.home}index.php?rest_route={quote(route, safe='/')}"
            return rest + (f"&{urlencode(parameters)}" if parameters else "")
        return f"{self.home}wp-json{route}" + (f"?{urlencode(parameters)}" if parameters else "")

    def short_link(self, story: Story) -> str:
        return f"{self.home}?p={story.id}"

    def machine(self, request: Request) -> Reply | None:
        """Answer what is not a page for people, or None."""
        path, query = request.path, request.query
        if not path.startswith(self.blog):
            return None
        inner = path.removeprefix(self.blog)
        if self.rest_by_query and "rest_route" in query and inner in ("/", "/index.php"):
            return self._rest(query["rest_route"] or "/", query)
        if not self.rest_by_query and (inner == "/wp-json" or inner.startswith("/wp-json/")):
            return self._rest(inner.removeprefix("/wp-json") or "/", query)
        if inner in ("/feed", "/feed/"):
            return self._feed(int(query.get("paged", "1")))
        if inner == "/sitemap.xml":
            return redirect(f"{self.home}wp-sitemap.xml")
        if inner.startswith("/wp-sitemap"):
            return self._sitemap(inner)
        if inner == "/" and query.get("p", "").isdigit():
            story = next((s for s in self.posts if s.id == int(query["p"])), None)
            return redirect(story.url) if story else None
        if inner.startswith("/wp-admin") or inner == "/xmlrpc.php":
            return Reply("<html><body><h1>Odmowa dostępu</h1></body></html>", 403)
        if inner == "/wp-login.php":
            return Reply("<html><body><h1>Logowanie</h1><form method='post'><input name='log'></form></body></html>")
        return None

    # --- REST ------------------------------------------------------------------------------------

    def _record(self, story: Story) -> dict[str, object]:
        local = datetime.fromisoformat(story.date or "2009-03-02 12:00").replace(tzinfo=_WARSAW)
        changed = datetime.fromisoformat(story.options.get("modified") or local.isoformat()[:19]).replace(
            tzinfo=_WARSAW
        )

        def gmt(moment: datetime) -> str:
            return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")

        protected = "password" in story.options
        return {
            "id": story.id,
            "date": local.strftime("%Y-%m-%dT%H:%M:%S"),
            "date_gmt": gmt(local),
            "guid": {"rendered": self.short_link(story)},
            "modified": changed.strftime("%Y-%m-%dT%H:%M:%S"),
            "modified_gmt": gmt(changed),
            "slug": story.slug,
            "status": "publish",
            "type": "page" if story.static else "post",
            "link": story.url,
            "title": {"rendered": text(self.title_of(story))},
            "content": {"rendered": "" if protected else self.content(story), "protected": protected},
            "excerpt": {"rendered": "" if protected else self.excerpt(story), "protected": protected},
            "author": 1,
            "featured_media": 0,
            "sticky": "sticky" in story.options,
            "categories": [] if story.static else [1],
            "tags": [],
        }

    def _rest(self, route: str, query: dict[str, str]) -> Reply:
        route = "/" + route.strip("/")
        if route in ("/", "/wp/v2"):
            routes = {"/": {}, "/wp/v2": {}, "/wp/v2/posts": {"methods": ["GET"]}, "/wp/v2/pages": {"methods": ["GET"]}}
            about = {"name": self.title, "url": self.home.rstrip("/"), "home": self.home.rstrip("/"), "gmt_offset": "1"}
            about |= {"timezone_string": "Europe/Warsaw"}
            return self._json(about | {"namespaces": ["oembed/1.0", "wp/v2"], "routes": routes})
        if route == "/wp/v2/categories":
            link = f"{self.home}category/{self.category_slug}/"
            category = {"id": 1, "count": len(self.posts), "link": link, "name": self.category}
            return self._json([category | {"slug": self.category_slug}], {"X-WP-Total": "1", "X-WP-TotalPages": "1"})
        match = re.fullmatch(r"/wp/v2/(posts|pages)(?:/(\d+))?", route)
        if not match:
            return self._error(404, "rest_no_route", "Nie znaleziono ścieżki pasującej do adresu URL i metody żądania.")
        stories = self.posts if match[1] == "posts" else self.pages
        if match[2]:
            story = next((s for s in stories if s.id == int(match[2])), None)
            if story is None:
                return self._error(404, "rest_post_invalid_id", "Nieprawidłowy identyfikator wpisu.")
            return self._json(_only(self._record(story), query.get("_fields")))
        return self._collection(f"/wp/v2/{match[1]}", [self._record(s) for s in stories], query)

    def _collection(self, route: str, records: list[dict[str, object]], query: dict[str, str]) -> Reply:
        number, size = query.get("page", "1"), query.get("per_page", "10")
        if query.get("context", "view") == "edit" or query.get("status", "publish") != "publish":
            return self._error(401, "rest_forbidden_context", "Nie masz uprawnień do edycji wpisów.")
        order, key = query.get("order", "desc"), query.get("orderby", "date")
        valid = number.isdigit() and int(number) >= 1 and size.isdigit() and 1 <= int(size) <= 100
        if not valid or order not in ("asc", "desc") or key not in ("date", "modified", "id", "title", "slug"):
            return self._error(400, "rest_invalid_param", "Nieprawidłowy parametr(y)")
        for name, field, sign in (("after", "date", 1), ("before", "date", -1), ("modified_after", "modified", 1)):
            if limit := query.get(name):
                records = [r for r in records if (str(r[field]) > limit[:19]) == (sign > 0)]
        if slug := query.get("slug"):
            records = [r for r in records if r["slug"] in slug.split(",")]
        records = sorted(
            records, key=lambda r: str(r[key]) if key != "id" else f"{r['id']:>9}", reverse=order == "desc"
        )
        page, per_page = int(number), int(size)
        pages = -(-len(records) // per_page)
        if page > max(pages, 1):
            message = "Żądany numer strony jest większy niż liczba dostępnych stron."
            return self._error(400, "rest_post_invalid_page_number", message)
        headers = {"X-WP-Total": str(len(records)), "X-WP-TotalPages": str(pages)}
        if page < pages:
            headers["Link"] = f'<{self.rest(route, per_page=per_page, page=page + 1)}>; rel="next"'
        chosen = records[(page - 1) * per_page : page * per_page]
        return self._json([_only(record, query.get("_fields")) for record in chosen], headers)

    def _json(self, value: object, headers: dict[str, str] | None = None, status: int = 200) -> Reply:
        links = {"X-Robots-Tag": "noindex", "Link": f'<{self.rest("/")}>; rel="https://api.w.org/"'}
        body = json.dumps(value).replace("/", "\\/")  # PHP escapes letters and slashes
        return Reply(body, status, "application/json; charset=UTF-8", links | (headers or {}))

    def _error(self, status: int, code: str, message: str) -> Reply:
        return self._json({"code": code, "message": message, "data": {"status": status}}, status=status)

    # --- feed and sitemap ------------------------------------------------------------------------

    def _feed(self, number: int) -> Reply | None:
        per_page = 10
        chosen = self.posts[(number - 1) * per_page : number * per_page]
        if not chosen or number < 1:
            return None
        items = []
        for s in chosen:
            moment = datetime.fromisoformat(s.date).replace(tzinfo=_WARSAW).astimezone(UTC)
            content = (
                "" if "password" in s.options else f"<content:encoded><![CDATA[{self.content(s)}]]></content:encoded>"
            )
            items.append(
                f"<item>\n<title>{text(self.title_of(s))}</title>\n<link>{s.url}</link>\n"
                f"<dc:creator><![CDATA[admin]]></dc:creator>\n<pubDate>{format_datetime(moment)}</pubDate>\n"
                f"<category><![CDATA[{self.category}]]></category>\n"
                f'<guid isPermaLink="false">{text(self.short_link(s))}</guid>\n'
                f"<description><![CDATA[{self.excerpt(s)}]]></description>\n{content}\n</item>\n"
            )
        body = (
            '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
            'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
            'xmlns:atom="http://www.w3.org/2005/Atom">\n<channel>\n'
            f'<title>{text(self.title)}</title>\n<atom:link href="{self.home}feed/" rel="self" '
            f'type="application/rss+xml" />\n'
            f"<link>{self.home}</link>\n<language>pl-PL</language>\n<generator>https://wordpress.org/?v=6.6.2</generator>\n"
            f"{''.join(items)}</channel>\n</rss>\n"
        )
        return Reply(body, content_type="application/rss+xml; charset=UTF-8")

    def _sitemap(self, path: str) -> Reply | None:
        parts = {
            "/wp-sitemap-posts-post-1.xml": [(s.url, str(self._record(s)["modified_gmt"])) for s in self.posts],
            "/wp-sitemap-posts-page-1.xml": [(s.url, "") for s in self.pages],
            "/wp-sitemap-taxonomies-category-1.xml": [(f"{self.home}category/{self.category_slug}/", "")],
        }
        if path == "/wp-sitemap.xml":
            rows = "".join(f"<sitemap><loc>{self.home.rstrip('/')}{part}</loc></sitemap>" for part in parts)
            root = "sitemapindex"
        elif path in parts:
            dated = ((url, f"<lastmod>{day}+00:00</lastmod>" if day else "") for url, day in parts[path])
            rows = "".join(f"<url><loc>{url}</loc>{day}</url>" for url, day in dated)
            root = "urlset"
        else:
            return None
        xml = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}'
        return Reply(f"{xml}</{root}>\n", content_type="application/xml; charset=UTF-8")

    # --- pages -----------------------------------------------------------------------------------

    def head(self, title: str, story: Story | None = None) -> str:
        """What WordPress and its plugins put into <head>."""
        own = ""
        if story is not None:
            own = f'<link rel="canonical" href="{story.url}" />\n'
            own += f"<link rel='shortlink' href='{self.short_link(story)}' />\n"
        return f"""<meta charset="UTF-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<link rel="profile" href="http://gmpg.org/xfn/11">
<title>{text(title)} &#8211; {text(self.title)}</title>
<meta name='robots' content='max-image-preview:large' />
<link rel="alternate" type="application/rss+xml" title="{text(self.title)} &raquo; Kanał z wpisami"\
 href="{self.home}feed/" />
<script type="text/javascript">
window._wpemojiSettings = {{"baseUrl":"https://s.w.org/images/core/emoji/15.0.3/72x72/","ext":".png"}};
</script>
<link rel='stylesheet' id='wp-block-library-css' href='{self.home}wp-includes/css/dist/block-library/style.min.css'\
 media='all' />
<script type="text/javascript" src="{self.home}wp-includes/js/jquery/jquery.min.js" id="jquery-core-js"></script>
<link rel="https://api.w.org/" href="{text(self.rest("/"))}" />
<link rel="EditURI" type="application/rsd+xml" title="RSD" href="{self.home}xmlrpc.php?rsd" />
<meta name="generator" content="{self.generator}" />
{own}"""

    def html(self, body: str, status: int = 200) -> Reply:
        return Reply(body, status, headers={"Link": f'<{self.rest("/")}>; rel="https://api.w.org/"'})


def _only(record: dict[str, object], fields: str | None) -> dict[str, object]:
    """`_fields=id,title.rendered`: those alone."""
    if not fields:
        return record
    chosen: dict[str, object] = {}
    for name in (part.strip() for part in fields.split(",")):
        top, _, inner = name.partition(".")
        value = record.get(top)
        if inner and isinstance(value, dict):
            if inner in value:
                chosen[top] = {**(chosen.get(top) or {}), inner: value[inner]}  # type: ignore[dict-item]
        elif top in record:
            chosen[top] = value
    return chosen
