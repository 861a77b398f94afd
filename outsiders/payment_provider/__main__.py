"""python -m outsiders.payment_provider"""

from outsiders.payment_provider.app import app_on
from outsiders.payment_provider.objects import TABLES
from outsiders.serving import open_ledger, serve
from shared.telemetry.logs import start_logging

start_logging("payment_provider")
serve(app_on(open_ledger("payment_provider", TABLES)), port=8010)
