"""The order flow with FastStream (faststream.ag2.ai, 0.7, on aiokafka): five processes, one message one transaction,
with inbox and outbox. Loses and doubles nothing when a process is killed.

How a message is handled: FastStream hands over a batch; Redis says which of it are done; each message has a
transaction of its own, side by side with the others: inbox row, the business' rows, outbox rows, commit. The commit
wakes the relay, which publishes all that waits (idempotent producer, acks=all) and deletes it by one statement. Then
Redis is told, then the offsets are committed. A call to the outside is made between two transactions: the first finds
out that it is due and keeps nothing, the second keeps its outcome together with the inbox row.

Whose advice it follows:

- At least once: `AckPolicy.NACK_ON_ERROR` and a consumer group (docs/kafka/ack; `ACK` would commit what failed, too).
- `batch=True` (docs/kafka/Subscriber/batch_subscriber: "can enhance the overall performance"). A worker per partition
  (docs/kafka/Subscriber, "Concurrent processing": `max_workers=4`, a consumer per worker: 72 of them, an offset
  commit per message) was built first, and took nearly twice the CPU for an order. `batch_timeout_ms` is 10, not 200:
  a subscriber sleeps that long when it found nothing.
- Pydantic models as annotations (docs/getting-started/subscription/pydantic); orjson is there, and FastStream uses
  it.
- `logger=None` (docs/getting-started/observability/logging): no line per message. uvloop (docs/getting-started/cli).
- FastAPI with the broker in its lifespan (docs/getting-started/integrations/frameworks); uvicorn with uvloop,
  httptools, no access log.
- The message is not asked for by `Context()`: heard.py says why.
- SQLAlchemy: a session per task, `expire_on_commit=False` (docs/orm/extensions/asyncio), a pool as large as a batch,
  an AUTOCOMMIT engine for single looks and the relay's delete (docs/core/connections), `RETURNING` and upserts to
  save queries, the inbox by a Core statement made once. Redis by MGET and a pipeline.

What limits it: three quarters of what a busy service does is SQLAlchemy and asyncpg, for an order's thirteen
transactions of about five statements each (py-spy, inventory)."""
