"""Discount: a coupon is redeemed by one conditional update, and given back by another."""

from sqlalchemy import text

from benchmarks.twins.dbos.datasource import datasource

_REDEEM = text("update coupon set redeemed = redeemed + 1 where code = :code and redeemed < limit_ returning percent")
_GIVE_BACK = text("update coupon set redeemed = redeemed - 1 where code = :code")


@datasource.transaction(isolation_level="READ COMMITTED")
def redeem_coupon(code: str, subtotal: int) -> int | None:
    """The discount in minor units; None: it is unknown or used up."""
    percent = datasource.sql_session().execute(_REDEEM, {"code": code}).scalar_one_or_none()
    return None if percent is None else subtotal * percent // 100


@datasource.transaction(isolation_level="READ COMMITTED")
def give_back_coupon(code: str) -> None:
    """As if it had not been redeemed."""
    datasource.sql_session().execute(_GIVE_BACK, {"code": code})
