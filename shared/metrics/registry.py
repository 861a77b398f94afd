"""Where everything is that this process has measured, for `/metrics`."""

from prometheus_client import CollectorRegistry, disable_created_metrics

disable_created_metrics()  # type: ignore[no-untyped-call]
MEASURED = CollectorRegistry()
