import pytest

from tests.sandboxes import Stripe
from tests.till import Till
from tests.world import World


@pytest.fixture
def till(world: World, stripe: Stripe) -> Till:
    return Till(world.acme, stripe)


@pytest.fixture
def other_till(world: World, stripe: Stripe) -> Till:
    return Till(world.bolt, stripe)
