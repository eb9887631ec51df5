"""Company deletions: the end of a company, scheduled, taken back, and carried out when its time has come."""

from tenants.company_deletions.company_deletion import CompanyDeletion, is_waiting, last_day
from tenants.company_deletions.deleting import begin, due, empty, finish, forget_slugs
from tenants.company_deletions.files import delete_files
from tenants.company_deletions.letters import holds_back, remind
from tenants.company_deletions.scheduling import OnItsWay, keep, on_its_way, schedule

__all__ = [
    "CompanyDeletion",
    "OnItsWay",
    "begin",
    "delete_files",
    "due",
    "empty",
    "finish",
    "forget_slugs",
    "holds_back",
    "is_waiting",
    "keep",
    "last_day",
    "on_its_way",
    "remind",
    "schedule",
]
