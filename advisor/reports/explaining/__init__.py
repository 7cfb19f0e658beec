"""Explanations as text and as plain data for JSON: a module for each kind, with `text` and `as_object`."""
