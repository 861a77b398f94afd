"""The shop in action: products, coupons, customers with orders that end in every way."""
