"""What pages and papers say of one agreement, every string ready to print."""

from datetime import date, datetime

from papers.agreement_schedule import schedule
from templates.cadences import price_words
from templates.filters import day, moment, money
from templates.language import ngettext
from tenants.agreements import Document, State
from tenants.tenant import Tenant


class AgreementWords:
    """One Document in words of the language in force and the company's time zone."""

    def __init__(self, tenant: Tenant, document: Document, today: date) -> None:
        self.tenant = tenant
        self.document = document
        self.today = today
        self.waits = document.state is State.TO_SIGN

    def money(self, amount: int) -> str:
        return money(amount, self.document.currency)

    def day(self, on: date) -> str:
        return day(on, self.today)

    def moment(self, at: datetime) -> str:
        return moment(at, self.tenant.time_zone, self.today)

    @property
    def price_words(self) -> str:
        return price_words(self.money(self.document.price), self.document.cadence)

    @property
    def services(self) -> list[dict[str, str]]:
        return [
            {
                "name": service.name,
                "times": "" if service.times is None else ngettext("%(num)s time", "%(num)s times", service.times),
                "how_often": service.how_often,
            }
            for service in self.document.services
        ]

    @property
    def visits(self) -> list[dict[str, str]]:
        found = schedule(self.document, self.today)
        return found["visits"] if found else []
