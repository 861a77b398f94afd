"""What OpenTelemetry's semantic conventions (v1.44) name, as `/metrics` shows it. The libraries and
shared/messaging/measures.py record it; a test holds these rows against running services."""

from shared.metrics.declared import Counter, Gauge, Histogram, Metric

_ERROR = {"error_type": ()}
_REQUEST = {"http_request_method": (), "url_scheme": ()}
_MESSAGE = {"messaging_system": ("kafka",), "messaging_operation_name": (), "messaging_destination_name": ()}
_HEARD = {**_MESSAGE, "messaging_consumer_group_name": ()}

CONVENTIONS: tuple[Metric, ...] = (
    Histogram(
        "http_server_request_duration_seconds",
        "Requests that were answered, but for `/metrics` and `/health`.",
        {
            **_REQUEST,
            "http_route": (),
            "http_response_status_code": (),
            "network_protocol_version": (),
            **_ERROR,
        },
    ),
    Gauge("http_server_active_requests", "Requests that are being answered.", _REQUEST),
    Counter("messaging_client_consumed_messages_total", "Records taken from Kafka.", _HEARD),
    Histogram(
        "messaging_process_duration_seconds",
        "From taking a record to its commit, or to what failed.",
        {**_HEARD, **_ERROR},
    ),
    Counter("messaging_client_sent_messages_total", "Messages that were to be sent to Kafka.", {**_MESSAGE, **_ERROR}),
    Histogram(
        "messaging_client_operation_duration_seconds",
        "From sending a message to Kafka's acknowledgement.",
        {**_MESSAGE, **_ERROR},
    ),
    Gauge(
        "target_info",
        "1; its labels say which service and which process of it this is.",
        {
            "service_name": (),
            "service_instance_id": (),
            "telemetry_sdk_language": (),
            "telemetry_sdk_name": (),
            "telemetry_sdk_version": (),
        },
    ),
)
