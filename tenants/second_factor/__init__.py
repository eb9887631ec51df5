"""The second factor of the company's people: set up and proved by a code, recovered, lost in the open, ended."""

from tenants.second_factor import code
from tenants.second_factor.ending import WAITING, Loss, end_after_waiting, end_lost, loss, refuse, remove, say_lost
from tenants.second_factor.proving import Proof, prove
from tenants.second_factor.second_factor import SecondFactor
from tenants.second_factor.setting_up import begin, begun, counting, prove_begun, renew_recovery_codes

__all__ = [
    "WAITING",
    "Loss",
    "Proof",
    "SecondFactor",
    "begin",
    "begun",
    "code",
    "counting",
    "end_after_waiting",
    "end_lost",
    "loss",
    "prove",
    "prove_begun",
    "refuse",
    "remove",
    "renew_recovery_codes",
    "say_lost",
]
