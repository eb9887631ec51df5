"""Photos of a job: in groups on its page, and one by one, each with its neighbors."""

from typing import Any
from uuid import UUID

from templates.language import gettext as _
from templates.language import marked
from tenants.errors import NotFound

GROUPS = {
    "before": marked("Before the work"),
    "during": marked("During the work"),
    "after": marked("After the work"),
    "": marked("Photos"),
}


def groups(job_id: UUID, photos: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The photos by when they were taken; they come in the order of GROUPS."""
    shown = [_photo(job_id, photo, place, len(photos)) for place, photo in enumerate(photos, 1)]
    return [
        {"title": _(title), "photos": mine}
        for kind, title in GROUPS.items()
        if (mine := [it for it in shown if it["kind"] == kind])
    ]


def one_of(job_id: UUID, photos: list[dict[str, Any]], photo_id: UUID) -> dict[str, Any]:
    """One photo large, and the ways to the one before and the one after it. Raises NotFound."""
    place = next((place for place, it in enumerate(photos, 1) if it["id"] == str(photo_id)), None)
    if place is None:
        raise NotFound
    group = GROUPS[photos[place - 1]["kind"]]
    near = {"previous": place - 2, "next": place}
    return {
        **_photo(job_id, photos[place - 1], place, len(photos)),
        "group": _(group),
        **{
            f"{way}_href": _page(job_id, photos[index]) if 0 <= index < len(photos) else None
            for way, index in near.items()
        },
    }


def _photo(job_id: UUID, photo: dict[str, Any], place: int, many: int) -> dict[str, Any]:
    at = f"/photos/{photo['id']}"
    sizes = photo["sizes"]
    return {
        "kind": photo["kind"],
        "href": _page(job_id, photo),
        "caption": photo["caption"],
        "alt": photo["caption"] or _("Photo %(number)s of %(many)s", number=place, many=many),
        "place_words": _("Photo %(number)s of %(many)s", number=place, many=many),
        "medium": _sized(at, "medium", sizes),
        "large": _sized(at, "large", sizes),
        "download_href": f"{at}/large?download",
    }


def _page(job_id: UUID, photo: dict[str, Any]) -> str:
    return f"/jobs/{job_id}/photos/{photo['id']}"


def _sized(at: str, size: str, sizes: dict[str, Any]) -> dict[str, Any]:
    """Where a rendition is, and how large, so that nothing moves when it comes."""
    known = sizes.get(size, {})
    return {"src": f"{at}/{size}", "width": known.get("width", 0), "height": known.get("height", 0)}
