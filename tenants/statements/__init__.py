"""Statements: what a customer owed, what moved and what they owe, over any period."""

from tenants.statements.period import Period, period
from tenants.statements.reading import one
from tenants.statements.statement import Aging, Movement, Statement, Turn

__all__ = ["Aging", "Movement", "Period", "Statement", "Turn", "one", "period"]
