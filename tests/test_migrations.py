"""Migrations run forward without a copy of the schema before every step, but for the steps that look back."""

import inspect

import pytest
from tortoise.migrations import operations

from migrations._forward import LOOKS_BACK

STEPS = [
    it for _, it in inspect.getmembers(operations, inspect.isclass) if issubclass(it, operations.TortoiseOperation)
]


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)
def test_every_step_that_looks_back_is_given_what_was_there(step: type[operations.TortoiseOperation]) -> None:
    looks_back = "old_state." in inspect.getsource(step.database_forward)

    assert not looks_back or issubclass(step, LOOKS_BACK)
