"""The second factor of the company's people."""

from tenants.second_factor import code
from tenants.second_factor.second_factor import SecondFactor

__all__ = ["SecondFactor", "code"]
