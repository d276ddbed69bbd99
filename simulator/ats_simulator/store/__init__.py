"""All state, in one database: schema, transactions, records, counters, journal."""
