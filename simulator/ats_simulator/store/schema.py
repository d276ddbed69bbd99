"""
The schema of the one database, and its version.

What a tenant is made of is keyed by its number (`tenant`, negative for a snapshot's copy), its
records by the number of its world (`world`), its journal by an owner. A change here needs a new
SCHEMA_VERSION; a file of another version is refused, never guessed at. `wire` has rowids: without,
SQLite puts the end of every longer row on a page of its own.
"""

from __future__ import annotations

SCHEMA_VERSION = 5
APPLICATION_ID = 0x41545342  # "ATSB": tells our file from another program's database

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE tenants (
    n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, provider TEXT NOT NULL,
    spec TEXT NOT NULL, clock TEXT NOT NULL, limits TEXT NOT NULL, generated TEXT NOT NULL,
    world INTEGER NOT NULL, data_version INTEGER NOT NULL DEFAULT 0,
    pristine INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE loose (world INTEGER PRIMARY KEY AUTOINCREMENT, copy_of INTEGER);
CREATE TABLE counts (
    world INTEGER NOT NULL, resource TEXT NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY (world, resource)
) WITHOUT ROWID;
CREATE TABLE credentials (
    tenant INTEGER NOT NULL, name TEXT NOT NULL, provider TEXT NOT NULL, handle TEXT NOT NULL,
    state TEXT NOT NULL, spec TEXT NOT NULL, PRIMARY KEY (tenant, name)
) WITHOUT ROWID;
CREATE INDEX credentials_by_handle ON credentials (provider, handle) WHERE tenant > 0;
CREATE TABLE truth (
    world INTEGER NOT NULL, resource TEXT NOT NULL, n INTEGER NOT NULL, id TEXT NOT NULL,
    candidate TEXT, job TEXT, application TEXT, body BLOB NOT NULL,
    PRIMARY KEY (world, resource, n)
) WITHOUT ROWID;
CREATE INDEX truth_by_id ON truth (world, resource, id);
CREATE INDEX truth_by_candidate ON truth (world, resource, candidate)
    WHERE candidate IS NOT NULL;
CREATE INDEX truth_by_job ON truth (world, resource, job) WHERE job IS NOT NULL;
CREATE INDEX truth_by_application ON truth (world, resource, application)
    WHERE application IS NOT NULL;
CREATE TABLE wire (
    world INTEGER NOT NULL, kind TEXT NOT NULL, n INTEGER NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY (world, kind, n)
);
CREATE TABLE wire_index (
    world INTEGER NOT NULL, kind TEXT NOT NULL, n INTEGER NOT NULL, ref TEXT NOT NULL,
    parent TEXT, facet TEXT, natural_key TEXT, updated_ms INTEGER NOT NULL, search TEXT NOT NULL,
    PRIMARY KEY (world, kind, n)
) WITHOUT ROWID;
CREATE INDEX wire_by_ref ON wire_index (world, kind, ref);
CREATE INDEX wire_by_parent ON wire_index (world, kind, parent) WHERE parent IS NOT NULL;
CREATE INDEX wire_by_natural_key ON wire_index (world, kind, natural_key)
    WHERE natural_key IS NOT NULL;
CREATE TABLE counters (
    tenant INTEGER NOT NULL, scope TEXT NOT NULL, name TEXT NOT NULL,
    start_ms INTEGER NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (tenant, scope, name)
) WITHOUT ROWID;
CREATE TABLE admissions (
    tenant INTEGER NOT NULL, scope TEXT NOT NULL, name TEXT NOT NULL, seq INTEGER NOT NULL,
    at_ms INTEGER NOT NULL, PRIMARY KEY (tenant, scope, name, seq)
) WITHOUT ROWID;
CREATE TABLE faults (
    tenant INTEGER NOT NULL, n INTEGER NOT NULL, kind TEXT NOT NULL, spec TEXT NOT NULL,
    seen INTEGER NOT NULL DEFAULT 0, consumed INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant, n)
) WITHOUT ROWID;
CREATE TABLE journal (
    owner TEXT NOT NULL, n INTEGER NOT NULL, at_ms INTEGER NOT NULL, real_ms INTEGER NOT NULL,
    method TEXT NOT NULL, path TEXT NOT NULL, query TEXT NOT NULL, status INTEGER NOT NULL,
    duration_us INTEGER NOT NULL, credential TEXT, limited INTEGER NOT NULL, fault TEXT,
    request_headers BLOB NOT NULL, response_headers BLOB NOT NULL,
    request_body BLOB, response_body BLOB, response_bytes INTEGER NOT NULL,
    body_at INTEGER, PRIMARY KEY (owner, n)
);
CREATE TABLE journal_bodies (
    owner TEXT NOT NULL, n INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (owner, n)
);
CREATE TABLE consulted (
    tenant INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY (tenant, name)
) WITHOUT ROWID;
CREATE TABLE webhooks (
    tenant INTEGER NOT NULL, n INTEGER NOT NULL, id TEXT NOT NULL, spec TEXT NOT NULL,
    PRIMARY KEY (tenant, n)
) WITHOUT ROWID;
CREATE TABLE deliveries (
    tenant INTEGER NOT NULL, n INTEGER NOT NULL, id TEXT NOT NULL, webhook TEXT NOT NULL,
    event_id TEXT NOT NULL, event TEXT NOT NULL, lane TEXT, body BLOB NOT NULL,
    state TEXT NOT NULL, next_ms INTEGER, attempts TEXT NOT NULL DEFAULT '[]',
    round INTEGER NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant, n)
) WITHOUT ROWID;
CREATE INDEX deliveries_owed ON deliveries (tenant, next_ms) WHERE state = 'owed';
CREATE INDEX deliveries_in_lane ON deliveries (tenant, webhook, lane, n)
    WHERE state = 'owed' AND lane IS NOT NULL;
CREATE TABLE snapshots (
    tenant INTEGER NOT NULL, name TEXT NOT NULL, n INTEGER NOT NULL, world INTEGER NOT NULL,
    clock TEXT NOT NULL, limits TEXT NOT NULL, PRIMARY KEY (tenant, name)
) WITHOUT ROWID;
"""

ACCOUNT_TABLES = (
    "credentials",
    "counters",
    "admissions",
    "faults",
    "webhooks",
    "deliveries",
)
"""What a snapshot copies beside the world. The journal is evidence and is never turned back."""
