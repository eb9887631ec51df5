"""How much may be paid at once."""

import pytest

from tenants.errors import Conflict, Invalid
from tenants.payments.amounts import least, least_part, to_charge
from tenants.tenant import Tenant

WHOLE = Tenant(currency="USD")
IN_PARTS = Tenant(currency="USD", partial_payments=True, smallest_partial=2_000)


def test_it_charges_everything_unless_asked() -> None:
    assert to_charge(WHOLE, "USD", 12_000, None) == 12_000
    assert to_charge(WHOLE, "USD", 12_000, 12_000) == 12_000


def test_it_takes_a_part_where_the_company_allows_it() -> None:
    assert to_charge(IN_PARTS, "USD", 12_000, 2_000) == 2_000

    with pytest.raises(Invalid, match="whole amount"):
        to_charge(WHOLE, "USD", 12_000, 2_000)


@pytest.mark.parametrize("asked", [-1, 0, 1, 1_999, 12_001, 10**12])
def test_it_refuses_less_than_the_smallest_part_and_more_than_is_open(asked: int) -> None:
    with pytest.raises(Invalid, match="between") as refusal:
        to_charge(IN_PARTS, "USD", 12_000, asked)

    assert refusal.value.field == "amount"


def test_it_leaves_nothing_that_stripe_would_not_take() -> None:
    with pytest.raises(Invalid, match="leave at least"):
        to_charge(IN_PARTS, "USD", 12_000, 11_951)

    assert to_charge(IN_PARTS, "USD", 12_000, 11_950) == 11_950


@pytest.mark.parametrize(
    ("smallest", "payable", "part"),
    [(2_000, 12_000, 2_000), (2_000, 2_050, 2_000), (2_000, 2_049, None), (0, 12_000, 50), (0, 99, None)],
)
def test_it_offers_a_part_only_where_stripe_would_take_the_rest(smallest: int, payable: int, part: int | None) -> None:
    tenant = Tenant(currency="USD", partial_payments=True, smallest_partial=smallest)

    assert least_part(tenant, "USD", payable) == part
    assert least_part(WHOLE, "USD", payable) is None


def test_it_takes_every_part_it_offers() -> None:
    assert to_charge(IN_PARTS, "USD", 2_050, 2_000) == 2_000

    with pytest.raises(Invalid, match="whole amount"):
        to_charge(IN_PARTS, "USD", 2_049, 2_000)


def test_it_refuses_what_is_too_little_for_stripe() -> None:
    with pytest.raises(Conflict, match="too little"):
        to_charge(WHOLE, "USD", 49, None)
    with pytest.raises(Conflict, match="nothing"):
        to_charge(WHOLE, "USD", 0, None)


def test_it_knows_the_smallest_charge_of_each_currency() -> None:
    assert (least("USD"), least("GBP"), least("JPY"), least("KRW")) == (50, 30, 50, 50)
