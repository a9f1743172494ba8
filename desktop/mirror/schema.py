"""The tables of the local copy and of the marks, as numbered steps from one version to the next.

A connection has both files attached to nothing of its own, the marks before the copy. SQLite ends
a transaction file by file in that order: what a kill or a full disk leaves of it are marks of
customers that come again, never customers whose marks are gone.
"""

_COPY = (
    # One row per customer with what tree and search show; `changed` is the record's own change
    # time ("" where it has none), `stamp` when the request it came by was sent, `stored` when it
    # was put here or found unchanged.
    """
    CREATE TABLE copy.customer (
        id INTEGER PRIMARY KEY,
        parent INTEGER NOT NULL,
        name_key TEXT NOT NULL,
        number_key TEXT NOT NULL,
        name TEXT NOT NULL,
        number TEXT NOT NULL,
        address TEXT NOT NULL,
        zip TEXT NOT NULL,
        city TEXT NOT NULL,
        type_id INTEGER NOT NULL,
        maingroup INTEGER NOT NULL,
        is_closed INTEGER NOT NULL,
        is_blocked INTEGER NOT NULL,
        changed TEXT NOT NULL,
        stamp INTEGER NOT NULL,
        stored INTEGER NOT NULL
    )
    """,
    # Children in the order they are shown in; what is below whom, for counting and climbing.
    """
    CREATE INDEX copy.customer_child
    ON customer (parent, name_key, number_key, id, is_closed)
    """,
    "CREATE INDEX copy.customer_below ON customer (parent, is_closed, maingroup)",
    "CREATE INDEX copy.customer_number ON customer (number) WHERE number <> ''",
    "CREATE INDEX copy.customer_closed ON customer (id, parent) WHERE is_closed",
    # The whole objects, apart: walking the rows does not page through them.
    "CREATE TABLE copy.customer_raw (id INTEGER PRIMARY KEY, raw TEXT NOT NULL)",
    # Customers without a way to the top: the parent is not here, or parents go in a circle. Of a
    # circle it is the one with the lowest id, and there the circle is cut.
    """
    CREATE TABLE copy.stray (
        id INTEGER PRIMARY KEY,
        parent INTEGER NOT NULL,
        is_circle INTEGER NOT NULL
    )
    """,
    "CREATE INDEX copy.stray_parent ON stray (parent)",
    "CREATE INDEX copy.stray_circle ON stray (id) WHERE is_circle",
    # The search: words, beginnings and parts as tokens that mirror/tokens.py makes and explains. A
    # closed customer's row has 2^62 added to its id, so that it comes after all open ones.
    """
    CREATE VIRTUAL TABLE copy.word USING fts5(
        text, content='', contentless_delete=1, detail=none,
        tokenize="ascii tokenchars '_.=^!#~'"
    )
    """,
    "CREATE VIRTUAL TABLE copy.word_seen USING fts5vocab(word, 'instance')",
    # Subscriptions, procedures and depot order lines; `key` is the id, or made from the content
    # where the server sends none.
    """
    CREATE TABLE copy.feed_record (
        feed TEXT NOT NULL,
        key INTEGER NOT NULL,
        customer INTEGER NOT NULL,
        expires TEXT NOT NULL,
        is_deleted INTEGER NOT NULL,
        changed TEXT NOT NULL,
        stamp INTEGER NOT NULL,
        raw TEXT NOT NULL,
        PRIMARY KEY (feed, key)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX copy.feed_record_of ON feed_record (feed, customer)",
    "CREATE INDEX copy.feed_record_expires ON feed_record (feed, expires) WHERE expires <> ''",
    # Types, roles and main groups, in the server's order.
    """
    CREATE TABLE copy.list_entry (
        list TEXT NOT NULL,
        position INTEGER NOT NULL,
        raw TEXT NOT NULL,
        PRIMARY KEY (list, position)
    ) WITHOUT ROWID
    """,
    # Where synchronising stands: JSON by key, and whom the pass under way has shown.
    "CREATE TABLE copy.state (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE copy.passed (id INTEGER PRIMARY KEY)",
)

_MARKS = (
    # Customers that changed and were not looked at since.
    "CREATE TABLE marks.unseen (id INTEGER PRIMARY KEY, since TEXT NOT NULL)",
    "CREATE TABLE marks.pin (id INTEGER PRIMARY KEY, at TEXT NOT NULL)",
    "CREATE TABLE marks.recent (id INTEGER PRIMARY KEY, at TEXT NOT NULL)",
    # Fields that were seen to change; values are JSON as they were on the wire.
    """
    CREATE TABLE marks.change (
        customer INTEGER NOT NULL,
        at TEXT NOT NULL,
        field TEXT NOT NULL,
        before TEXT,
        after TEXT,
        is_own INTEGER NOT NULL
    )
    """,
    "CREATE INDEX marks.change_of ON change (customer, at)",
    "CREATE INDEX marks.change_at ON change (at)",
)

WHILE_OPEN = (
    # Customers that were found gone, by a request of this stamp. Answers to earlier requests
    # that are still on their way belong to this run of the writer, so no file keeps it.
    "CREATE TEMP TABLE gone (id INTEGER PRIMARY KEY, stamp INTEGER NOT NULL)",
    "CREATE INDEX temp.gone_since ON gone (stamp)",
)

COPY_STEPS: tuple[tuple[str, ...], ...] = (_COPY,)
MARKS_STEPS: tuple[tuple[str, ...], ...] = (_MARKS,)
"""Step n brings a file of version n to n + 1. A step that was released is never edited."""
