"""E-mail addresses that Cloudflare hides from readers without a script.

Source: Cloudflare's email-decode.min.js. The code is in hexadecimal figures, its first byte the key of the others; it
stands in `data-cfemail`, or behind "#" in the address of a link.
"""

from __future__ import annotations

import re
from typing import Any, Final

_ADDRESS: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def address_behind(code: str) -> str | None:
    """Return the address that a code hides, None when it hides none."""
    try:
        key, *rest = bytes.fromhex(code)
        address = bytes(b ^ key for b in rest).decode("utf-8")
    except (ValueError, UnicodeDecodeError):
        return None
    return address if _ADDRESS.fullmatch(address) else None


HIDDEN: Final = "__cf_email__"
"""The class of an element that stands where an address stood."""


def uncover(element: Any) -> None:
    """Put a hidden address back where it stood, as a link."""
    address = address_behind(element.get("data-cfemail") or "")
    if address is None:
        return
    for child in list(element):
        element.remove(child)
    element.text = address
    if next(element.iterancestors("a"), None) is None:
        element.tag = "a"
        element.set("href", f"mailto:{address}")
