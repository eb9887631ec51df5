"""How often a price is asked for: every cadence there is has its words, in both languages."""

import pytest

from templates.cadences import CADENCES, price_words
from templates.language import speaking
from tenants.agreements import Cadence


@pytest.mark.parametrize("cadence", Cadence)
def test_every_cadence_has_words(cadence: Cadence) -> None:
    with speaking("en_US"):
        english = price_words("$29.00", cadence)
    with speaking("es_US"):
        spanish = price_words("$29.00", cadence)

    assert english.startswith("$29.00 ")
    assert spanish not in {english, "$29.00"}


def test_there_are_no_others() -> None:
    assert set(CADENCES) == set(Cadence)
