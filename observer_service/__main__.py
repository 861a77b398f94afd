"""`python -m observer_service`"""

from observer_service.app import service

service.main()
