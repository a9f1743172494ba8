"""The journal's tables, as numbered steps from one version to the next."""

import sqlite3

_SAVES = (
    # Every write of customer fields, put down before it is sent. `at` is UTC; `sent`, `before` and
    # `after` are JSON objects as they are on the wire, `before` null where a customer is created.
    """
    CREATE TABLE save (
        id INTEGER PRIMARY KEY,
        customer_id INTEGER NOT NULL,
        at TEXT NOT NULL,
        way TEXT NOT NULL CHECK (way IN ('id', 'number', 'create', 'restore')),
        sent TEXT NOT NULL,
        before TEXT,
        after TEXT,
        outcome TEXT NOT NULL DEFAULT 'pending' CHECK (
            outcome IN ('pending', 'stored', 'differs', 'refused', 'unknown', 'wrong_customer')
        ),
        detail TEXT NOT NULL DEFAULT ''
    )
    """,
    "CREATE INDEX save_of_customer ON save (customer_id, id)",
    # A save that changed what was not sent stops all saving until the user lifts the stop.
    """
    CREATE TABLE stop (
        id INTEGER PRIMARY KEY,
        save_id INTEGER NOT NULL REFERENCES save (id),
        at TEXT NOT NULL,
        lifted_at TEXT
    )
    """,
)

_UPLOADS = (
    # What was let go over a customer in one go. Times are UTC; `released_at` is when its hold
    # ended; `about` is a JSON object of what nothing is looked up by.
    """
    CREATE TABLE batch (
        id INTEGER PRIMARY KEY,
        customer_id INTEGER NOT NULL,
        at TEXT NOT NULL,
        released_at TEXT,
        about TEXT NOT NULL DEFAULT '{}'
    )
    """,
    # Every file ever taken: this table is the account's ledger too. `rank` is the order in which
    # they go up; `hidden` ones are no longer in the list of transfers.
    """
    CREATE TABLE upload (
        id INTEGER PRIMARY KEY,
        batch_id INTEGER NOT NULL REFERENCES batch (id),
        customer_id INTEGER NOT NULL,
        customer_name TEXT NOT NULL,
        source TEXT NOT NULL,
        name TEXT NOT NULL,
        title TEXT NOT NULL,
        folder TEXT NOT NULL DEFAULT '',
        state TEXT NOT NULL,
        rank REAL NOT NULL,
        sha256 TEXT NOT NULL DEFAULT '',
        send_sha256 TEXT NOT NULL DEFAULT '',
        document_id INTEGER,
        added_at TEXT NOT NULL,
        changed_at TEXT NOT NULL,
        hidden INTEGER NOT NULL DEFAULT 0,
        about TEXT NOT NULL DEFAULT '{}'
    )
    """,
    "CREATE INDEX upload_of_content ON upload (customer_id, sha256)",
    "CREATE INDEX upload_shown ON upload (rank) WHERE hidden = 0",
    # What happened to each, in order; nobody changes what happened.
    """
    CREATE TABLE upload_event (
        id INTEGER PRIMARY KEY,
        upload_id INTEGER NOT NULL REFERENCES upload (id),
        at TEXT NOT NULL,
        state TEXT NOT NULL,
        cause TEXT NOT NULL DEFAULT '',
        detail TEXT NOT NULL DEFAULT '{}'
    )
    """,
    "CREATE INDEX event_of_upload ON upload_event (upload_id, id)",
    *(
        f"CREATE TRIGGER {table}_never_{verb} BEFORE {verb.upper()} ON {table}"
        f" BEGIN SELECT RAISE(ABORT, 'the journal keeps what happened'); END"
        for table, verb in (
            ("upload_event", "update"),
            ("upload_event", "delete"),
            ("upload", "delete"),
            ("batch", "delete"),
        )
    ),
    # What was learned of this account: sizes that worked, how slow it answers; values are JSON.
    "CREATE TABLE learned (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
)

_DRAFTS = (
    # What was typed and is not in Microbizz. One that is yet to be created has a negative customer:
    # the row's own number, never used twice. `base` is as it was on the wire, `mine` a JSON object
    # of values, `about` one of what became of it when it was sent; `at` is UTC.
    """
    CREATE TABLE draft (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        customer_id INTEGER NOT NULL,
        parent_id INTEGER,
        at TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('draft', 'queued', 'conflict', 'refused')),
        base TEXT NOT NULL,
        mine TEXT NOT NULL,
        about TEXT NOT NULL DEFAULT '{}'
    )
    """,
    # One draft of a customer, and beside it one save that waits.
    "CREATE INDEX draft_of_customer ON draft (customer_id)",
    # The ids that customers got which were created here before the server knew them.
    """
    CREATE TABLE made (
        id INTEGER PRIMARY KEY,
        local_id INTEGER NOT NULL UNIQUE,
        customer_id INTEGER NOT NULL
    )
    """,
)

_IMPORTS = (
    # A table of customers that is carried out row by row; `at` is UTC, `about` a JSON object.
    """
    CREATE TABLE import (
        id INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        file TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('checking', 'checked', 'running', 'done')),
        about TEXT NOT NULL DEFAULT '{}'
    )
    """,
    # `line` is the row's in the file. A row is `sending` before any of it is sent; `about` is what
    # it wants, what the local copy had, and what came of it.
    """
    CREATE TABLE import_row (
        import_id INTEGER NOT NULL REFERENCES import (id),
        line INTEGER NOT NULL,
        number TEXT NOT NULL,
        name TEXT NOT NULL,
        verdict TEXT NOT NULL,
        state TEXT NOT NULL,
        customer_id INTEGER NOT NULL,
        about TEXT NOT NULL DEFAULT '{}',
        PRIMARY KEY (import_id, line)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX import_row_state ON import_row (import_id, state, verdict, line)",
)

DETAIL_AS_JSON = (
    "UPDATE save SET detail = json_object('said', detail) WHERE detail != ''"
    " AND (NOT json_valid(detail) OR json_type(detail) != 'object')"
)
# What is told of a save beside its outcome is a JSON object: a key of a custom value may well have
# a space in it, so that a text cannot be parted into names again. `said` is what was a text.
_DETAILS = (DETAIL_AS_JSON,)

STEPS: tuple[tuple[str, ...], ...] = (_SAVES, _UPLOADS, _DRAFTS, _IMPORTS, _DETAILS)
"""Step n brings a file of version n to n + 1. A step that was released is never edited."""

VERSION = len(STEPS)


def version_of(db: sqlite3.Connection) -> int:
    (version,) = db.execute("PRAGMA user_version").fetchone()
    return int(version)


def bring_up_to_date(db: sqlite3.Connection) -> None:
    """Take the steps the file lacks, each whole or not at all."""
    for version in range(version_of(db), VERSION):
        db.execute("BEGIN IMMEDIATE")
        try:
            for statement in STEPS[version]:
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {version + 1}")
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise
