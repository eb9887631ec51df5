"""Photos of a job as the company arranges them: in groups, each with what can be said and done about it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from templates.language import gettext as _
from templates.language import marked
from tenants.sections import Section, shows
from tenants.tenant import Tenant
from web.words.jobs.photos import GROUPS

KINDS = {
    "before": marked("Before"),
    "during": marked("During"),
    "after": marked("After"),
    "": marked("None of these"),
}


def groups(job_id: UUID, photos: list[dict[str, Any]], typed: Mapping[str, str]) -> list[dict[str, Any]]:
    """The photos by when they were taken; `typed` is what stands in the form of the photo `id`, and its `error`."""
    shown = [_photo(job_id, photo, place, len(photos), typed) for place, photo in enumerate(photos, 1)]
    return [
        {"title": _(title), "photos": _with_ends(mine)}
        for kind, title in GROUPS.items()
        if (mine := [it for it in shown if it["kept_kind"] == kind])
    ]


def kinds() -> list[tuple[str, str]]:
    return [(value, _(label)) for value, label in KINDS.items()]


def shown_words(tenant: Tenant) -> str:
    """Whether the customer sees them."""
    if not shows(tenant, Section.JOBS):
        return _("The customer does not see them: jobs are hidden in the portal's settings.")
    if not tenant.shows_job_photos:
        return _("The customer does not see them: photos of jobs are hidden in the portal's settings.")
    return _("The customer sees them in the portal, also while the work goes on.")


def _with_ends(mine: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**it, "is_first": it is mine[0], "is_last": it is mine[-1]} for it in mine]


def _photo(job_id: UUID, photo: Mapping[str, Any], place: int, many: int, typed: Mapping[str, str]) -> dict[str, Any]:
    at, mine = f"/staff/photos/{photo['id']}", typed if typed.get("id") == photo["id"] else {}
    size = photo["sizes"].get("small", {})
    words = _("Photo %(number)s of %(many)s", number=place, many=many)
    return {
        "id": photo["id"],
        "action": f"/staff/jobs/{job_id}/photos/{photo['id']}",
        "kept_kind": photo["kind"],
        "kind": mine.get("kind", photo["kind"]),
        "caption": mine.get("caption", photo["caption"]),
        "error": mine.get("error", ""),
        "alt": photo["caption"] or words,
        "place_words": words,
        "small": f"{at}/small",
        "large": f"{at}/large",
        "download": f"{at}/large?download",
        "width": size.get("width", 1),
        "height": size.get("height", 1),
    }
