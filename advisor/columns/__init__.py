"""The column reader: a knowledge base as Narwhals expressions, for as many cases as a table has."""
