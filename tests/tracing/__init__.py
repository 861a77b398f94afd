"""What happened to an order, as a receiver of the OpenTelemetry protocol sees it."""
