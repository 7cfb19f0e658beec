"""Compressed streams, `.gz` and `.zst`: known when read by how they begin, and when written by the file's ending."""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from typing import IO, TYPE_CHECKING, Any, BinaryIO

from advisor.errors import AdvisorError, first_line

if TYPE_CHECKING:
    from collections.abc import Callable

GZIP, ZSTD = b"\x1f\x8b", b"(\xb5/\xfd"
"""How they begin."""

LEVEL = 4
"""Of gzip: with its default a batch would wait for it most of the time."""


def unpacked(stream: BinaryIO, shown: str) -> BinaryIO:
    """The stream, or what is packed in it, which is read as it comes; `shown` is what messages call it."""
    start = stream.peek(4)[:4] if isinstance(stream, io.BufferedReader) else b""
    if start.startswith(GZIP):
        return io.BufferedReader(_Unpacked(gzip.GzipFile(fileobj=stream, mode="rb"), stream, shown), 1 << 20)
    if start.startswith(ZSTD):
        return io.BufferedReader(_Unpacked(_zstd().ZstdFile(stream, "rb"), stream, shown), 1 << 20)
    return stream


def packed(stream: IO[bytes], packing: str) -> IO[bytes]:
    """A stream that writes into this one packed as the ending `.gz` or `.zst` says; else the stream itself.

    It is to be closed before the other.
    """
    if packing == ".gz":
        return gzip.GzipFile("", "wb", LEVEL, stream, mtime=0)  # type: ignore[return-value]
    if packing == ".zst":
        made: IO[bytes] = _zstd().ZstdFile(stream, "wb")
        return made
    return stream


def _zstd() -> Any:
    """The standard library has it from 3.14 on."""
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd
    return zstd


class _Unpacked(io.RawIOBase):
    """Says of what cannot be unpacked which file it is."""

    def __init__(self, packed: Any, stream: BinaryIO, shown: str) -> None:
        self._packed, self._stream, self._shown = packed, stream, shown

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        """Fills what it can. Raises AdvisorError."""
        read: Callable[[int], bytes] = self._packed.read
        try:
            found = read(len(buffer))
        except EOFError:
            raise AdvisorError(f"{self._shown}: is compressed, and ends in the middle; get the whole file") from None
        except (gzip.BadGzipFile, zlib.error, _zstd().ZstdError) as error:
            raise AdvisorError(f"{self._shown}: is compressed, and damaged ({first_line(error)})") from None
        buffer[: len(found)] = found
        return len(found)

    def close(self) -> None:
        """Closes what was packed, too."""
        if not self.closed:
            self._packed.close()
            self._stream.close()
        super().close()
