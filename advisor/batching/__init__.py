"""Batches: many cases from tables and case files, decided as columns and written as a table."""
