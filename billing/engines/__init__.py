"""What can run the bill's SQL: DuckDB in this process, or a distributed engine over the same prepared table."""
