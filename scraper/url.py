"""Addresses: what of one names the page and what is noise.

Only noise that is known is dropped: a query can be the identity of an article (`?p=123`, `?soid=...`).
"""

from __future__ import annotations

import contextlib
import re
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlsplit, urlunsplit

from scraper.article import AddressReason

_TRACKING: Final = re.compile(
    r"(?:utm_\w+|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|igshid|mc_cid|mc_eid|_ga|_gl|_hsenc|_hsmi|mkt_tok|"
    r"fb_action_ids|fb_action_types|fb_source|fb_ref|action_object_map|action_type_map|action_ref_map|ref_src|ref_url|"
    r"pk_campaign|pk_kwd|mtm_\w+|piwik_\w+|matomo_\w+|_openstat|cmpid|wt_mc|spm|s_cid|ncid|xtor|at_medium|at_campaign|replytocom|doing_wp_cron)",
    re.I,
)
_SESSION: Final = re.compile(
    r"(?:phpsessid|jsessionid|aspsessionid\w*|sid(?=$)|sessionid|session_id|cfid|cftoken|osCsid|zenid)", re.I
)
_SESSION_VALUE: Final = re.compile(r"[0-9a-z,-]{16,128}", re.I)
_VIEW: Final = re.compile(
    r"(?:contrast|kontrast|wcag|font_?size|fontsize|czcionka|high_?contrast|noamp|nomobile|jezykmig)", re.I
)
_PRINT: Final = {
    "print": None,
    "printable": None,
    "drukuj": None,
    "wydruk": None,
    "druk": None,
    "tmpl": "component",
    "layout": "default",
    "format": "print",
    "view": "print",
    "printversion": None,
    "print_version": None,
    "do": "print",
}
_PRINT_PATH: Final = re.compile(r"/(?:print|drukuj|druk|wydruk)(?=/|$)", re.I)
_PATH_SESSION: Final = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#;]*", re.I)
_JOOMLA: Final = ("option", "view", "layout", "id", "catid", "Itemid")
_INDEX: Final = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?|jsp)$", re.I)
_ITEM: Final = re.compile(
    r"(?!(?:comment|komentar|respon|reply|c|cite|fn|note|page|str|strona|zdj|foto|img|slide|tab|section|h)\W*\d)[a-z]{0,12}[-_.]?\d{1,10}|.*:~:text=.+",
    re.I,
)
"""A fragment that names a record, "n444", and no comment, note, picture or chapter; and any text fragment."""
_PORTS: Final = {"http": 80, "https": 443}
_UNRESERVED: Final = re.compile(r"%[0-9A-Fa-f]{2}")


def _host(netloc: str, scheme: str) -> str:
    """Lower-case host, without default port, user or trailing dot; an international name in ASCII."""
    host = netloc.rsplit("@", 1)[-1].lower()
    name, _, port = host.rpartition(":") if re.search(r":\d*$", host) else (host, "", "")
    name = (name or host).rstrip(".")
    if not name.isascii():
        with contextlib.suppress(UnicodeError):
            name = name.encode("idna").decode("ascii")
    return name if not port or _PORTS.get(scheme) == int(port) else f"{name}:{int(port)}"


def _tidy_path(path: str) -> str:
    """Percent-encode what must be, upper-case the codes, decode those of plain characters, resolve dots."""

    def one(match: re.Match[str]) -> str:
        letter = chr(int(match[0][1:], 16))
        return letter if letter.isascii() and (letter.isalnum() or letter in "-._~") else match[0].upper()

    path = _UNRESERVED.sub(one, quote(path, safe="/%:@!$&'()*+,;=~-._"))
    if "/." in path:
        kept: list[str] = []
        pieces = path.split("/")
        for piece in pieces:
            if piece == "..":
                if len(kept) > 1:
                    kept.pop()
            elif piece != ".":
                kept.append(piece)
        path = "/".join(kept) + ("/" if pieces[-1] in (".", "..") and kept[-1:] != [""] else "")
    return path or "/"


def _is_print(name: str, value: str) -> bool:
    wanted = _PRINT.get(name.lower(), False)
    return wanted is not False and (wanted is None or value.lower() == wanted)


def _noise(query: str) -> tuple[list[tuple[str, str, str]], set[AddressReason]]:
    """Split a query into the parameters that name the page (name, value, as written) and why others went."""
    kept: list[tuple[str, str, str]] = []
    reasons: set[AddressReason] = set()
    written = [piece for piece in re.split("[&;]", query) if piece] if "=" in query else ([query] if query else [])
    names = {unquote(p.partition("=")[0]).lower() for p in written}
    printing = (
        bool(names & {"print", "printable", "drukuj", "wydruk", "druk", "printversion", "print_version"})
        or "tmpl" in names
    )
    for piece in written:
        name, _, value = piece.partition("=")
        name, value = unquote(name), unquote(value)
        if (
            _TRACKING.fullmatch(name)
            or _VIEW.fullmatch(name)
            or (_SESSION.fullmatch(name) and _SESSION_VALUE.fullmatch(value))
        ):
            reasons.add("tracking")
        elif (name.lower() == "amp" and value.lower() in ("", "1", "true")) or (
            name.lower() == "outputtype" and value.lower() == "amp"
        ):
            reasons.add("amp")
        elif (
            _is_print(name, value)
            and (printing or name.lower() != "layout")
            and not (
                name.lower() in ("print", "drukuj", "druk", "wydruk")
                and len(written) == 1
                and re.fullmatch(r"\d{2,}", value)
            )
        ):
            reasons.add("print")
        else:
            kept.append((name, value, piece))
    if "print" in reasons:  # Joomla's print link ends in an empty number of the part
        kept = [one for one in kept if one[:2] != ("page", "")]
    return kept, reasons


def canonical_url(url: str) -> str:
    """Return the address without known noise.

    Dropped: tracking, session, contrast, print and AMP switches, the fragment, unless it names news that has no page
    of its own (`item_url`), the default port;
    scheme and host in lower case. Scheme, www and trailing slash stay as the site serves them; the
    order of a query stays, but for that of Joomla. An address that is not http(s) comes back stripped of white space.
    Idempotent. Never raises.
    """
    url = url.strip()
    try:
        parts = urlsplit(url)
        scheme = parts.scheme.lower()
        if scheme not in _PORTS or not parts.netloc:
            return url
        host = _host(parts.netloc, scheme)
    except ValueError:
        return url
    kept = _as_joomla_writes(_noise(parts.query)[0])
    path = _tidy_path(_PATH_SESSION.sub("", parts.path))
    path = _amp_path(path)
    query = "&".join(quote(piece, safe="=%:@!$'()*+,;/?~-._[]") for _, _, piece in kept)
    return urlunsplit((scheme, host, path, query, parts.fragment if _ITEM.fullmatch(parts.fragment) else ""))


def item_url(page: str, anchor: str | None, title: str) -> str:
    """Return the address of a piece of news that stands on a page with others: the page's with the `anchor` that leads
    to it, and, where there is none or it tells no number, with a text fragment that does (a browser jumps to both).
    """
    page = canonical_url(page.partition("#")[0])
    if anchor is not None and _ITEM.fullmatch(anchor):
        return f"{page}#{anchor}"
    words = title if len(title) <= 80 else title[:80].rpartition(" ")[0]
    named = quote(anchor or "", safe="-._")
    return f"{page}#{named}:~:text={quote(words, safe='').replace('-', '%2D')}"


def _as_joomla_writes(query: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Return a query of Joomla in the order of its own links: those to print and to send an article have another, and
    are all that leads to some."""
    values = {name: value for name, value, _ in query}
    if not values.get("option", "").startswith("com_") or not {"view", "id"} <= values.keys():
        return query
    ranks = {name: rank for rank, name in enumerate(_JOOMLA)}
    ordered = sorted(query, key=lambda one: ranks.get(one[0], len(ranks)))
    return [(n, v, f"{n}={v}" if n in ranks and "&" not in v and "%" not in v else piece) for n, v, piece in ordered]


def _amp_path(path: str) -> str:
    """Return the path without a last `/amp` step, where something is left to name the page."""
    bare = path.rstrip("/")
    if bare.endswith("/amp") and bare.count("/") > 1:
        return bare[: -len("amp")]
    return path


def address_key(url: str) -> str:
    """Return one key for the addresses that lead to the same page.

    Equal for http and https, with and without www, a trailing slash, index.html or index.php at the
    end, any order of the query. For comparing only: it is no address.
    """
    parts = urlsplit(canonical_url(url))
    host = parts.netloc.removeprefix("www.")
    if parts.scheme in _PORTS and host.endswith((":80", ":443")):
        host = host.rpartition(":")[0]
    path = _INDEX.sub("/", parts.path).rstrip("/")
    query = (
        "&".join(sorted(f"{n}={v}" for n, v in parse_qsl(parts.query, keep_blank_values=True)))
        if "=" in parts.query
        else parts.query
    )
    return f"{host}{path}" + (f"?{query}" if query else "") + (f"#{parts.fragment}" if parts.fragment else "")


def variant_reason(url: str) -> AddressReason | None:
    """Return why an address is a variant of another ("print", "amp", "tracking"), None for a plain one."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    _, reasons = _noise(parts.query)
    if "print" in reasons or _PRINT_PATH.search(parts.path):
        return "print"
    if (
        "amp" in reasons
        or (parts.path.rstrip("/").endswith("/amp") and parts.path.count("/") > 1)
        or "/amp/" in parts.path
    ):
        return "amp"
    if reasons or _PATH_SESSION.search(parts.path):
        return "tracking"
    return None
