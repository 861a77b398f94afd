"""The ways in which orders enter, by name."""

from benchmarks.throughput.taken import Entry

PACED = "by HTTP, 50 a second"
SOME, MANY = "by HTTP, 32 in flight", "by HTTP, 128 in flight"
KAFKA = "on Kafka"

WAYS = {
    PACED: Entry("http", rate=50),
    SOME: Entry("http", in_flight=32),
    MANY: Entry("http", in_flight=128),
    KAFKA: Entry("kafka"),
}
