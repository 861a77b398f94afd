"""The order flow with plain Faust agents (faust-streaming 0.15), as its documentation writes a service: five processes,
an agent per topic, `async for event in stream.events()`, `faust.Record` models, `topic.send`, a SQLAlchemy session
per event. The naive way: no inbox, no outbox, no Redis.

It is right as long as nothing fails. What it loses and doubles when something does:

- A process that dies between a commit and its `send` (or before the producer's buffer is sent) has said nothing: the
  order stays PENDING for good, its stock held. When the event comes again, its row says that it was handled.
- An exception in an agent loses its event: `events()` acknowledges it all the same.
- With several actors an offset may be committed while an earlier event is still being handled; a kill then loses it.
- A process that dies between a call to the outside and the commit after it makes the call again, or never concludes
  it.
- What is handled twice is doubled only outside: the rows refuse a second hold, redemption, charge or booking.

Whose advice it follows:

- `concurrency=10` for agents that wait for something outside (docs/userguide/agents, "Concurrency"). One actor each
  took no less CPU for an order, and orders waited longer.
- FastAPI and Faust in one process by `faust.contrib.asgi.faust_lifespan` (docs/userguide/asgi); the others by
  `faust.Worker`; uvloop in both (docs/userguide/installation); orjson is there, and Faust uses it.
- `topic_disable_leader`, `web_enabled=False`, `store="memory://"` (docs/userguide/settings): nothing here needs them.
- Models without metadata (`include_metadata=False`, docs/userguide/models): the bodies are plain JSON.
- SQLAlchemy as in the FastStream twin: benchmarks/twins/shop."""
