"""`python -m club_service`"""

from .app import service

service.main()
