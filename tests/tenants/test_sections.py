"""Sections: what a company shows, by section, by path and by photo."""

import pytest

from tenants.sections import Section, shows, shows_path, shows_photos
from tenants.tenant import Tenant


def hiding(*names: str) -> Tenant:
    return Tenant(**dict.fromkeys(names, False))


@pytest.mark.parametrize("section", Section)
def test_it_is_shown_until_it_is_hidden(section: Section) -> None:
    assert shows(Tenant(), section)
    assert not shows(hiding(f"shows_{section}"), section)


@pytest.mark.parametrize("path", ["/jobs", "/jobs/", "/jobs/1", "/jobs?x=1", "/jobs#x", "jobs/1/visits"])
def test_it_hides_every_path_of_a_section(path: str) -> None:
    assert shows_path(Tenant(), path)
    assert not shows_path(hiding("shows_jobs"), path)


@pytest.mark.parametrize("path", ["", "/", "/jobsite", "/invoices", "/estimates"])
def test_it_hides_no_other_path(path: str) -> None:
    assert shows_path(hiding("shows_jobs"), path)


def test_it_writes_a_section_of_two_words_with_a_hyphen() -> None:
    assert not shows_path(hiding("shows_service_requests"), "/service-requests/new")


def test_photos_of_a_job_have_a_switch_of_their_own() -> None:
    assert not shows_photos(hiding("shows_job_photos"), "job")
    assert shows_photos(hiding("shows_job_photos"), "service_request")


def test_photos_go_with_their_section() -> None:
    assert not shows_photos(hiding("shows_jobs"), "job")
    assert not shows_photos(hiding("shows_service_requests"), "service_request")
    assert shows_photos(hiding("shows_jobs", "shows_service_requests"), "invoice")
