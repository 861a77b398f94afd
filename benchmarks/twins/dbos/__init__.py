"""The order flow as one durable workflow of DBOS, in two executors, on one database and DBOS' own beside it.

How it is written
- workflow.py: the saga reads from top to bottom; what undoes it stands below. Each service's part is a transaction of a
  datasource (order.py, inventory.py, discount.py, completing.py), each call to the outside a step (outside.py).
- api.py: POST /orders prices the lines and starts the workflow. Customer and Idempotency-Key are the workflow's id.
- serving.py: both executors share the port; each has an id, and goes on with its own workflows when it comes back.
- An `order.created` on Kafka starts a workflow by DBOS' own consumer, through a queue.

Whose advice it follows
- https://docs.dbos.dev/python/tutorials/transaction-tutorial: datasources, one for each database.
- https://docs.dbos.dev/python/tutorials/workflow-tutorial: steps for what is outside, ids against doubles.
- https://docs.dbos.dev/self-hosting: executors with ids of their own that recover what is theirs.
- https://docs.dbos.dev/python/tutorials/kafka-integration: the consumer.

What was tuned, with which effect
- Plain functions instead of coroutines: a third less CPU for an order (both executors together). DBOS' own database is
  asked synchronously, so that each step of a coroutine goes through a thread several times.
- READ COMMITTED, with rows of stock locked in order or changed by a condition, instead of the default SERIALIZABLE,
  which would repeat most transactions for the rows of ten products.
- `max_executor_threads` 16: without a bound, 400 accepted orders waited for the 20 connections of DBOS' pool until its
  time limit, and the run did not end.
- No queue for posted orders: a workflow begins where it was accepted, at once, where a queue is asked by polling. Those
  from Kafka have one with a `worker_concurrency`: without it a single executor took all of them.
- The good end is one transaction (payment, shipment, order, stock), where four services would have four."""
