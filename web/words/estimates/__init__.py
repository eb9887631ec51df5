"""Estimates in words."""
