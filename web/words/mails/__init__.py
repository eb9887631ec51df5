"""Mails in words."""
