"""Questions to the DNS: what a resolver says is read, and what is no answer to us is none."""

import struct
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox import dns
from tenants import dns_lookup
from tenants.dns_lookup import CNAME, TXT, A, Unreadable, _answers, _question
from tenants.errors import Unavailable

Enter = Callable[..., None]


async def test_it_reads_texts_that_are_longer_than_one_piece(enter: Enter) -> None:
    enter("long.dns.test", "TXT", "x" * 400)

    assert (await dns_lookup.ask("long.dns.test", TXT)).texts == {"x" * 400}


async def test_it_reads_an_alias_and_an_address(enter: Enter) -> None:
    enter("alias.dns.test", "CNAME", "acme.localhost")
    enter("host.dns.test", "A", "192.0.2.7")

    assert (await dns_lookup.ask("alias.dns.test", CNAME)).aliases == {"acme.localhost"}
    assert (await dns_lookup.ask("host.dns.test", A)).addresses == {"192.0.2.7"}


async def test_a_name_nobody_has_says_nothing(sandbox: str) -> None:
    assert not (await dns_lookup.ask("nobody.dns.test", TXT)).texts


async def test_a_resolver_that_fails_is_no_proof_of_anything(breaks: Enter) -> None:
    breaks("down.dns.test")

    with pytest.raises(Unavailable):
        await dns_lookup.ask("down.dns.test", TXT)


@given(st.binary(max_size=120))
def test_no_answer_can_break_it(noise: bytes) -> None:
    question = _question(7, "a.test", TXT)
    for answer in (noise, question[:2] + noise, struct.pack("!6H", 7, 0x8180, 1, 3, 0, 0) + question[12:] + noise):
        try:
            _answers(answer, 7, question)
        except (Unreadable, struct.error, IndexError, UnicodeError, ValueError):
            continue


def test_an_answer_to_another_question_is_none() -> None:
    theirs = dns.answer(_question(7, "b.test", TXT))

    with pytest.raises(Unreadable):
        _answers(theirs, 7, _question(7, "a.test", TXT))


def test_an_answer_with_another_number_is_none() -> None:
    question = _question(7, "a.test", TXT)

    with pytest.raises(Unreadable):
        _answers(dns.answer(question), 8, question)
