"""Reads records whose header names are no UTF-8.

aiokafka raises at one, at every start again, so that a single record (`kcat -H $'\\xff=1'`) would end a service for
good. Here such bytes become surrogates, as Python's `surrogateescape` has it, and the record is read."""

from collections.abc import Iterator
from typing import Any, SupportsIndex

from aiokafka.consumer import fetcher
from aiokafka.record.default_records import _DefaultRecordBatchPy
from aiokafka.record.memory_records import _MemoryRecordsPy


def read_any_records() -> None:
    """From now on, whoever consumes in this process."""
    fetcher.MemoryRecords = AnyRecords


class AnyRecords:
    """What a fetch brought, batch by batch, in place of aiokafka's MemoryRecords."""

    def __init__(self, fetched: bytes) -> None:
        self._records = _MemoryRecordsPy(fetched)
        self.has_next, self.size_in_bytes = self._records.has_next, self._records.size_in_bytes

    def next_batch(self) -> "AnyBatch | None":
        """The next, if there is one."""
        raw = self._records._next_slice
        batch = self._records.next_batch()
        return None if batch is None or raw is None else AnyBatch(batch, raw)


class AnyBatch:
    """A batch that aiokafka reads as fast as it can, as far as it can; what is told of it, its own batch tells."""

    def __init__(self, batch: Any, raw: memoryview) -> None:
        self._batch, self._raw = batch, raw

    def __getattr__(self, name: str) -> Any:
        return getattr(self._batch, name)

    def __iter__(self) -> Iterator[Any]:
        """Its records; some of them a second time, which a fetcher leaves out by their offset."""
        try:
            yield from self._batch
        except UnicodeDecodeError:
            batch = _DefaultRecordBatchPy(self._raw)
            batch._maybe_uncompress()
            batch._buffer = _Escaping(batch._buffer)
            yield from batch


class _Escaping(bytearray):
    """Decodes whatever is cut from it. In a batch, only names of headers are decoded."""

    def __getitem__(self, place: SupportsIndex | slice) -> Any:
        part = super().__getitem__(place)
        return part if isinstance(part, int) else _Escaping(part)

    def decode(self, encoding: str = "utf-8", errors: str = "surrogateescape") -> str:
        return super().decode(encoding, "surrogateescape")
