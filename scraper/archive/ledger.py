"""The ledger: every address that any way into a site has named, and what became of it.

An address is stored (an article leads there), excluded (with the reason) or missing. `ledger` keeps what was heard and
decided; whether an article is stored is asked of the articles themselves, so that the two cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from scraper.archive.opened import Row, now
from scraper.archive.store import Archive
from scraper.url import address_key

Way = Literal["rest", "feed", "sitemap", "list", "link"]
"""How an address was heard of; `link` is a link anywhere on a page but in a list."""
WAYS: Final[tuple[Way, ...]] = ("rest", "feed", "sitemap", "list", "link")


@dataclass(slots=True)
class Named:
    """An address as the ways in named it. `month` is that of the publication where a way says it (``2024-05``); `kind`
    what reading it showed; `gave` how many articles it named first, if it is a list; `reason` why it is excluded."""

    url: str
    ways: set[Way] = field(default_factory=set)
    month: str | None = None
    kind: Literal["article", "list", "other"] | None = None
    gave: int = 0
    reason: str | None = None


def write(archive: Archive, site: str, named: Iterable[Named]) -> None:
    """Write down what a run heard, in one transaction. What it did not hear of stays. Raises sqlite3.Error."""
    moment = now()
    with archive.transaction() as conn:
        for one in named:
            key = address_key(one.url)
            conn.execute(
                """INSERT INTO ledger (site, address_key, url, kind, month, gave, reason, first_named, last_named)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (site, address_key) DO UPDATE SET kind = coalesce(excluded.kind, kind),
                    month = coalesce(excluded.month, month), gave = max(gave, excluded.gave), reason = excluded.reason,
                    last_named = excluded.last_named""",
                (site, key, one.url, one.kind, one.month, one.gave, one.reason, moment, moment),
            )
            conn.executemany(
                "INSERT INTO ledger_ways (site, address_key, way) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                [(site, key, way) for way in sorted(one.ways)],
            )


def note_way(archive: Archive, site: str, url: str, way: Way, *, named: int, says: int | None = None) -> int:
    """Write down that a way in was asked, how many articles it named, and how many it says there are; return the most
    that it named before.

    Each time that it names none, what it named before is remembered by half: an owner who empties a feed for good is
    told of a few times, not for ever.
    """
    with archive.transaction() as conn:
        row = conn.execute("SELECT named FROM ways WHERE site = ? AND url = ?", (site, url)).fetchone()
        conn.execute(
            """INSERT INTO ways (site, url, way, says, named, asked_at) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (site, url) DO UPDATE SET way = excluded.way, says = excluded.says,
                named = iif(excluded.named, max(named, excluded.named), named / 2), asked_at = excluded.asked_at""",
            (site, url, way, says, named, now()),
        )
    return 0 if row is None else int(row["named"])


def named_by(archive: Archive, site: str, way: Way) -> list[str]:
    """Return the addresses of articles that stand, and are not known to be gone, that a way in has named."""
    rows = archive.query(
        """SELECT a.url FROM ledger_ways w JOIN articles a ON a.address_key = w.address_key
        WHERE w.site = ? AND w.way = ? AND a.gone_at IS NULL ORDER BY a.id""",
        (site, way),
    )
    return [row["url"] for row in rows]


def entry(archive: Archive, site: str, key: str) -> Row | None:
    """Return what the ledger of a site says of an address, by its key."""
    row: Row | None = archive.conn.execute(
        "SELECT * FROM ledger WHERE site = ? AND address_key = ?", (site, key)
    ).fetchone()
    return row


def by_way(archive: Archive, site: str) -> list[dict[str, Any]]:
    """Return one row a way in: how many addresses it named, and what became of them."""
    rows = archive.query(
        """SELECT w.way, count(*) AS named, sum(c.state = 'stored') AS stored, sum(c.state = 'excluded') AS excluded,
            sum(c.state = 'missing') AS missing
        FROM ledger_ways w JOIN ledger l ON l.site = w.site AND l.address_key = w.address_key
        JOIN coverage c ON c.site = l.site AND c.url = l.url
        WHERE w.site = ? GROUP BY w.way ORDER BY w.way""",
        (site,),
    )
    return [dict(row) for row in rows]


def by_month(archive: Archive, site: str) -> list[dict[str, Any]]:
    """Return one row a month: the articles stored, and the addresses that a way in dates there and are missing."""
    rows = archive.query(
        """SELECT month, sum(stored) AS stored, sum(missing) AS missing FROM (
            SELECT substr(published, 1, 7) AS month, 1 AS stored, 0 AS missing FROM articles WHERE site = :site
            UNION ALL SELECT month, 0, 1 FROM coverage WHERE site = :site AND state = 'missing'
        ) GROUP BY month ORDER BY month DESC""",
        {"site": site},
    )
    return [dict(row) for row in rows]


def excluded_by_reason(archive: Archive, site: str) -> list[dict[str, Any]]:
    """Return the reasons why addresses were left out, with how many and one of them."""
    rows = archive.query(
        """SELECT reason, count(*) AS addresses, min(url) AS example FROM coverage
        WHERE site = ? AND state = 'excluded' GROUP BY reason ORDER BY count(*) DESC, reason""",
        (site,),
    )
    return [dict(row) for row in rows]


def missing(archive: Archive, site: str, *, limit: int = 20) -> list[dict[str, Any]]:
    """Return addresses that a way in names and no article stands for."""
    rows = archive.query(
        """SELECT url, ways, month FROM coverage WHERE site = ? AND state = 'missing'
        ORDER BY first_named DESC, url LIMIT ?""",
        (site, limit),
    )
    return [dict(row) for row in rows]


def claims(archive: Archive, site: str) -> list[dict[str, Any]]:
    """Return what the ways in say that they hold, beside what is stored of what they named."""
    rows = archive.query(
        """SELECT w.url, w.way, w.says, w.named, w.asked_at FROM ways w WHERE w.site = ? ORDER BY w.way, w.url""",
        (site,),
    )
    return [dict(row) for row in rows]
