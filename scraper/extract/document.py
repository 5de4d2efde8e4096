"""From bytes to a tree: decode by the bytes, parse once.

Old Polish pages lie about their encoding: header and meta say one thing, the bytes another. With the
language known, a choice between three encodings by the letters is right where every detector fails.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from lxml import etree

from scraper.polish import POLISH_LETTERS

LIMIT: Final = 16 * 1024 * 1024
"""Longest page that is read, in bytes."""


class NotAnArticle(ValueError):  # noqa: N818  a name of the contract
    """The bytes are no HTML page: a PDF, a picture, an archive, a feed."""


class NotHtml(NotAnArticle):
    """The bytes are those of a file of another kind, whatever the server calls them."""


class FramePage(NotAnArticle):
    """The page has no text of its own: it only says which others (`frames`, as written) stand side by side."""

    def __init__(self, url: str, frames: list[str]):
        super().__init__(f"{url}: a page of frames; read the one with the text: {', '.join(frames[:5])[:300]}")
        self.frames = frames


class Unreadable(ValueError):  # noqa: N818  a name of the contract
    """The bytes are too many, or no tree can be made of them."""


@dataclass(frozen=True, slots=True)
class Document:
    """A page, parsed once. `root` is its tree, `encoding` what the bytes were read as; `microdata` and
    `rdfa` are False when no element can bear them."""

    root: Any
    url: str
    encoding: str
    microdata: bool = True
    rdfa: bool = True


_META_CHARSET = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w-]{3,40})""", re.I)
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w-]{3,40})""", re.I)
_XML_PROLOG = re.compile(r"^\s*<\?xml[^>]*\?>", re.I)
_HEADER_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w-]{3,40})""", re.I)
_BAD_UTF8 = re.compile(rb"[\xc2-\xf4][\x80-\xbf]{1,3}")
_DOUBLED = re.compile(
    "[ÄĹĂĂÅâ][\x80-\xbf€‚„…†‡‰Š‹ŚŤŽŹ‘’“”•–—™š›śťžź ˇ˘Ł¤Ą¦§¨©Ş«¬®Ż°±˛ł´µ¶·¸ąş»Ľ˝ľżˆ˜¢£¥ª²³¹º¼½¾¿ƒŒœŸ¡]"
)
_LANG_PL = re.compile(rb"""<html[^>]{0,300}?lang\s*=\s*["']?pl\b|content-language["'][^>]{0,60}?pl\b""", re.I)
_LANG = re.compile(rb"""<html[^>]{0,300}?lang\s*=\s*["']?([a-z]{2})\b""", re.I)

_C1 = frozenset(map(chr, range(0x80, 0xA0)))
_USUAL = frozenset("„”“’‘–—…«»°§•·®©€ áéöüÁÉÖÜäÄßčšžČŠŽřťďňěíúůýćôľ\xa0\xad´×")

_MAGIC: Final = (b"%PDF-", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"Rar!")


_MARKS: Final = {
    code: letter
    for code in range(0x80, 0xA0)
    if (letter := bytes([code]).decode("cp1250", "ignore")) and not letter.isalpha()
}


def _score(text: str) -> int:
    """How Polish the letters beyond ASCII are: +2 a Polish letter, +1 usual marks, -5 anything else."""
    points = 0
    for letter, times in Counter(text).items():
        if letter < "\x80":
            continue
        if letter in POLISH_LETTERS:
            points += 2 * times
        elif letter in _C1 or letter not in _USUAL:
            points -= 5 * times
        else:
            points += times
    return points


_ASCII: Final = bytes(range(0x80))
_NO_MARKS: Final = bytes(set(range(0x100)) - set(range(0x80, 0xA0)))


def _eight_bit(html: bytes) -> tuple[str, str, int]:
    """Read bytes that are not UTF-8 as the better of windows-1250 and ISO-8859-2. Returns text, name, points."""
    high = html[:400_000].translate(None, _ASCII)
    points = {name: _score(high.decode(name, "replace")) for name in ("iso-8859-2", "cp1250")}
    name = "cp1250" if points["cp1250"] >= points["iso-8859-2"] else "iso-8859-2"
    # the five bytes that windows-1250 leaves undefined become spaces, not U+FFFD
    # editors put dashes and quotes of windows-1250 into ISO pages too, where ISO has control codes
    if name == "cp1250":
        text = html.decode(name, "replace").replace("\ufffd", " ")
    else:
        text = html.decode(name)
        for code in set(html.translate(None, _NO_MARKS)):
            text = text.replace(chr(code), _MARKS.get(code, chr(code)))
    return text, "windows-1250" if name == "cp1250" else name, points[name]


def _declared(html: bytes, headers: Mapping[str, str] | None) -> list[str]:
    found = []
    for key, value in (headers or {}).items():
        if key.lower() == "content-type" and (m := _HEADER_CHARSET.search(str(value))):
            found.append(m[1])
    for pattern in (_XML_ENCODING, _META_CHARSET):
        if match := pattern.search(html[:4096]):
            found.append(match[1].decode("ascii", "replace"))
    return [name.lower() for name in found]


def _mend_doubled(text: str) -> str:
    """Undo UTF-8 that was read as an 8-bit page and encoded again ("Ĺ‚" for "ł"), line by line where it fits."""
    if not any(mark in text for mark in "ÄĹĂÅ"):
        return text
    marks = len(_DOUBLED.findall(text[:200_000]))
    if marks < 3 or marks < 2 * sum(text.count(c) for c in "ąęłśżćńóź"):
        return text
    for name in ("cp1250", "iso-8859-2", "cp1252", "latin-1"):
        lines, mended = text.split("\n"), 0
        for i, line in enumerate(lines):
            if not line.isascii():
                try:
                    lines[i] = line.encode(name).decode("utf-8")
                    mended += 1
                except UnicodeError:
                    pass
        if mended:
            better = "\n".join(lines)
            if len(_DOUBLED.findall(better[:200_000])) < marks / 4:
                return better
    return text


def decode(html: bytes, headers: Mapping[str, str] | None = None, encoding: str | None = None) -> tuple[str, str]:
    """Return the text of a page and the name of the encoding it was read in.

    UTF-8 is tried strictly, then with single bad bytes forgiven; else windows-1250 or ISO-8859-2 by
    their letters, whatever header and meta claim. A page that is not Polish and declares another
    8-bit encoding is read in that. `encoding` (a profile's) overrides everything.
    """
    if encoding:
        try:
            return html.decode(encoding, "replace"), encoding
        except LookupError:
            pass
    if html.startswith((b"\xff\xfe", b"\xfe\xff")):
        return html.decode("utf-16", "replace"), "utf-16"
    if html.startswith(b"\xef\xbb\xbf"):
        html = html[3:]
    try:
        text = html.decode("utf-8")
        return _mend_doubled(text), "utf-8"
    except UnicodeDecodeError:
        pass
    # One bad byte must not turn a UTF-8 page to 8 bits: sequences that are whole outvote those that are not.
    whole = _BAD_UTF8.findall(html)
    lone = len(html.translate(None, _ASCII)) - sum(map(len, whole))
    # a bad mark stands for three bytes at most, so the dear count is left out where it can change nothing
    if len(whole) >= lone and len(whole) >= 3 * html.decode("utf-8", "replace").count("\ufffd"):
        return _patch(html), "utf-8"
    text, name, points = _eight_bit(html)
    declared = [d for d in _declared(html, headers) if d.replace("_", "-") not in _TWO]
    lang = _LANG.search(html[:4096])
    foreign = lang is not None and lang[1].lower() not in (b"pl", b"cs", b"sk", b"hu", b"sl", b"hr")
    if (points < 0 or foreign) and not _LANG_PL.search(html[:4096]):
        for other in declared:
            if other not in ("utf-8", "utf8"):
                try:
                    return html.decode(other), other
                except (LookupError, UnicodeDecodeError):
                    continue
        from bs4.dammit import EncodingDetector

        for other in EncodingDetector(html[:200_000], is_html=True).encodings:
            if other.replace("_", "-") not in _TWO:
                try:
                    return html.decode(other), other
                except (LookupError, UnicodeDecodeError):
                    continue
    return text, name


_TWO: Final = frozenset(
    ("iso-8859-2", "iso8859-2", "latin2", "latin-2", "l2", "windows-1250", "cp1250", "cp-1250", "x-cp1250")
)


def _patch(html: bytes) -> str:
    """Decode UTF-8 in which single bytes are of an 8-bit page: those are read as windows-1250."""
    parts, rest = [], html
    for _ in range(2000):
        try:
            parts.append(rest.decode("utf-8"))
            return "".join(parts)
        except UnicodeDecodeError as error:
            parts.append(rest[: error.start].decode("utf-8"))
            parts.append(rest[error.start : error.start + 1].decode("cp1250", "replace").replace("\ufffd", " "))
            rest = rest[error.start + 1 :]
    return "".join(parts) + rest.decode("utf-8", "replace")


def _is_plain_utf8(html: bytes) -> bool:
    """Whether bytes are UTF-8 as they stand: legal, not encoded twice, without a mark at the start. In pieces: the
    text of a whole page, made only to be thrown away, costs more than to look at it."""
    if html.isascii():
        return True
    if html.startswith(b"\xef\xbb\xbf"):
        return False
    decoder = _Utf8Decoder()
    try:
        for start in range(0, len(html), _PIECE):
            piece = decoder.decode(html[start : start + _PIECE], start + _PIECE >= len(html))
            if "Ä" in piece or "Ĺ" in piece or "Ă" in piece or "Å" in piece:
                return _mend_doubled(text := html.decode("utf-8")) is text
    except UnicodeDecodeError:
        return False
    return True


_Utf8Decoder: Final = codecs.getincrementaldecoder("utf-8")
_PIECE: Final = 16 * 1024


_PARSER: Final = etree.HTMLParser(
    encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, collect_ids=False
)
_RDFA: Final = (b"schema:", b"purl.org/dc", b"rdfa", b"RDFa")
"""A page with RDFa names its vocabularies at its start, one with RDFa Lite its types where they stand."""


def parse(html: bytes, url: str, *, headers: Mapping[str, str] | None = None, encoding: str | None = None) -> Document:
    """Decode and parse a page.

    Raises NotAnArticle for bytes that are no HTML, FramePage for a page of nothing but frames, Unreadable for more than
    `LIMIT` bytes or when no tree comes out.
    """
    if len(html) > LIMIT:
        raise Unreadable(f"{url}: {len(html)} bytes, more than {LIMIT}")
    start = html[:64].lstrip()
    if start.startswith(_MAGIC):
        raise NotHtml(f"{url}: not a page of HTML ({start[:8]!r})")
    if encoding is None and b"\0" not in html and not start.startswith(b"<?xml") and _is_plain_utf8(html):
        data, name = html, "utf-8"
    else:
        text, name = decode(html, headers, encoding)
        text = text.replace("\0", "")
        # an XML prolog with another encoding would make libxml2 read the text again
        data = (_XML_PROLOG.sub("", text[:400], count=1) + text[400:]).encode("utf-8", "surrogatepass")
    if not data or data.isspace():
        raise NotAnArticle(f"{url}: empty")
    try:
        root = etree.fromstring(data, _PARSER)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise Unreadable(f"{url}: {error}") from error
    if root is None:
        raise NotAnArticle(f"{url}: no element in the page")
    if next(root.iter("frame"), None) is not None and next(root.iter("p", "table", "div"), None) is None:
        raise FramePage(url, [node.get("src") or "?" for node in root.iter("frame")])
    head = html[:4096]
    return Document(
        root=root,
        url=url,
        encoding=name,
        microdata=b"itemprop" in html,
        rdfa=b"typeof=" in html or any(name in head for name in _RDFA),
    )
