"""How a stack is to be started."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from choreo.embedded.postgres import PASSWORD


@dataclass(frozen=True)
class Options:
    """`usual_ports`: the usual ones where they are free; else any. `environment` is given to every service and
    outsider, `environments` to those named: {"payment_service": {"CHOREO_FAULT": "after_commit"}}. `observer`: whether
    somebody watches. `password`: each service's own, for its database."""

    usual_ports: bool = True
    servers_only: bool = False
    observer: bool = True
    replicas: int = 1
    password: str = PASSWORD
    environment: Mapping[str, str] = field(default_factory=dict)
    environments: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def environment_for(self, member: str) -> dict[str, str]:
        """What this member is given beside its addresses."""
        return {**self.environment, **self.environments.get(member, {})}
