"""What owners reserve: kept with each article, and what a site's tdmrep.json says kept beside (`tdm_rules`).

The file speaks of all pages of the site at once. So a change of it is written to every article in the same
transaction, and an article that is saved later is asked for there.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scraper.article import Article, Right
from scraper.rights import reserved
from scraper.tdmrep import Rule, right_of

if TYPE_CHECKING:
    from scraper.archive.store import Archive


def host_of(url: str) -> str:
    """Return the host that a tdmrep.json speaks for: with its port, without ``www.``."""
    return urlsplit(url).netloc.rpartition("@")[2].lower().removeprefix("www.")


def completed(conn: sqlite3.Connection, site: str, article: Article) -> Article:
    """Return an article with what the file of its site says of it."""
    rules = _rules(conn, site, host_of(article.url))
    own = tuple(right for right in article.rights if right.source != "tdmrep.json")
    said = right_of(rules, article.url) if rules else None
    return replace(article, rights=(*own, said) if said is not None else own)


def columns(rights: Sequence[Right]) -> dict[str, object]:
    """Return the columns of a row that the rights fill."""
    plain = [{name: value for name, value in asdict(right).items() if value is not None} for right in rights]
    return {"rights": json.dumps(plain, ensure_ascii=False) if plain else None, "reserved": reserved(rights)}


def note_rules(archive: Archive, site: str, host: str, rules: Sequence[Rule], moment: str) -> int:
    """Write down what the file of a host says now, and what that makes of the articles; return how many it changed."""
    if list(_rules(archive.conn, site, host)) == list(rules):
        return 0
    with archive.transaction() as conn:
        conn.execute("DELETE FROM tdm_rules WHERE site = ? AND host = ?", (site, host))
        conn.executemany(
            """INSERT INTO tdm_rules (site, host, position, location, reservation, policy, seen_at)
            VALUES (?, ?, ?, ?, ?, ?, ?)""",
            [
                (site, host, number, rule.location, rule.reservation, rule.policy, moment)
                for number, rule in enumerate(rules, 1)
            ],
        )
        changed = 0
        for row in conn.execute("SELECT id, url, rights, reserved FROM articles WHERE site = ?", (site,)).fetchall():
            if host_of(row["url"]) != host:
                continue
            read = [Right(**one) for one in json.loads(row["rights"] or "[]")]
            now = columns(completed(conn, site, Article(url=row["url"], rights=tuple(read))).rights)
            if now != {"rights": row["rights"], "reserved": row["reserved"]}:
                conn.execute(
                    "UPDATE articles SET rights = :rights, reserved = :reserved WHERE id = :id", now | {"id": row["id"]}
                )
                changed += 1
    return changed


def left_out(archive: Archive, site: str | None = None) -> Counter[str]:
    """Return how many articles are reserved, of one site or of all, by reason."""
    rows = archive.query(
        """SELECT reserved, count(*) AS n FROM articles WHERE reserved IS NOT NULL AND site = coalesce(?, site)
        GROUP BY reserved""",
        (site,),
    )
    return Counter({row["reserved"]: row["n"] for row in rows})


def _rules(conn: sqlite3.Connection, site: str, host: str) -> tuple[Rule, ...]:
    rows = conn.execute(
        "SELECT location, reservation, policy FROM tdm_rules WHERE site = ? AND host = ? ORDER BY position",
        (site, host),
    )
    return tuple(Rule(row["location"], row["reservation"], row["policy"]) for row in rows)
