"""Sections: what of its portal a company shows. Invoices are always there; the rest it can hide, and keeps."""

from enum import StrEnum
from urllib.parse import urlsplit

from tenants.tenant import Tenant


class Section(StrEnum):
    """Named as the nouns they show, in code; `path` is where a section lives in the portal."""

    ESTIMATES = "estimates"
    JOBS = "jobs"
    AGREEMENTS = "agreements"
    SERVICE_REQUESTS = "service_requests"

    @property
    def path(self) -> str:
        return "/" + self.replace("_", "-")


PHOTOS_OF = {"job": Section.JOBS, "service_request": Section.SERVICE_REQUESTS}
"""Whose photos are seen where, by the table of the record they are about."""


def shows(tenant: Tenant, section: Section) -> bool:
    shown: bool = getattr(tenant, f"shows_{section}")
    return shown


def shows_photos(tenant: Tenant, about: str) -> bool:
    """Whether photos of records of the table `about` are shown: a job's have a switch of their own."""
    if about == "job" and not tenant.shows_job_photos:
        return False
    return about not in PHOTOS_OF or shows(tenant, PHOTOS_OF[about])


def shows_path(tenant: Tenant, path: str) -> bool:
    """Whether the portal has a page at `path` for anybody: not in a hidden section."""
    first = "/" + urlsplit(path).path.strip("/").partition("/")[0]
    return all(shows(tenant, section) for section in Section if section.path == first)
