"""Addresses as typed: one canonical form, look-alikes apart."""

import pytest

from tenants.errors import Invalid
from tenants.sign_in import canonical, mailbox, masked


def test_it_lowers_case_and_drops_spaces_around() -> None:
    assert canonical("  Dana@Example.COM ") == "dana@example.com"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "dana",
        "dana@",
        "@example.com",
        "dana@example",
        "dana@@example.com",
        "dana@example.com@example.org",
        "dana@example.com.",
        "dana@.example.com",
        "dana@-example.com",
        "Dana <dana@example.com>",
        '"dana"@example.com',
        "dana(home)@example.com",
        "dana @example.com",
        "dana@example.com\r\nBcc: eve@example.com",
        "dana@example.com\x00",
        "da\u200bna@example.com",
        "da\u202ena@example.com",
        "dana@example.com,eve@example.com",
        "d" * 65 + "@example.com",
        "dana@" + "e" * 250 + ".com",
    ],
)
def test_it_refuses_what_is_no_plain_address(typed: str) -> None:
    with pytest.raises(Invalid):
        canonical(typed)


@pytest.mark.parametrize("typed", ["m\u0131ke@example.com", "mi\u212ae@example.com", "\uff4dike@example.com"])
def test_it_keeps_a_look_alike_apart(typed: str) -> None:
    assert canonical(typed) != "mike@example.com"


@pytest.mark.parametrize("address", ["d.ana+a@gmail.com", "dana+b@googlemail.com", "d.a.n.a@gmail.com"])
def test_it_sees_one_mailbox_behind_many_spellings(address: str) -> None:
    assert mailbox(address) == "dana@gmail.com"


def test_it_keeps_dots_that_count() -> None:
    assert mailbox("d.ana+x@example.com") == "d.ana@example.com"


def test_it_masks_all_but_the_first_letter() -> None:
    assert masked("dana@example.com") == "d…@example.com"
