"""Tables of cases, read and written: CSV, TSV, Parquet, JSON Lines, and case files as rows."""
