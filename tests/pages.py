"""Small pages of our own for tests that need a site with just one trait."""

from __future__ import annotations

from tests.sites.server import LocalWeb

HOST = "klaster.example.pl"
START = f"http://{HOST}/"

SENTENCE = (
    "Klaster zaprasza przedsiębiorców na spotkanie o źródłach finansowania, łączności i współpracy zagranicznej. "
)


def article(title: str, *, published: str | None = "2024-03-05", text: str = SENTENCE * 4, extra: str = "") -> str:
    """A plain article page."""
    date = f'<time datetime="{published}">{published}</time>' if published else ""
    return (
        f"<!doctype html><html lang=pl><head><meta charset=utf-8><title>{title} - Klaster</title></head><body>"
        f"<nav><a href='/'>Start</a> <a href='/kontakt'>Kontakt</a></nav>"
        f"<main><article><h1>{title}</h1>{date}<p>{text}</p><p>{SENTENCE}</p>{extra}</article></main>"
        f"<footer>© Klaster</footer></body></html>"
    )


def listing(*links: str, older: str | None = None) -> str:
    """A listing page with links to articles, and to the older page."""
    teasers = "".join(
        f"<article><h2><a href='{link}'>Aktualność {n}</a></h2></article>" for n, link in enumerate(links)
    )
    more = f"<a rel=next href='{older}'>starsze</a>" if older else ""
    return f"<!doctype html><html lang=pl><meta charset=utf-8><body><main>{teasers}</main>{more}</body></html>"


def small_site(web: LocalWeb, names: str) -> LocalWeb:
    """Serve a site without robots.txt and without a REST list: a listing, and one article a letter of `names`."""
    web.override(HOST, r"^/robots.txt$", status=404)
    web.override(HOST, r"^/(wp-json|index\.php)", status=404)
    web.override(HOST, r"^/$", body=listing(*(f"/{name}" for name in names)))
    for day, name in enumerate(names, 1):
        web.override(HOST, rf"^/{name}$", body=article(f"Wiadomość {name.upper()}", published=f"2024-03-{day:02}"))
    return web
