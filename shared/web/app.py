"""A service's HTTP interface: its own routes, and what all services have."""

from collections.abc import Callable, MutableMapping
from contextlib import AbstractAsyncContextManager
from typing import Any

from fastapi import APIRouter, Depends, FastAPI

from shared.settings import Settings
from shared.settings import settings as settings_of_the_process
from shared.web import dead_letters, health, metrics
from shared.web.failures import AnswerFailures
from shared.web.hosted import Hosted
from shared.web.limits import BodyLimit, RateLimit
from shared.web.openapi import PROBLEMS, describe_problems
from shared.web.parameters import refuse_control_characters
from shared.web.refusals import answer_refusals
from shared.web.subject import speak_of_its_order

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


_LOOKS = ("/health/", "/metrics")


def _is_a_look(scope: MutableMapping[str, Any]) -> bool:
    """Whether a machine asks how the service does: a span of each look would bury the others."""
    return str(scope.get("path", "")).startswith(_LOOKS)


class ServiceApp(FastAPI):
    """FastAPI, whose document also describes our problem documents."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document."""
        return describe_problems(super().openapi())


def create_app(
    service: Hosted,
    *,
    router: APIRouter | None = None,
    lifespan: Lifespan | None = None,
    settings: Settings | None = None,
) -> FastAPI:
    """The app of `service`: the routes of `router`, health, metrics and dead letters. `settings` are those of the
    process unless given."""
    settings = settings or settings_of_the_process()
    app = ServiceApp(
        title=service.name,
        redoc_url=None,
        lifespan=lifespan,
        telemetry={"operation_spans": False, "logs": False, "auto_configure": False, "exclude": _is_a_look},
        dependencies=[Depends(refuse_control_characters), Depends(speak_of_its_order)],
    )
    app.state.service, app.state.settings, app.state.hubs = service, settings, {}
    metrics.collect_metrics(service)
    if router is not None:
        app.include_router(router, responses=PROBLEMS)
    if service.service.own_dead_letters:
        app.include_router(dead_letters.router, responses=PROBLEMS)
    app.include_router(health.router)
    app.include_router(metrics.router)
    answer_refusals(app)
    app.add_middleware(BodyLimit, most=settings.body_limit)
    app.add_middleware(RateLimit, service=service.name, settings=settings, free=_LOOKS)
    app.add_middleware(AnswerFailures)
    return app
