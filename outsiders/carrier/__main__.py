"""python -m outsiders.carrier"""

from outsiders.carrier.app import app_on
from outsiders.carrier.bookings import TABLES
from outsiders.serving import open_ledger, serve
from shared.telemetry.logs import start_logging

start_logging("carrier")
serve(app_on(open_ledger("carrier", TABLES)), port=8011)
