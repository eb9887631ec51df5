"""The team: who of the company signs in, invited by whom, with which role. There is always an owner."""

from tenants.team.deciding import ask_everybody_for_a_factor, change_role, hand_over, remove
from tenants.team.factors import let_in_without, refuse_loss
from tenants.team.inviting import Invited, invite, invite_again
from tenants.team.listing import Left, Mate, left, listed, one
from tenants.team.own import change, end_session, sign_out_everywhere
from tenants.team.own_address import address_in, ask_for_address, take_address

__all__ = [
    "Invited",
    "Left",
    "Mate",
    "address_in",
    "ask_everybody_for_a_factor",
    "ask_for_address",
    "change",
    "change_role",
    "end_session",
    "hand_over",
    "invite",
    "invite_again",
    "left",
    "let_in_without",
    "listed",
    "one",
    "refuse_loss",
    "remove",
    "sign_out_everywhere",
    "take_address",
]
