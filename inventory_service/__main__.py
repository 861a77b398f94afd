"""`python -m inventory_service`"""

from inventory_service.app import service

service.main()
