"""The versions of the formats that programs read. What is written carries its own; docs/json.md says what each changed.

A version rises where a key changes its meaning, goes away or may be missing. What has no version is of the first.
"""

CASE = 2
"""Of case files; the first had neither `format` nor the `version` of the knowledge base."""

RESULT = 2
"""Of what commands print or write as JSON, JSON Lines or Parquet; the first did not say so."""

KEY = "format"
"""What stands before the version in case files, in objects of JSON and JSON Lines, and in the metadata of Parquet."""

TABLES = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
"""How the names of tables end, which 'advisor batch' reads and writes, each with its format."""
