"""News: ids and kinds, and one name for one act in every process."""

from uuid import uuid4

import pytest

from tenants.news import told
from tests.names import NOBODY


def test_it_says_whose_and_what() -> None:
    tenant, customer, record = uuid4(), uuid4(), uuid4()
    news = told(f"{tenant} {customer} payment {record} 77")

    assert news
    assert (news.tenant_id, news.customer_id, news.kind, news.id) == (tenant, customer, "payment", record)
    assert news == told(f"{tenant} {customer} payment {record} 77")


def test_what_is_no_customers_is_the_companys() -> None:
    news = told(f"{uuid4()} - email {uuid4()} 77")

    assert news
    assert news.customer_id is None


@pytest.mark.parametrize("payload", ["", "x", "a b c d e", f"{NOBODY} - payment", f"{NOBODY} - p {NOBODY} 1 2"])
def test_noise_is_none(payload: str) -> None:
    assert told(payload) is None
