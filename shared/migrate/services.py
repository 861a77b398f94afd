"""Finds a service by the name of its package."""

from importlib import import_module

from shared.service import Service


def load_service(module: str) -> Service:
    """The `service` of `<module>.app`. Raises LookupError, saying what is missing, when there is none."""
    try:
        found = import_module(f"{module}.app").service
    except ModuleNotFoundError as missing:
        if missing.name not in (module, f"{module}.app"):
            raise
        raise LookupError(f"there is no module {module}.app here; run it where the folder {module}/ is") from None
    except AttributeError:
        raise LookupError(f"{module}/app.py has no `service = Service(…)`") from None
    if not isinstance(found, Service):
        raise LookupError(f"`service` in {module}/app.py is no shared.service.Service")
    return found
