"""`python -m discount_service`"""

from discount_service.app import service

service.main()
