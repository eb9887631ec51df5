"""The table of rights itself; tests/test_rights.py tries it on every route."""

import pytest

from tenants import rights
from tenants.errors import Forbidden
from tenants.rights import FRESH, Right
from tenants.staff import Role


def test_a_member_works_and_decides_nothing() -> None:
    assert rights.may(Role.MEMBER, Right.DOCUMENTS)
    assert not rights.may(Role.MEMBER, Right.SETTINGS)


def test_it_refuses_in_words() -> None:
    with pytest.raises(Forbidden, match="role"):
        rights.check(Role.MEMBER, Right.REFUND)


def test_no_member_has_a_right_that_wants_a_fresh_proof() -> None:
    assert not [right for right in FRESH if rights.may(Role.MEMBER, right)]
