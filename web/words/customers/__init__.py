"""Customers and their people in words."""
