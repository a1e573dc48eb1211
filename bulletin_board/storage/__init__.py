"""The logs in a database: append-only tables, one transaction for each append, heads signed inside it."""
