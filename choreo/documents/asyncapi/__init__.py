"""docs/asyncapi.json: all that goes over Kafka, as an AsyncAPI 3.0 document."""
