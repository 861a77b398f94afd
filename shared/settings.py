"""What a service can be told by its environment. One prefix, CHOREO_; refused at start-up when it makes no sense."""

import os
import re
from datetime import timedelta
from functools import cache
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

Seconds = Annotated[float, Field(gt=0)]
Secret = Annotated[str, Field(repr=False)]

# Everybody can read these here; shared/production.py refuses them outside development.
DEVELOPMENT_SECRET = "development only: never use this key where it matters"
DEVELOPMENT_PASSWORD = "choreo"


_EMIT_VERSION = re.compile(r"CHOREO_EMIT_\w+_VERSION")


def _emit_versions() -> dict[str, str]:
    return {name.upper(): said for name, said in os.environ.items() if _EMIT_VERSION.fullmatch(name.upper())}


class Settings(BaseSettings):
    """Times are in seconds. The docstring below each name is its row in docs/CONFIGURATION.md. No secret is in a repr,
    and no value in an error."""

    model_config = SettingsConfigDict(
        env_prefix="CHOREO_",
        extra="ignore",
        frozen=True,
        use_attribute_docstrings=True,
        hide_input_in_errors=True,
    )

    environment: Literal["production", "development"] = "production"
    """`production`: a service does not start with a secret that is published with this software, such as the defaults
    below. `development`: it does; so run the demo, `choreo run`, docker-compose.yml and the tests."""
    kafka: str = "127.0.0.1:9092"
    """Bootstrap servers, `host:port[,host:port]`."""
    redis: Secret = "redis://127.0.0.1:6379/0"
    """Where done events are remembered and requests counted. May be away: then only the inbox remembers, and each
    replica counts alone."""
    database: Secret = f"postgresql://{{service}}:{DEVELOPMENT_PASSWORD}@127.0.0.1:5432/{{service}}"
    """The service's own database; `{service}` stands for its name."""
    postgres: Secret = f"postgresql://postgres:{DEVELOPMENT_PASSWORD}@127.0.0.1:5432/postgres"
    """Administrator's address, for `migrate` and `choreo audit` only."""

    host: str = "127.0.0.1"
    """Address the HTTP interface listens on."""
    port: Annotated[int, Field(ge=0, le=65535)] = 0
    """Port of the HTTP interface; 0: the service's own (order 8001, payment 8002, …)."""
    address: Annotated[str, Field(pattern=r"^(https?://[^\s/]+)?$")] = ""
    """Where others find the HTTP interface, as in `http://order-service:8001`; with several replicas, all of them by
    one name. Empty: `http://` host `:` port. There the observer asks whether the service is well, and replays."""
    log: Literal["auto", "json", "text"] = "auto"
    """How a process logs: one JSON object per line, or text for people. `auto`: text on a terminal, else JSON."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    """What it logs: lines of this level and above."""

    payment_provider: str = "http://127.0.0.1:8010"
    """Address of the payment provider."""
    payment_provider_key: Secret = "sk_test_development_only"
    """Secret key at the payment provider."""
    carrier: str = "http://127.0.0.1:8011"
    """Address of the carrier."""
    outside_timeout: Seconds = 5.0
    """A call to provider or carrier unanswered for so long is given up and tried again later."""
    outside_concurrency: Annotated[int, Field(ge=1)] = 64
    """Calls to the outside that one process makes at a time."""
    outside_failures: Annotated[int, Field(ge=1)] = 5
    """Unanswered calls in a row after which a breaker opens: further calls fail at once."""
    outside_recovery: Seconds = 2.0
    """After so long an open breaker lets one call through, to see whether the other side is back."""
    ledger: str = ".choreo/{service}.sqlite3"
    """The file in which an outsider keeps its ledger; `{service}` stands for its name."""

    order_deadline: Seconds = 900.0
    """An order that has not ended so long after it was accepted is cancelled (`deadline`)."""
    payment_give_up: Seconds = 30.0
    """A payment without an answer so long after it was requested is settled (`payment_unavailable`)."""

    batch_size: Annotated[int, Field(ge=1, le=5000)] = 500
    """Records in one unit of work, at most."""
    session_timeout: Seconds = 6.0
    """A consumer silent for so long loses its partitions to its siblings."""
    instance: Annotated[str, Field(max_length=100, pattern=r"^([A-Za-z0-9._-]|\{hostname\})*$")] = ""
    """A name that no other process of the service has, and that this one keeps when it is started again: then Kafka
    gives it its partitions back at once, without waiting for `session_timeout` (static membership). `{hostname}` stands
    for the host's name. Empty: none."""
    database_connections: Annotated[int, Field(ge=2)] = 10
    """Connections of one process to its database, at most."""

    emit_versions: dict[str, Annotated[int, Field(ge=1)]] = Field(
        default_factory=_emit_versions, validate_default=True, validation_alias="CHOREO_EMIT_<EVENT>_VERSION"
    )
    """The version in which an event is said, as in `CHOREO_EMIT_ORDER_CREATED_VERSION=1`, while not everybody who hears
    it understands the latest (docs/EVOLUTION.md)."""

    retry_attempts: Annotated[int, Field(ge=1)] = 5
    """Failures after which an event is a dead letter."""
    retry_first: Seconds = 0.2
    """Wait before the first retry; doubles with each."""
    retry_longest: Seconds = 30.0
    """No wait between two tries is longer."""
    replays: Annotated[int, Field(ge=1)] = 5
    """Replays after which a dead letter is parked, and replayed only by force."""

    outbox_age: Seconds = 5.0
    """An outbox row older than this was left behind, and any replica's sweeper publishes it."""
    dedup_window: Seconds = 86_400.0
    """So long Redis remembers a done event."""
    inbox_window: Seconds = 14 * 86_400.0
    """So long the inbox remembers a done event; must be longer than Kafka keeps events."""
    topic_retention: Seconds = 7 * 86_400.0
    """So long Kafka keeps events."""
    topic_replication: Annotated[int, Field(ge=1)] = 1
    """Brokers that hold each topic `migrate` makes; 3 in production."""
    idempotency_window: Seconds = 86_400.0
    """So long an `Idempotency-Key` is honoured."""

    jwt_algorithm: Literal["HS256", "RS256", "PS256", "ES256", "EdDSA"] = "HS256"
    """How tokens are signed; never taken from the token. HS256: with our secret; else by an issuer."""
    jwt_secret: Annotated[Secret, Field(min_length=32)] = DEVELOPMENT_SECRET
    """HS256: the secret, at least 32 characters."""
    jwt_jwks_url: str = ""
    """Where the issuer publishes its keys (JWKS); https in production."""
    jwt_issuer: str = "choreo"
    """`iss` a token must carry."""
    jwt_audience: str = "choreo"
    """`aud` a token must carry."""
    body_limit: Annotated[int, Field(ge=1024)] = 256 * 1024
    """Bytes of an HTTP request's body, at most."""
    rate_limit: Annotated[int, Field(ge=1)] = 5000
    """HTTP requests that one caller may send to a service in 10 seconds, all its replicas together; then 429."""

    trace_join: Literal["parent", "link"] = "parent"
    """How handling an event stands to its sending: below it (an order is one trace), or in its own trace, linked."""
    jaeger: str = "http://127.0.0.1:16686"
    """Where `choreo trace` reads traces."""

    observer_patience: Seconds = 2.0
    """The observer calls an event missing that is owed for so long."""
    observer_window: Seconds = 30 * 86_400.0
    """So long the observer remembers an order after its last event."""

    shutdown_timeout: Seconds = 8.0
    """After SIGTERM, so long a service may take to finish what it began."""
    fault: str = ""
    """For tests: end the process at a named step of the delivery (see shared/messaging/faults.py)."""

    @model_validator(mode="after")
    def _windows_make_sense(self) -> Self:
        if self.inbox_window <= self.topic_retention:
            raise ValueError(
                "CHOREO_INBOX_WINDOW must be longer than CHOREO_TOPIC_RETENTION, or a replay doubles events"
            )
        if self.payment_give_up >= self.order_deadline:
            raise ValueError("CHOREO_PAYMENT_GIVE_UP must be shorter than CHOREO_ORDER_DEADLINE")
        if self.observer_window < max(self.topic_retention, 2 * self.order_deadline):
            raise ValueError(
                "CHOREO_OBSERVER_WINDOW must not be shorter than CHOREO_TOPIC_RETENTION and two CHOREO_ORDER_DEADLINE, "
                "or the observer forgets orders that go on"
            )
        if self.retry_first > self.retry_longest:
            raise ValueError("CHOREO_RETRY_FIRST must not be longer than CHOREO_RETRY_LONGEST")
        if self.jwt_algorithm != "HS256" and not self.jwt_jwks_url:
            raise ValueError(f"CHOREO_JWT_ALGORITHM={self.jwt_algorithm} needs CHOREO_JWT_JWKS_URL")
        return self

    def database_of(self, service: str) -> str:
        """The address of a service's database."""
        return self.database.replace("{service}", service)

    @property
    def deadline(self) -> timedelta:
        """`order_deadline` as a span of time."""
        return timedelta(seconds=self.order_deadline)


@cache
def settings() -> Settings:
    """The process' settings, read once. Raises ValidationError, naming each variable that makes no sense."""
    return Settings()
