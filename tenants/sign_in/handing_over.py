"""Handing over: from one host of ours to another, where no cookie goes along, by a link that works once."""

from tenants.sign_in.address import canonical
from tenants.sign_in.magic_link import DOORS, MagicLink, Purpose, keep


async def hand_over(email: str, next_path: str) -> str:
    """The portal path of a link that signs the staff member at `email` in, once, on the way to `next_path`.

    It is given to the browser that has just proved to be theirs, and to nobody by mail: holding it is the proof.
    """
    link = MagicLink.asked(Purpose.HANDOVER, canonical(email), "", next_path, is_known=False)
    link.browser_hash = link.secret_hash
    await keep(link, is_within=True)
    return f"{DOORS[link.purpose]}/{link.secret}"
