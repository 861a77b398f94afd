"""The shop, its goods and its customers are those of tests/e2e."""

from tests.e2e.conftest import customer, goods

__all__ = ["customer", "goods"]
