"""Pages that answer 200 and keep us out: a CAPTCHA, a "checking your browser", a wall of a hosting company.

A page is one where a machine's challenge stands and next to nothing else: forms of ordinary pages have a CAPTCHA too.
The marks are those of the services that associations' hosts use: Cloudflare, hCaptcha, reCAPTCHA, Imperva, DDoS-Guard,
Sucuri, DataDome, PerimeterX, AWS WAF, SiteGround, Wordfence, Anubis, and plain walls of words.
"""

from __future__ import annotations

import re
from typing import Final

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response, TextResponse

from scraper.polish import folded

_MARKS: Final = re.compile(
    rb"captcha|/cdn-cgi/challenge-platform/|cf[-_]chl|cf-turnstile|challenges\.cloudflare\.com|data-sitekey|incapsula|ddos-guard|"
    rb"sucuri_cloudproxy|perimeterx|awswaf|wordfence|anubis_challenge|within\.website/x/cmd/anubis",
    re.I,
)
_WORDS: Final = re.compile(
    r"just a moment|attention required|checking (?:your browser|if the site connection is secure)|ddos protection|"
    r"verif(?:y|ying) (?:that )?you are (?:not a robot|human)|are you (?:a )?(?:human|robot)|unusual traffic|"
    r"enable javascript and cookies to continue|please enable js and disable any ad blocker|"
    r"jestes (?:robotem|czlowiekiem)|wykryto nietypowy ruch|weryfikacja przegladarki|"
    r"sprawdzamy (?:twoja )?przegladarke|overujeme,? (?:ze nejste robot|vas prohlizec)|sicherheitsuberprufung"
)
_DENIED: Final = re.compile(
    r"access (?:to this page has been )?denied|you have been blocked|request (?:was )?blocked|zostales zablokowany|"
    r"dostep (?:zostal )?(?:zablokowany|zabroniony)|pristup (?:byl )?(?:odepren|zablokovan)|zugriff verweigert"
)
"""Said to visitors without an account too, so a mark has to stand beside it."""
_MOST: Final = (120, 12)
"""Words and links that a page of a challenge has at most."""
_ALONE: Final = (60, 2)
"""Those of one that says nothing: many a small site loads a CAPTCHA on each of its pages."""


class BlockedPage(IgnoreRequest):
    """A page that keeps us out though it answers 200. The text is what it says."""


def wall_of(response: Response) -> str | None:
    """Return the words with which a page keeps us out, None for any other page."""
    if not isinstance(response, TextResponse) or len(response.body) > 300_000:
        return None
    marked = _MARKS.search(response.body) is not None
    if not marked and len(response.body) > 60_000:
        return None
    try:
        words = " ".join(response.xpath("//body//text()[not(ancestor::script or ancestor::style)]").getall()).split()
        title = " ".join(response.css("title::text").get("").split())
        links = response.css("a[href]")
    except ValueError:  # no page of HTML
        return None
    if len(words) > _MOST[0] or len(links) > _MOST[1]:
        return None
    said = folded(f"{title} {' '.join(words)}")
    if (found := _WORDS.search(said) or (_DENIED.search(said) if marked else None)) is not None:
        return found[0]
    alone = len(words) < _ALONE[0] and len(links) <= _ALONE[1] and not response.css("h1 ~ p, article")
    return "a challenge for browsers" if marked and alone else None


class Walls:
    """Spider middleware: a page that keeps us out goes no further, and is told as one that is blocked."""

    def process_spider_input(self, response: Response) -> None:
        """Raise BlockedPage for such a page."""
        if response.status == 200 and not _is_file_of_machines(response) and (words := wall_of(response)) is not None:
            raise BlockedPage(f"the server answered 200 with a page that keeps us out: {words!r}")


def _is_file_of_machines(response: Response) -> bool:
    kind = response.headers.get("Content-Type") or b""
    return b"json" in kind or (b"xml" in kind and b"xhtml" not in kind)
