"""The second factor: codes of the phone count once and in time, recovery codes once, and a lost one only in the open."""

from base64 import b32decode
from urllib.parse import parse_qs, urlsplit

import pytest

from tenants.isolation import acting_for
from tenants.second_factor import SecondFactor, code
from tests.builders import a_second_factor
from tests.world import World

RFC = b"12345678901234567890"
VECTORS = {
    59: "287082",
    1_111_111_109: "081804",
    1_111_111_111: "050471",
    1_234_567_890: "005924",
    2_000_000_000: "279037",
    20_000_000_000: "353130",
}
"""RFC 6238, appendix B, for SHA-1: the last six of its eight digits."""


class TestCodes:
    @pytest.mark.parametrize("seconds", VECTORS)
    def test_they_are_those_of_the_standard(self, seconds: int) -> None:
        assert code.code(RFC, code.step_at(seconds)) == VECTORS[seconds]

    @pytest.mark.parametrize(("off", "counts"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
    def test_a_clock_may_be_one_step_off(self, off: int, counts: bool) -> None:
        assert (code.step_of(code.code(RFC, 1_000 + off), RFC, 1_000) is not None) is counts

    def test_an_app_reads_the_secret_from_the_address(self) -> None:
        address = urlsplit(code.address(RFC, "Acme: Heating & Air", "olive@acme.example"))
        asked = parse_qs(address.query)

        assert b32decode(asked["secret"][0]) == RFC
        assert asked["issuer"] == ["Acme  Heating & Air"]
        assert address.path == "/Acme%20%20Heating%20%26%20Air:olive%40acme.example"


class TestSecret:
    async def test_it_is_each_ones_own_and_stored_nowhere(self, world: World) -> None:
        async with acting_for(world.acme.tenant) as unit:
            first = await a_second_factor(world.acme.owner)
            second = SecondFactor.of(world.acme.owner.id)
            rows = await unit.rows("SELECT second_factor::text AS text FROM second_factor")

        assert first.secret != second.secret
        assert not [row for row in rows if first.secret.hex() in row["text"]]
