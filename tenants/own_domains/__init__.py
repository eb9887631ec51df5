"""Own domains: a company's portal under a name of its own, once the DNS has proved whose it is."""

from tenants.own_domains.limits import again_at, spend
from tenants.own_domains.own_domain import (
    DomainStatus,
    OwnDomain,
    canonical,
    claim,
    current,
    proof_name,
    proof_text,
    remove,
)
from tenants.own_domains.proving import check, check_later

__all__ = [
    "DomainStatus",
    "OwnDomain",
    "again_at",
    "canonical",
    "check",
    "check_later",
    "claim",
    "current",
    "proof_name",
    "proof_text",
    "remove",
    "spend",
]
