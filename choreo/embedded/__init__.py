"""PostgreSQL, Apache Kafka and Valkey for a machine that has only Python: real servers, as child processes."""
