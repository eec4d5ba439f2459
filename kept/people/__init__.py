"""Customers, the addresses they write from, and the staff who answer them."""
