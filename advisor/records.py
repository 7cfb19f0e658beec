"""`NamedTuple` as `typing` has it, made in a fifth of its time: start-up makes some forty.

Of each annotation that is a text, as all are where they are put off, `typing` compiles a reference, which nobody here
asks for. What is made is otherwise the same, for readers, for programs and for checkers of types.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple
else:
    from collections import namedtuple

    _MADE = frozenset(("__annotations__", "__module__", "__qualname__", "__classcell__"))

    class _TupleMaker(type):
        def __new__(cls, name, bases, own):
            if not bases:
                return super().__new__(cls, name, bases, own)
            fields = own["__annotations__"]
            defaults = [own[field] for field in fields if field in own]
            made = namedtuple(name, fields, defaults=defaults, module=own["__module__"])
            made.__annotations__ = made.__new__.__annotations__ = fields
            for key, value in own.items():
                if key not in _MADE and key not in fields:
                    setattr(made, key, value)
            return made

    class NamedTuple(metaclass=_TupleMaker):
        """The base of a class whose annotated names are the fields of a tuple."""
