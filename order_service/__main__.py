"""`python -m order_service`"""

from order_service.app import service

service.main()
