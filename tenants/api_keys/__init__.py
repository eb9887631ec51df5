"""API keys: what lets a program of the company in. Shown once, kept as a hash, allowed what its scopes say."""

from tenants.api_keys.answers import Asked, Kept, keep, recall
from tenants.api_keys.answers import cleanup as forget_answers
from tenants.api_keys.api_key import PREFIX, Access, ApiKey, Holder, Scope, find, named_scopes
from tenants.api_keys.making import Listed, MadeBefore, listed, made_by, make, one, revoke

__all__ = [
    "PREFIX",
    "Access",
    "ApiKey",
    "Asked",
    "Holder",
    "Kept",
    "Listed",
    "MadeBefore",
    "Scope",
    "find",
    "forget_answers",
    "keep",
    "listed",
    "made_by",
    "make",
    "named_scopes",
    "one",
    "recall",
    "revoke",
]
