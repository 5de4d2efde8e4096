"""Say what a reader should see of the site: truth.jsonl, one article, page or event a line.

truth.py CONTENT.json ADDRESSES.json > truth.jsonl        (addresses.json is what import.php wrote)
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from markup import links, plain, texts


def kind_of(target: str, bare: bool) -> str:
    """Return the kind of a link by its target as written."""
    if bare:
        return "bare"
    if target.startswith("mailto:"):
        return "mailto"
    if "@@" in target:
        return "file" if ":file-" in target else "internal"
    return "external"


def record(entry: dict[str, Any], addresses: dict[str, Any], authors: dict[str, str]) -> dict[str, Any]:
    url = addresses["url"][entry["key"]]
    body: list[str] = []
    parts: dict[str, list[str]] = {"table_cells": [], "captions": [], "images": []}
    found: list[dict[str, str]] = []
    for block in entry["blocks"]:
        for text in texts(block):
            (parts["table_cells"] if block["type"] == "table" else body).append(plain(text))
            for target, label, bare in links(text):
                address = re.sub(r"@@(\w+):([^@]+)@@", lambda match: addresses[match[1]][match[2]], target)
                found.append({"url": urljoin(url, address), "text": label, "kind": kind_of(target, bare)})
        if block["type"] == "quote":
            parts["captions"].append(block["by"])
        if block["type"] == "image":
            parts["images"].append(addresses["url"][block["image"]])
            parts["captions"] += [block["caption"]] if block["caption"] else []
    of = {name: addresses["url"].get(entry.get(name)) for name in ("duplicate_of", "translation_of")}
    return {
        "url": url,
        "id": entry["key"],
        "title": entry["title"],
        "date_published": entry["published"],
        "date_modified": entry["modified"],
        "body": body,
        **parts,
        "links": found,
        "is_article": entry["kind"] in ("news", "english"),
        "kind": entry["kind"],
        **of,
        "lang": entry["lang"],
        "author": authors[entry["author"]],
        "categories": entry.get("categories", []),
        "tags": entry.get("tags", []),
        "event_dates": entry.get("event_dates", []),
        "comments": [comment["text"] for comment in entry.get("comments", [])],
        "pages": entry.get("pages", 1),
    }


if __name__ == "__main__":
    content, known = (json.loads(Path(name).read_text(encoding="utf-8")) for name in sys.argv[1:3])
    for entry in content["posts"] + content["pages"] + content["events"]:
        print(json.dumps(record(entry, known, content["authors"]), ensure_ascii=False))
