"""Which reader made a text: the package's version and a digest of the rules themselves."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from scraper import __version__


@cache
def reader_version() -> str:
    """Return the version of the reader, as ``0.1.0+3fa9c1d2``: it changes with any rule, and nobody has to remember it.

    The digits are the first 8 of SHA-256 over the sources of this package and of what it knows of Polish.
    """
    here = Path(__file__).resolve().parent
    digest = hashlib.sha256()
    for path in sorted([*here.glob("*.py"), here.parent / "polish.py", here.parent / "url.py"]):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return f"{__version__}+{digest.hexdigest()[:8]}"
