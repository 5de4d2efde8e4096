"""The schema of the archive, as ordered migrations in plain SQL.

Append only: a migration that has shipped is never edited. `Table.transform()` is never used, it
drops triggers and generated columns without a word. What the tables mean is written in
``data/README.md``, which a test compares with what these statements make.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

migrations = Migrations("kronika")

# The ledger of migrations, STRICT like all our tables; sqlite-utils takes it as it finds it.
LEDGER = """
CREATE TABLE IF NOT EXISTS _sqlite_migrations (
    id INTEGER PRIMARY KEY, migration_set TEXT NOT NULL, name TEXT NOT NULL, applied_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS _sqlite_migrations_by_name ON _sqlite_migrations (migration_set, name);
"""


def _run(db: Database, script: str) -> None:
    # Statement by statement: executescript() would commit the migration's own transaction.
    statement = ""
    for line in script.splitlines():
        statement += line + "\n"
        if _complete(statement):
            db.conn.execute(statement)
            statement = ""
    if statement.strip():
        raise ValueError(f"A migration ends in the middle of a statement: {statement.strip()[:80]}")


def _complete(statement: str) -> bool:
    from sqlite3 import complete_statement

    return bool(statement.strip()) and complete_statement(statement)


@migrations(name="0001_articles")
def articles(db: Database) -> None:
    _run(
        db,
        """
CREATE TABLE sites (
    site TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    base_url TEXT NOT NULL,
    region TEXT,
    sector TEXT,
    language TEXT,
    first_seen TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE articles (
    id INTEGER PRIMARY KEY,
    site TEXT NOT NULL REFERENCES sites (site),
    url TEXT NOT NULL UNIQUE,
    address_key TEXT NOT NULL UNIQUE,
    title TEXT,
    published TEXT,
    published_precision TEXT CHECK (published_precision IN ('minute', 'day', 'month', 'year')),
    published_from TEXT,
    published_raw TEXT,
    modified TEXT,
    author TEXT,
    language TEXT,
    body TEXT NOT NULL,
    words INTEGER NOT NULL,
    image TEXT,
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    gone_at TEXT,
    fingerprint TEXT NOT NULL,
    -- l for ł: unicode61 folds every other Polish letter, but ł has no decomposition
    folded TEXT GENERATED ALWAYS AS (
        replace(replace(coalesce(title, '') || char(10) || body, 'ł', 'l'), 'Ł', 'L')
    ) VIRTUAL,
    CHECK ((published IS NULL) = (published_precision IS NULL))
) STRICT;
CREATE INDEX articles_by_published ON articles (published);
CREATE INDEX articles_by_site ON articles (site, published);
CREATE INDEX articles_by_fingerprint ON articles (site, fingerprint);

CREATE TABLE revisions (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('content', 'reader')),
    seen_at TEXT NOT NULL,
    title TEXT,
    published TEXT,
    body TEXT NOT NULL
) STRICT;
CREATE INDEX revisions_by_article ON revisions (article_id, seen_at);

CREATE TABLE addresses (
    url TEXT PRIMARY KEY,
    address_key TEXT NOT NULL,
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    reason TEXT NOT NULL CHECK (reason IN ('redirect', 'canonical', 'print', 'amp', 'tracking', 'same-text')),
    first_seen TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX addresses_by_key ON addresses (address_key);
CREATE INDEX addresses_by_article ON addresses (article_id);

CREATE TABLE links (
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    url TEXT NOT NULL,
    text TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('outbound', 'internal', 'attachment', 'email')),
    site TEXT REFERENCES sites (site),
    PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX links_by_url ON links (url);

CREATE TABLE mentions (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    start TEXT NOT NULL,
    "end" TEXT NOT NULL,
    precision TEXT NOT NULL CHECK (precision IN ('minute', 'day', 'month', 'year')),
    text TEXT NOT NULL,
    sentence TEXT NOT NULL
) STRICT;
CREATE INDEX mentions_by_article ON mentions (article_id);
CREATE INDEX mentions_by_start ON mentions (start);

CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    site TEXT NOT NULL REFERENCES sites (site),
    started TEXT NOT NULL,
    finished TEXT,
    outcome TEXT CHECK (outcome IN ('ok', 'short', 'failed', 'interrupted')),
    reason TEXT,
    requests INTEGER NOT NULL DEFAULT 0,
    pages INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0,
    listed INTEGER NOT NULL DEFAULT 0,
    found INTEGER NOT NULL DEFAULT 0,
    new INTEGER NOT NULL DEFAULT 0,
    revised INTEGER NOT NULL DEFAULT 0,
    unchanged INTEGER NOT NULL DEFAULT 0,
    duplicate INTEGER NOT NULL DEFAULT 0,
    rejected INTEGER NOT NULL DEFAULT 0,
    problems INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX runs_by_site ON runs (site, started);

CREATE TABLE problems (
    id INTEGER PRIMARY KEY,
    site TEXT NOT NULL,
    url TEXT NOT NULL,
    kind TEXT NOT NULL,
    fails_run INTEGER NOT NULL CHECK (fails_run IN (0, 1)),
    cause TEXT NOT NULL,
    remedy TEXT NOT NULL,
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL,
    count INTEGER NOT NULL DEFAULT 1,
    run_id INTEGER REFERENCES runs (id),
    UNIQUE (site, url, kind)
) STRICT;

CREATE VIRTUAL TABLE articles_fts USING fts5 (
    title, body, folded, content='articles', content_rowid='id', tokenize='unicode61 remove_diacritics 2'
);
CREATE TRIGGER articles_fts_insert AFTER INSERT ON articles BEGIN
    INSERT INTO articles_fts (rowid, title, body, folded) VALUES (new.id, new.title, new.body, new.folded);
END;
CREATE TRIGGER articles_fts_delete AFTER DELETE ON articles BEGIN
    INSERT INTO articles_fts (articles_fts, rowid, title, body, folded)
    VALUES ('delete', old.id, old.title, old.body, old.folded);
END;
CREATE TRIGGER articles_fts_update AFTER UPDATE OF title, body ON articles BEGIN
    INSERT INTO articles_fts (articles_fts, rowid, title, body, folded)
    VALUES ('delete', old.id, old.title, old.body, old.folded);
    INSERT INTO articles_fts (rowid, title, body, folded) VALUES (new.id, new.title, new.body, new.folded);
END;
""",
    )


@migrations(name="0002_export_views")
def export_views(db: Database) -> None:
    _run(
        db,
        """
CREATE VIEW export_articles AS
SELECT a.site, s.name AS association, a.url, a.title, a.published, a.published_precision, a.published_from,
    a.modified, a.author, a.language, a.words,
    (SELECT count(*) FROM links l WHERE l.article_id = a.id AND l.kind = 'outbound') AS outbound_links,
    a.body, a.image, a.first_seen, a.last_seen, a.changed_at, a.gone_at
FROM articles a JOIN sites s ON s.site = a.site;

CREATE VIEW export_links AS
SELECT a.site, a.url AS article_url, a.published, l.position, l.url, l.text, l.kind, l.site AS to_site
FROM links l JOIN articles a ON a.id = l.article_id;

CREATE VIEW export_mentions AS
SELECT a.site, a.url AS article_url, a.published, m.start, m."end", m.precision, m.text, m.sentence
FROM mentions m JOIN articles a ON a.id = m.article_id;
""",
    )


@migrations(name="0003_captures")
def captures(db: Database) -> None:
    _run(
        db,
        """
CREATE TABLE captures (
    id INTEGER PRIMARY KEY,
    site TEXT NOT NULL REFERENCES sites (site),
    url TEXT NOT NULL,
    captured_at TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('article', 'part', 'list', 'robots', 'other')),
    status INTEGER NOT NULL,
    digest TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    warc TEXT NOT NULL,
    offset INTEGER NOT NULL,
    length INTEGER NOT NULL,
    same_as INTEGER REFERENCES captures (id),
    part_of INTEGER REFERENCES captures (id),
    etag TEXT,
    last_modified TEXT,
    asked TEXT NOT NULL,
    source TEXT NOT NULL,
    UNIQUE (warc, offset)
) STRICT;
CREATE INDEX captures_by_url ON captures (url, id);
CREATE INDEX captures_by_digest ON captures (site, digest);
CREATE INDEX captures_by_site ON captures (site, role, id);
CREATE INDEX captures_same_as ON captures (same_as) WHERE same_as IS NOT NULL;
CREATE INDEX captures_part_of ON captures (part_of) WHERE part_of IS NOT NULL;

ALTER TABLE articles ADD COLUMN capture_id INTEGER REFERENCES captures (id);
ALTER TABLE articles ADD COLUMN reader TEXT;
ALTER TABLE revisions ADD COLUMN capture_id INTEGER REFERENCES captures (id);
ALTER TABLE revisions ADD COLUMN reader TEXT;
CREATE INDEX articles_by_capture ON articles (capture_id);
CREATE INDEX revisions_by_capture ON revisions (capture_id);

CREATE TABLE replays (
    id INTEGER PRIMARY KEY,
    started TEXT NOT NULL,
    finished TEXT,
    reader TEXT NOT NULL,
    sites TEXT NOT NULL,
    read INTEGER NOT NULL DEFAULT 0,
    changed INTEGER NOT NULL DEFAULT 0,
    undone_at TEXT
) STRICT;

CREATE TABLE replayed (
    replay_id INTEGER NOT NULL REFERENCES replays (id),
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    before TEXT NOT NULL,
    revision_id INTEGER,
    PRIMARY KEY (replay_id, article_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX replayed_by_article ON replayed (article_id);

CREATE TABLE tombstones (
    address_key TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    site TEXT NOT NULL,
    reason TEXT NOT NULL,
    forgotten_at TEXT NOT NULL,
    finished_at TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE rewrites (
    old TEXT PRIMARY KEY,
    new TEXT NOT NULL UNIQUE,
    done INTEGER NOT NULL DEFAULT 0 CHECK (done IN (0, 1))
) STRICT, WITHOUT ROWID;
""",
    )


@migrations(name="0005_reach")
def reach(db: Database) -> None:
    _run(
        db,
        """
CREATE TABLE ledger (
    site TEXT NOT NULL REFERENCES sites (site),
    address_key TEXT NOT NULL,
    url TEXT NOT NULL,
    kind TEXT CHECK (kind IN ('article', 'list', 'other')),
    month TEXT,
    gave INTEGER NOT NULL DEFAULT 0,
    reason TEXT,
    first_named TEXT NOT NULL,
    last_named TEXT NOT NULL,
    PRIMARY KEY (site, address_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger_ways (
    site TEXT NOT NULL,
    address_key TEXT NOT NULL,
    way TEXT NOT NULL CHECK (way IN ('rest', 'feed', 'sitemap', 'list', 'link')),
    PRIMARY KEY (site, address_key, way),
    FOREIGN KEY (site, address_key) REFERENCES ledger (site, address_key) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE ways (
    site TEXT NOT NULL REFERENCES sites (site),
    url TEXT NOT NULL,
    way TEXT NOT NULL CHECK (way IN ('rest', 'feed', 'sitemap', 'list')),
    says INTEGER,
    named INTEGER NOT NULL,
    asked_at TEXT NOT NULL,
    PRIMARY KEY (site, url)
) STRICT, WITHOUT ROWID;

ALTER TABLE runs ADD COLUMN walked INTEGER NOT NULL DEFAULT 0 CHECK (walked IN (0, 1));
ALTER TABLE articles ADD COLUMN absent_at TEXT;

CREATE VIEW coverage AS
SELECT l.site, l.url, l.month,
    (SELECT group_concat(way, ' ') FROM ledger_ways w WHERE w.site = l.site AND w.address_key = l.address_key) AS ways,
    CASE
        WHEN EXISTS (SELECT 1 FROM articles a WHERE a.address_key = l.address_key)
            OR EXISTS (SELECT 1 FROM addresses d WHERE d.address_key = l.address_key) THEN 'stored'
        WHEN l.reason IS NOT NULL
            OR EXISTS (SELECT 1 FROM tombstones t WHERE t.address_key = l.address_key) THEN 'excluded'
        ELSE 'missing'
    END AS state,
    l.reason, l.kind, l.gave, l.first_named, l.last_named
FROM ledger l;
""",
    )


@migrations(name="0006_marks_of_the_forgotten")
def marks_of_the_forgotten(db: Database) -> None:
    _run(
        db,
        """
ALTER TABLE tombstones ADD COLUMN salt BLOB;
ALTER TABLE tombstones ADD COLUMN marks BLOB;
""",
    )


@migrations(name="0007_rights")
def rights(db: Database) -> None:
    _run(
        db,
        """
ALTER TABLE articles ADD COLUMN rights TEXT;
ALTER TABLE articles ADD COLUMN reserved TEXT;

CREATE TABLE tdm_rules (
    site TEXT NOT NULL REFERENCES sites (site),
    host TEXT NOT NULL,
    position INTEGER NOT NULL,
    location TEXT NOT NULL,
    reservation INTEGER NOT NULL CHECK (reservation IN (0, 1)),
    policy TEXT,
    seen_at TEXT NOT NULL,
    PRIMARY KEY (site, host, position)
) STRICT, WITHOUT ROWID;

CREATE VIEW rights AS
SELECT a.site, a.url, json_extract(r.value, '$.says') AS says,
    json_extract(r.value, '$.source') AS source, json_extract(r.value, '$.raw') AS raw,
    json_extract(r.value, '$.policy') AS policy, a.reserved
FROM articles a, json_each(a.rights) r;

DROP VIEW export_articles;
CREATE VIEW export_articles AS
SELECT a.site, s.name AS association, a.url, a.title, a.published, a.published_precision, a.published_from,
    a.modified, a.author, a.language, a.words,
    (SELECT count(*) FROM links l WHERE l.article_id = a.id AND l.kind = 'outbound') AS outbound_links,
    a.body, a.image, a.first_seen, a.last_seen, a.changed_at, a.gone_at, a.reserved
FROM articles a JOIN sites s ON s.site = a.site;

DROP VIEW export_links;
CREATE VIEW export_links AS
SELECT a.site, a.url AS article_url, a.published, l.position, l.url, l.text, l.kind, l.site AS to_site, a.reserved
FROM links l JOIN articles a ON a.id = l.article_id;

DROP VIEW export_mentions;
CREATE VIEW export_mentions AS
SELECT a.site, a.url AS article_url, a.published, m.start, m."end", m.precision, m.text, m.sentence, a.reserved
FROM mentions m JOIN articles a ON a.id = m.article_id;
""",
    )
