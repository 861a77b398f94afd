"""`python -m shared.migrate order_service payment_service …`"""

import asyncio
import logging
import sys

from pydantic import ValidationError

from shared.migrate.databases import make_database
from shared.migrate.schema import upgrade_schema
from shared.migrate.services import load_service
from shared.migrate.topics import make_topics
from shared.production import SettingsRefused, refuse_published_passwords
from shared.settings import settings
from shared.telemetry.logs import start_logging

log = logging.getLogger("shared.migrate")


async def migrate(modules: list[str]) -> None:
    """Each service's database, role and tables, then all topics. Raises when a part does not answer."""
    services = [load_service(module) for module in modules]
    for service in services:
        await make_database(service.name)
        await upgrade_schema(service)
        log.info("%s: database ready", service.name)
    await make_topics(services)
    log.info("topics ready")


def main() -> None:
    """Exit status 0 when all is there, 1 when it cannot be made, or the settings make no sense."""
    start_logging("migrate")
    if not sys.argv[1:]:
        sys.exit("usage: python -m shared.migrate SERVICE_MODULE…")
    try:
        refuse_published_passwords(settings())
    except (ValidationError, SettingsRefused) as nonsense:
        sys.exit(f"nothing was migrated: {nonsense}")
    asyncio.run(migrate(sys.argv[1:]))


main()
