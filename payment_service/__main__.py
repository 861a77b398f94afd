"""`python -m payment_service`"""

from payment_service.app import service

service.main()
