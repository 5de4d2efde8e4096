"""When a page is asked for again: what the archive itself says of it.

A page is asked for 1, 7, 30 and 180 days after its text was last seen to change, then every 180 days: news is
corrected in its first days, if ever. A page that was found to be absent is asked for once more on another day.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from scraper.archive.opened import Row
from scraper.archive.store import Archive
from scraper.url import address_key

RECHECK_DAYS: Final = (1.0, 7.0, 30.0, 180.0)
"""Days between the askings of an article; the last for all that follow."""
ALWAYS: Final = 3
"""Lists of an unknown site that every run asks for."""
A_LIST: Final = "a list"
"""The ledger's reason why the first page of a list is no article."""
FURTHER_PAGE: Final = "a further page of a list"
FULL_WALK_DAYS: Final = 30
"""Days after which the lists are read to their end once more, though nothing seems to be new."""


def is_due(
    archive: Archive,
    row: Row,
    *,
    modified: str | None = None,
    days: Sequence[float] = RECHECK_DAYS,
    at: datetime | None = None,
) -> bool:
    """Whether an article that stands is to be asked for again.

    `modified` is when a way in says that it was last changed: ISO 8601 with a zone, or a day.
    """
    checks = archive.query(
        """SELECT count(*) AS n, max(captured_at) AS last, sum(captured_at >= :changed) AS since, max(id) AS newest
        FROM captures WHERE site = :site AND role = 'article'
            AND (url = :url OR url IN (SELECT url FROM addresses WHERE article_id = :id))""",
        {"changed": row["changed_at"], "site": row["site"], "url": row["url"], "id": row["id"]},
    )[0]
    if not checks["n"] or _time_has_come(row, checks, days, at or datetime.now(UTC)):
        return True
    is_absent = row["absent_at"] is not None and row["gone_at"] is None
    return (
        modified is not None
        and not is_absent
        and (
            _changed(modified, datetime.fromisoformat(checks["last"]))
            or _said_otherwise(archive, checks["newest"], modified)
        )
    )


def _time_has_come(article: Row, checks: Row, days: Sequence[float], moment: datetime) -> bool:
    """Whether an article is due by the days alone. `checks` tell of its askings: the `last`, and how many `since` its
    text changed."""
    last = datetime.fromisoformat(checks["last"])
    if article["absent_at"] is not None and article["gone_at"] is None:
        return last.date() < moment.date()
    return moment - last >= timedelta(days=days[min(max(checks["since"], 1), len(days)) - 1])


def _said_otherwise(archive: Archive, capture_id: int, modified: str) -> bool:
    """Whether a way in states another change than when the page was last asked for: its clock may not be ours."""
    asked = archive.query("SELECT asked FROM captures WHERE id = ?", (capture_id,))[0]["asked"]
    said = (json.loads(asked).get("hints") or {}).get("modified")
    return said is not None and said != modified


def _changed(modified: str, last: datetime) -> bool:
    """Whether a page was changed after it was last asked for. Of a day alone, only a later day says so: a change on the
    same day is found when the page is due."""
    try:
        found = datetime.fromisoformat(modified)
    except ValueError:
        return False
    if len(modified) <= 10:
        return found.date() > last.date()
    return (found if found.tzinfo else found.replace(tzinfo=UTC)) >= last


def due_captures(
    archive: Archive, site: str, *, days: Sequence[float] = RECHECK_DAYS, at: datetime | None = None
) -> list[Row]:
    """Return the captures that those of a site's articles were read from whose time has come, the newest article first:
    `asked_url` and `asked`, with which the page is asked for as it was, and `published`. News without a page of its own
    is seen with its list."""
    moment = at or datetime.now(UTC)
    rows = archive.query(
        """SELECT h.url AS asked_url, h.asked, a.published, a.absent_at, a.gone_at, max(c.captured_at) AS last,
            sum(c.captured_at >= a.changed_at) AS since
        FROM articles a JOIN captures h ON h.id = a.capture_id
        JOIN captures c ON c.url = h.url AND c.site = a.site AND c.role = 'article'
        WHERE a.site = ? AND instr(a.address_key, '#') = 0 GROUP BY a.id ORDER BY a.published DESC, a.id""",
        (site,),
    )
    return [row for row in rows if _time_has_come(row, row, days, moment)]


def canaries(archive: Archive, site: str, number: int) -> list[Row]:
    """Return the captures that the newest articles of a site were read from, as `due_captures` does: a run that reads
    two of them again sees that a layout has changed, on a site that publishes nothing."""
    return archive.query(
        """SELECT h.url AS asked_url, h.asked, a.published FROM articles a JOIN captures h ON h.id = a.capture_id
        WHERE a.site = ? AND instr(a.address_key, '#') = 0 AND a.absent_at IS NULL AND a.gone_at IS NULL
        ORDER BY a.published DESC, a.id LIMIT ?""",
        (site, number),
    )


def next_checks(archive: Archive, site: str, *, young: int) -> list[datetime]:
    """Return when the articles of a site are to be asked for again whose text was seen no more than `young` times since
    it last changed, and those that were absent once."""
    rows = archive.query(
        """SELECT a.absent_at, a.gone_at, max(c.captured_at) AS last, sum(c.captured_at >= a.changed_at) AS since
        FROM articles a JOIN captures h ON h.id = a.capture_id
        JOIN captures c ON c.url = h.url AND c.site = a.site AND c.role = 'article'
        WHERE a.site = ? AND instr(a.address_key, '#') = 0 GROUP BY a.id""",
        (site,),
    )
    found = []
    for row in rows:
        last = datetime.fromisoformat(row["last"])
        if row["absent_at"] is not None and row["gone_at"] is None:
            found.append(last + timedelta(days=1))
        elif row["since"] <= young:
            found.append(last + timedelta(days=RECHECK_DAYS[max(row["since"], 1) - 1]))
    return found


def lists_to_ask(archive: Archive, site: str, *, at: datetime | None = None) -> list[str]:
    """Return the lists of an unknown site that are asked again: the three that gave most always, another the less often
    the longer it has stayed as it is."""
    moment = at or datetime.now(UTC)
    rows = archive.query(
        "SELECT url FROM ledger WHERE site = ? AND kind = 'list' AND gave > 0 AND reason = ? ORDER BY gave DESC, url",
        (site, A_LIST),
    )
    asked = [row["url"] for row in rows[:ALWAYS]]
    for row in rows[ALWAYS:]:
        kept = archive.query(
            """SELECT digest, captured_at FROM captures WHERE site = ? AND url = ? AND status IN (200, 304)
            ORDER BY id DESC LIMIT 4""",
            (site, row["url"]),
        )
        same = next((n for n, one in enumerate(kept) if one["digest"] != kept[0]["digest"]), len(kept))
        last = datetime.fromisoformat(kept[0]["captured_at"]) if kept else datetime.min.replace(tzinfo=UTC)
        if moment - last >= timedelta(days=RECHECK_DAYS[max(same, 1) - 1]):
            asked.append(row["url"])
    return asked


def walked_lately(archive: Archive, site: str, *, at: datetime | None = None) -> bool:
    """Whether the ways into a site were read to their end in the last weeks: then what is known ends a list."""
    since = (at or datetime.now(UTC)) - timedelta(days=FULL_WALK_DAYS)
    return bool(
        archive.query(
            "SELECT 1 FROM runs WHERE site = ? AND walked = 1 AND started >= ? LIMIT 1",
            (site, since.strftime("%Y-%m-%dT%H:%M:%SZ")),
        )
    )


def note_absent(archive: Archive, url: str, moment: str) -> bool:
    """Note that an article's page was not there at a moment (404, 410, or the front page in its place).

    Found absent on another day before, it is gone since then. Returns whether it is known at all.
    """
    row = archive.article_at(url)
    if row is None or address_key(url) != row["address_key"]:
        return row is not None  # another address of it says nothing of its own page
    with archive.transaction() as conn:
        if row["absent_at"] is None:
            conn.execute("UPDATE articles SET absent_at = ? WHERE id = ?", (moment, row["id"]))
        elif row["gone_at"] is None and row["absent_at"][:10] < moment[:10]:
            conn.execute("UPDATE articles SET gone_at = absent_at WHERE id = ?", (row["id"],))
    return True
