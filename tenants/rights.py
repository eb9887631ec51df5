"""Rights: what a staff member of each role may do. This table is the only place that says so."""

from enum import StrEnum

from tenants.errors import Forbidden
from tenants.staff import Role


class Right(StrEnum):
    """One thing a page of the console lets people do; every route of the console names the one it needs."""

    SELF = "self"  # their own name, sessions and second factor
    SEE = "see"  # everything about customers, documents and payments
    CUSTOMERS = "customers"  # write down customers, properties and contacts, and invite them
    DOCUMENTS = "documents"  # write and send estimates, invoices and agreements, and answer for the customer
    WORK = "work"  # requests, jobs, visits, photos and messages
    PAYMENTS = "payments"  # write down cash, checks and other payments, and take that back
    VOID = "void"  # take back what was sent
    REFUND = "refund"  # send money back
    MERGE = "merge"  # make one customer of two
    IMPORT = "import"  # bring in lists from elsewhere
    AUDIT = "audit"  # read who did what
    SETTINGS = "settings"  # how the portal looks and works
    TEAM = "team"  # invite and remove members
    ROLES = "roles"  # say who is admin or owner, and ask for a second factor
    STRIPE = "stripe"  # connect the company's account at Stripe
    EXPORT = "export"  # take everything away
    KEYS = "keys"  # let programs in
    DELETE = "delete"  # end the company
    KEEP = "keep"  # take that back: nobody has to prove anything for it


MEMBERS = frozenset({Right.SELF, Right.SEE, Right.CUSTOMERS, Right.DOCUMENTS, Right.WORK, Right.PAYMENTS})
ADMINS = MEMBERS | {Right.VOID, Right.REFUND, Right.MERGE, Right.IMPORT, Right.AUDIT, Right.SETTINGS, Right.TEAM}
RIGHTS = {Role.MEMBER: MEMBERS, Role.ADMIN: ADMINS, Role.OWNER: frozenset(Right)}

FRESH = frozenset({Right.REFUND, Right.ROLES, Right.STRIPE, Right.EXPORT, Right.KEYS, Right.DELETE})
"""What wants a fresh proof of who is there: a session that was left open is not enough."""


def may(role: Role, right: Right) -> bool:
    return right in RIGHTS[role]


def roles_with(right: Right) -> list[Role]:
    return [role for role in Role if may(role, right)]


def check(role: Role, right: Right) -> None:
    """Raise Forbidden for a role without the right."""
    if not may(role, right):
        raise Forbidden("Your role in the company does not allow this. The owner of the company can change that.")
