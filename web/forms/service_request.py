"""The form of a service request: what stands in its fields, what is wrong with them, and what there is to choose."""

from collections.abc import Mapping
from typing import Any

from templates.language import gettext as _
from templates.language import marked, ngettext
from tenants.service_requests import FIELDS, MOST_PHOTOS, PARTS_OF_DAY, Form
from tenants.tenant import Tenant
from web.words.service_requests.states import URGENCIES, photo_words

PARTS = {
    "any": marked("Any time"),
    "morning": marked("Morning"),
    "afternoon": marked("Afternoon"),
}


def context(tenant: Tenant, form: Form, values: Mapping[str, str], errors: Mapping[str, str]) -> dict[str, Any]:
    """What `_form.html` wants: `values` are what stands in the fields, `errors` what is wrong with them."""
    today = tenant.today()
    return {
        "values": {**dict.fromkeys(("name", "email", "phone", "property", "what"), ""), **values},
        "errors": {**dict.fromkeys(FIELDS, ""), **errors},
        "has_errors": bool(errors),
        "places": [
            {
                "id": place["id"],
                "name": place["name"],
                "lines": place["address"].splitlines(),
                "chosen": place["id"] == values.get("property") or len(form.properties) == 1,
            }
            for place in form.properties
        ],
        "urgencies": [(it.value, _(words), values.get("urgency") == it) for it, words in URGENCIES.items()],
        "days": [
            {
                "number": number,
                "value": values.get(f"day{number}", ""),
                "parts": [(part, _(PARTS[part]), values.get(f"part{number}", "any") == part) for part in PARTS_OF_DAY],
            }
            for number in (1, 2, 3)
        ],
        "more_days": any(values.get(f"day{number}") or errors.get(f"day{number}") for number in (2, 3)),
        "first_day": today.isoformat(),
        "photos": [photo_words(photo) for photo in form.photos],
        "room": MOST_PHOTOS - len(form.photos),
        "photos_words": ngettext("%(num)s photo", "%(num)s photos", len(form.photos)),
    }
