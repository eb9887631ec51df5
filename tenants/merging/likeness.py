"""What two customers may have in common, and that somebody said they are two all the same."""

from enum import StrEnum

MOST_ALIKE = 5
"""What more customers than this have in common, like the address of a property manager, makes no two of them one."""


class Likeness(StrEnum):
    """What two customers have in common."""

    EMAIL = "email"
    PHONE = "phone"
    NAME = "name"


APART = """
EXISTS (SELECT FROM told_apart a WHERE a.tenant_id = $1
           AND a.first_id = least({one}, {other}) AND a.second_id = greatest({one}, {other}))
"""
