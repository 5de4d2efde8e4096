"""Pages of our own writing in the layouts of many systems, each with its truth beside it.

`pages/<name>.html` is the page as bytes (some in ISO-8859-2 or windows-1250, some with a wrong label);
`pages/<name>.json` says its system, address, language, title, day of publication (null where the page says none),
body line by line without captions, and the links of its text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PAGES = Path(__file__).parent / "pages"


@dataclass(frozen=True)
class Layout:
    """One page and what it says. `published` is a day or None, `links` are absolute and in reading order, `captions`
    may stand in a body or not."""

    name: str
    system: str
    url: str
    language: str
    html: bytes
    title: str
    published: str | None
    body: tuple[str, ...]
    links: tuple[str, ...]
    captions: tuple[str, ...] = ()


def layouts() -> Iterator[Layout]:
    """Yield every page, by name."""
    for path in sorted(PAGES.glob("*.json")):
        said = json.loads(path.read_text(encoding="utf-8"))
        yield Layout(
            name=path.stem,
            html=path.with_suffix(".html").read_bytes(),
            **{**said, "body": tuple(said["body"]), "links": tuple(said["links"])},
        )
