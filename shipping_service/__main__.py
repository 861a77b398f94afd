"""`python -m shipping_service`"""

from shipping_service.app import service

service.main()
