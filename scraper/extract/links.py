"""The links of a body: as the page states them, absolute, in reading order, with their kind.

Links come from `href`, and bare addresses from one block's text at a time, so that nothing is glued
to the word after it.
"""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import unquote, urljoin

from scraper.article import Link, LinkKind
from scraper.extract.boilerplate import STOP_LINE
from scraper.extract.cloudflare import address_behind
from scraper.extract.outline import Block
from scraper.polish import folded

_ATTACHMENT: Final = re.compile(
    r"\.(?:pdf|docx?|odt|rtf|xlsx?|ods|csv|pptx?|pps|ppsx|odp|zip|rar|7z|txt|xml|epub|ics)$", re.I
)
_IMAGE: Final = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|bmp|tiff?)$", re.I)
_SHARE: Final = re.compile(
    r"(?:facebook\.com/(?:sharer|share\.php|dialog)|twitter\.com/(?:share|intent|home\?status)|x\.com/(?:intent|share)|"
    r"linkedin\.com/(?:shareArticle|sharing|cws/share)|plus\.google\.com/share|pinterest\.[a-z.]+/pin/create|wykop\.pl/(?:dodaj|remotelink)|"
    r"api\.whatsapp\.com/send|wa\.me/\?|t\.me/share|addtoany\.com|addthis\.com|sharethis\.com|reddit\.com/submit|tumblr\.com/(?:share|widgets/share)|"
    r"nk\.pl/sledzik|gadu-gadu\.pl/|printfriendly\.com|getpocket\.com/(?:save|edit)|news\.ycombinator\.com/submitlink|blip\.pl/dashboard|delicious\.com/(?:save|post)|digg\.com/submit|vk\.com/share)",
    re.I,
)
_SHARE_HINTS: Final = (
    "hare",
    "intent",
    "dialog",
    "home?status",
    "pin/create",
    "dodaj",
    "remotelink",
    "/send",
    "wa.me",
    "addtoany",
    "addthis",
    "submit",
    "sledzik",
    "gadu",
    "friendly",
    "pocket",
    "blip",
    "/save",
    "/post",
)
_BARE: Final = re.compile(r"(?<![\w@/.=])(?:https?://|www\.)[^\s<>\"'„”“«»|\\^`{}]+", re.I)
_TAIL: Final = re.compile(r"[.,;:!?…\])}>*'\"”’]+$")


def is_share(target: str) -> bool:
    """Whether an address shares the page with others."""
    return any(hint in target for hint in _SHARE_HINTS) and _SHARE.search(target) is not None


def _host(url: str) -> str:
    rest = url.partition("://")[2]
    for mark in "/?#":
        rest = rest.partition(mark)[0]
    return rest.rpartition("@")[2].lower().removeprefix("www.")


def is_file(href: str) -> bool:
    """Whether an address ends as that of a document to keep."""
    path = href.partition("?")[0].partition("#")[0]
    return "." in path[-6:] and _ATTACHMENT.search(unquote(path)) is not None


def kind_of(url: str, own_host: str) -> LinkKind | None:
    """Return the kind of an absolute address; None for what leads nowhere.

    `own_host` is the page's host without www, with its port where it has one.
    """
    if url[:7].lower() == "mailto:":
        return "email"
    if url[:4] not in ("http", "ftp:") or not (host := _host(url)):
        return None
    if is_file(url) and url.partition("?")[0].count("/") > 2:
        return "attachment"
    return "internal" if host == own_host else "outbound"


def absolute(href: str, base: str) -> str | None:
    """Return a link's target as an absolute address without white space, None for scripts and anchors."""
    href = "".join(href.split("\n")).strip().replace("\t", "").replace("\r", "")
    if (
        not href
        or href[0] == "#"
        or href[:11].lower() == "javascript:"
        or href[:4].lower() in ("tel:", "sms:", "data", "skyp")
    ):
        return None
    if "cdn-cgi/l/email-protection#" in href:
        address = address_behind(href.rsplit("#", 1)[1])
        return f"mailto:{address}" if address else None
    if href[:4].lower() == "www.":
        href = "http://" + href
    if href[:4] == "http" and "://" in href[:8] and "[" not in href:
        return href.replace(" ", "%20")
    if href[0] == "/" and href[1:2] != "/" and "/." not in href:
        scheme, _, rest = base.partition("://")
        return f"{scheme}://{rest.partition('/')[0]}{href}".replace(" ", "%20")
    try:
        target = urljoin(base, href)
    except ValueError:
        return None
    return target.replace(" ", "%20")


def base_of(url: str, base: str) -> str:
    """Return the address that a page's links start from: its own, or that of its `<base>`."""
    try:
        return urljoin(url, base) if base else url
    except ValueError:
        return url


def read_links(blocks: list[Block], url: str, base: str) -> tuple[Link, ...]:
    """Return the links of the body's blocks.

    Left out: addresses that share or print the page, links to a picture of the page's own gallery,
    links to the page itself.
    """
    where = base_of(url, base)
    own = _host(url)
    this = url.split("#")[0]
    found: list[Link] = []
    seen: set[tuple[str, str]] = set()
    bare_seen: set[str] = set()

    def add(target: str, text: str) -> None:
        kind = kind_of(target, own)
        if kind is None or len(found) >= 5000 or (target, text) in seen or is_share(target):
            return
        if kind == "internal" and target.split("#")[0] == this:
            return
        if (kind == "internal" or not text) and _IMAGE.search(target.split("?")[0]):
            return  # a picture of the page, enlarged
        seen.add((target, text))
        bare_seen.add(target.rstrip("/").removeprefix("http://").removeprefix("https://").removeprefix("www."))
        found.append(Link(position=len(found) + 1, url=target, text=text, kind=kind))

    for block in blocks:
        for anchor in block.anchors:
            if anchor.text and len(anchor.text) < 40 and STOP_LINE.match(folded(anchor.text)):
                target = absolute(anchor.href, where)
                if target is None or kind_of(target, own) != "outbound" or is_share(target):
                    continue
            if (target := absolute(anchor.href, where)) is not None:
                add(target, anchor.text)
        text = block.text
        if "http" in text or "www." in text:
            for match in _BARE.finditer(text):
                target = bare_address(match[0])
                plain = target.rstrip("/").removeprefix("http://").removeprefix("https://").removeprefix("www.")
                if plain not in bare_seen and not any(plain and plain in a.text for a in block.anchors):
                    add(target, target if match[0][:4].lower() == "http" else target[len("http://") :])
    return tuple(found)


def bare_address(text: str) -> str:
    """Return the address at the start of a text, without the sentence's marks at its end."""
    end = _TAIL.search(text)
    if end:
        tail = end[0]
        if ")" in tail and text.count("(") >= text.count(")"):
            tail = tail[tail.index(")") + 1 :]
        text = text[: len(text) - len(tail)] if tail else text
    return text if text[:4].lower() == "http" else "http://" + text


def page_image(first: Any, url: str, base: str) -> str | None:
    """Return the absolute address of a picture, None for none."""
    return absolute(str(first), base_of(url, base)) if first else None
