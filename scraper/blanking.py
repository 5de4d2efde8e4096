"""A page with the words of what was forgotten blanked: the same for a file that is written anew, for an answer that
comes with the next crawl, and for a page of another's archive."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from scraper import warc
from scraper.erasure import Traces
from scraper.extract.document import decode
from scraper.warc import HeaderLines

_OF_A_BODY: Final = (b"content-encoding", b"content-length", b"etag", b"content-md5", b"digest")
"""Header lines that hold of one body only."""
_NO_TEXT: Final = (b"image/", b"audio/", b"video/", b"font/")


def text_of(body: bytes, lines: HeaderLines) -> tuple[str, str]:
    """Return the text of a page, out of its content encoding, and the encoding of its letters."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in lines}
    return decode(warc.decoded(body, lines), headers)


def blanked(traces: Traces, body: bytes, lines: HeaderLines) -> tuple[bytes, HeaderLines] | None:
    """Return body and header lines of a page without the words; None where they do not stand in it.

    The new body has no content encoding, and the headers that told of the old one are gone.
    """
    if not traces or not body or _is_no_text(lines):
        return None
    text, encoding = text_of(body, lines)
    if not traces.stands_in(text):
        return None
    return traces.blanked(text).encode(encoding, "xmlcharrefreplace"), tuple(
        line for line in lines if line[0].lower() not in _OF_A_BODY
    )


def blanked_note(traces: Traces, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a record says of itself without the words: a list may have said the headline of a page."""
    told = json.dumps(asked, ensure_ascii=False)
    return json.loads(traces.blanked(told)) if traces.stands_in(told) else asked


def _is_no_text(lines: HeaderLines) -> bool:
    return any(name.lower() == b"content-type" and value.lower().startswith(_NO_TEXT) for name, value in lines)
