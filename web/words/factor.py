"""Setting up and proving a second factor, in words and as a picture for the phone."""

from typing import Any

import segno
from markupsafe import Markup

from templates.filters import day, moment
from tenants.second_factor import Loss, SecondFactor, code
from tenants.tenant import Tenant

GROUP = 4


def set_up(factor: SecondFactor, tenant: Tenant, email: str) -> dict[str, Any]:
    """What the page of setting up shows of the secret. It is nowhere else, and in no cache of ours."""
    address, letters = code.address(factor.secret, tenant.name, email), code.in_letters(factor.secret)
    return {
        "qr": Markup(segno.make_qr(address, error="m").svg_inline(omitsize=True, border=3, light="#fff")),  # noqa: S704 - ours
        "otp_address": address,
        "secret_words": " ".join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP)),
    }


def lost(loss: Loss | None, tenant: Tenant) -> dict[str, Any]:
    """What somebody without their phone is told."""
    if loss is None:
        return {"is_lost": False, "is_over": False, "ends_words": ""}
    ends = moment(loss.ends_at, tenant.time_zone, tenant.today())
    return {"is_lost": True, "is_over": loss.is_over, "ends_words": ends}


def since(factor: SecondFactor | None, tenant: Tenant) -> dict[str, Any]:
    """What one's own page says of it."""
    on = day(factor.proved_at.astimezone(tenant.zone).date(), tenant.today()) if factor else ""
    return {"factor_since": on, "codes_left": len(factor.recovery_hashes) if factor else 0}
