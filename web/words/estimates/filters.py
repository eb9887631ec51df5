"""Which estimates the console lists, to be picked."""

from templates.language import marked
from tenants.estimate_book import Filter

FILTERS = {
    Filter.ALL: marked("All"),
    Filter.DRAFT: marked("Drafts"),
    Filter.WAITING: marked("Waiting"),
    Filter.ASKED: marked("Asked for more"),
    Filter.ACCEPTED: marked("Accepted"),
    Filter.DECLINED: marked("Declined"),
    Filter.EXPIRED: marked("Expired"),
}
