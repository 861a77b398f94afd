"""Our services' own settings, from a place."""

from benchmarks.saga.place import Place


def told(place: Place) -> dict[str, str]:
    """As environment variables. Nobody is refused for asking often: one address sends all the orders."""
    role_and_database = place.postgres.replace("//postgres:", "//{service}:")
    return {
        "CHOREO_ENVIRONMENT": "development",
        "CHOREO_KAFKA": place.kafka,
        "CHOREO_REDIS": place.redis,
        "CHOREO_POSTGRES": place.postgres,
        "CHOREO_DATABASE": f"{role_and_database.rpartition('/')[0]}/{{service}}",
        "CHOREO_RATE_LIMIT": "1000000",
    }
