"""What was not measured here, and is assumed; every one stands in the document."""

UTILISATION = 0.6
"""Of a replica, a broker, a database server: what it is loaded with, at most."""
LEAST_REPLICAS = 2
"""One may be restarted while the other goes on."""
HEADROOM = 2
"""Partitions for each replica of the busiest service: replicas can double before partitions must."""

COPIES = 3
"""Brokers that hold each topic (`CHOREO_TOPIC_REPLICATION`)."""
BROKER_CORES = 8
BROKER_BYTES = 193.0 / 3 * 2**20
"""Bytes a second that producers may send for each broker, three copies kept."""
BROKER_BYTES_SOURCE = (
    "[LinkedIn's measurement](https://engineering.linkedin.com/kafka/"
    "benchmarking-apache-kafka-2-million-writes-second-three-cheap-machines): 193 MB/s into three brokers with "
    "1 Gbit/s each, three copies"
)
BROKER_PARTITIONS = 4000
"""Copies of partitions on one broker."""
BROKER_PARTITIONS_SOURCE = (
    "[KIP-578](https://cwiki.apache.org/confluence/spaces/KAFKA/pages/148641509/"
    "KIP-578+Add+configuration+to+limit+number+of+partitions)"
)
OUTSIDE_CALL = 0.03
"""Seconds that provider and carrier take to answer."""
DATABASE_CORES = 32
"""Of one PostgreSQL server."""
