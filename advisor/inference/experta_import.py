"""Imports experta 1.9.4 on Pythons that it does not know, and leaves the rest of the process as it was.

It pins frozendict 1.2, which subclasses `collections.Mapping`: that name is lent only while frozendict is imported.
experta also calls `logging.basicConfig()`, and it swallows the ImportError of a missing requirement.
"""

from __future__ import annotations

import collections
import collections.abc
import importlib
import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import ModuleType

_LOCK = threading.RLock()


def load() -> ModuleType:
    """The experta package, imported once. Raises ImportError, which says what is missing."""
    with _LOCK:
        with suppress(ModuleNotFoundError), _lent_mapping():
            importlib.import_module("frozendict")
        with _root_logger_untouched():
            experta = importlib.import_module("experta")
            if not hasattr(experta, "KnowledgeEngine"):
                raise ImportError(f"experta is installed but one of its requirements is missing ({_cause()})")
        watchers = logging.getLogger("experta.watchers")
        if watchers.level == logging.NOTSET:  # a host that logs at DEBUG would pay three times the time
            watchers.setLevel(logging.WARNING)
        return experta


@contextmanager
def _lent_mapping() -> Iterator[None]:
    """`collections.Mapping`, gone since Python 3.10, for as long as frozendict is being imported."""
    if "frozendict" in sys.modules or hasattr(collections, "Mapping"):
        yield
        return
    vars(collections)["Mapping"] = collections.abc.Mapping
    try:
        yield
    finally:
        del vars(collections)["Mapping"]


@contextmanager
def _root_logger_untouched() -> Iterator[None]:
    """`logging.basicConfig()` does nothing where the root logger has a handler: it has one meanwhile."""
    root = logging.getLogger()
    handler = logging.NullHandler()
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)


def _cause() -> str:
    try:
        importlib.import_module("experta.engine")
    except ImportError as error:
        return str(error)
    return "reinstall experta"
