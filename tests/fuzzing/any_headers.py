"""Headers as librdkafka (kcat) sends them, whose names may be any bytes; aiokafka's own are text."""

from typing import Any

from aiokafka.producer.message_accumulator import BatchBuilder
from aiokafka.record.default_records import _DefaultRecordBatchBuilderPy


class AnyName(str):
    """A header's name that is encoded as these bytes."""

    def __new__(cls, raw: bytes) -> "AnyName":
        made = super().__new__(cls, raw.decode("latin-1"))
        made.raw = raw
        return made

    raw: bytes

    def encode(self, *_: Any) -> bytes:
        return self.raw


def any_headers(batch: BatchBuilder) -> _DefaultRecordBatchBuilderPy:
    """For an empty batch: a builder that asks a name for its bytes."""
    assert not batch.record_count()
    return _DefaultRecordBatchBuilderPy(
        magic=2,
        compression_type=0,
        is_transactional=0,
        producer_id=-1,
        producer_epoch=-1,
        base_sequence=0,
        batch_size=16_384,
    )
