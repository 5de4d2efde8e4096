"""E-mail addresses that Cloudflare hides from readers without a script.

Source: Cloudflare's email-decode.min.js. The code is in hexadecimal figures, its first byte the key of the others; it
stands in `data-cfemail`, or behind "#" in the address of a link.
"""

from __future__ import annotations

import re
from itertools import islice
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


def uncover_addresses(root: Any) -> None:
    """Put hidden addresses back where they stood in the tree, each as a link."""
    for node in list(islice(root.iter("a", "span"), 50_000)):
        if (code := node.get("data-cfemail")) and (address := address_behind(code)):
            for child in list(node):
                node.remove(child)
            node.text = address
            if next(node.iterancestors("a"), None) is None:
                node.tag = "a"
                node.set("href", f"mailto:{address}")
