"""The agreements of the demo: one in every state at Acme, and one at Bolt, which hides them."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from sandbox.demo.agreements import Deal
from sandbox.demo.story import firsts
from tenants.agreements import Cadence, Contents, Service

DAY, YEAR = timedelta(days=1), timedelta(days=365)

COMFORT_TERMS = (
    "We come four times a year and look after everything that heats and cools your home.\n\n"
    "**What we do.** Each visit follows the checklist of the season. Small parts up to $25 are included; anything "
    "larger we show you first, with its price.\n\n"
    "**No wait.** When something stops working, members come first: within 24 hours, on weekends too.\n\n"
    "**Paying.** The price is due at the beginning of each month, by card or bank transfer. It stays the same for "
    "the whole year.\n\n"
    "**Changing your mind.** You may end the plan at the end of any month, by letter or email. Visits we have made "
    "and you have not paid for yet are then billed at $95 each."
)
COMFORT = (
    Service("Heating checked and cleaned", 2, "fall and winter"),
    Service("Cooling checked and cleaned", 2, "spring and summer"),
    Service("Filters changed", 4, "at each visit"),
    Service("First in line when something stops", None, "within 24 hours"),
    Service("5% off all parts"),
)
WATER_TERMS = (
    "We test your water, clean the softener and refill its salt.\n\n"
    "The price covers the work and the salt. The agreement runs for a year and ends by itself."
)
FILTER_TERMS = "We bring the filters and change them. You need not be at home if we can reach the unit from outside."


def acme(today: date) -> Mapping[str, Sequence[Deal]]:
    begun = firsts(today, 6)[-1]
    before = begun.replace(year=begun.year - 1)
    return {
        "Dana Diaz": (
            Deal("comfort before", _comfort(before, begun - DAY, 2_950), first=-510),
            Deal(
                "comfort",
                _comfort(begun, begun.replace(year=begun.year + 1) - DAY, 3_250, begun.replace(year=begun.year + 1)),
                sent=20,
                renews="comfort before",
                first=-145,
            ),
            Deal("water", _water(today + 12 * DAY), sent=15, end="", first=20, weeks=26),
            Deal("humidifier to come", _humidifier(today + 25 * DAY), sent=35, first=40, weeks=26),
            Deal("ducts", _ducts(today - 60 * DAY), end="declined", reason="We had them cleaned by a neighbor's firm."),
        ),
        "Kim household": (
            Deal("filters", _filters(today - 200 * DAY), first=-170, missed=(1,), skipped=(3,)),
            Deal("humidifier", _humidifier(today - 500 * DAY), first=-480, weeks=26, ended=150),
        ),
        "Oak Street Rentals LLC": (Deal("furnaces", _furnaces(today - 40 * DAY), first=-12, weeks=4),),
    }


def bolt(today: date) -> Mapping[str, Sequence[Deal]]:
    return {"Diaz Consulting Inc.": (Deal("safety", _safety(today - 100 * DAY), first=-60, weeks=26),)}


STORIES = {"acme": acme, "bolt": bolt}


def _comfort(starts_on: date, ends_on: date, price: int, renews_on: date | None = None) -> Contents:
    return Contents(
        title="Comfort plan",
        price=price,
        cadence=Cadence.MONTHLY,
        starts_on=starts_on,
        ends_on=ends_on,
        renews_on=renews_on,
        terms=COMFORT_TERMS,
        services=COMFORT,
        visits_planned=4,
    )


def _water(starts_on: date) -> Contents:
    return Contents(
        title="Water softener care",
        price=18_900,
        cadence=Cadence.YEARLY,
        starts_on=starts_on,
        ends_on=starts_on + YEAR - DAY,
        terms=WATER_TERMS,
        services=(Service("Softener cleaned and refilled", 2, "every six months"), Service("Water tested", 2)),
        visits_planned=2,
    )


def _ducts(starts_on: date) -> Contents:
    return Contents(
        title="Ducts cleaned every year",
        price=39_500,
        cadence=Cadence.PER_VISIT,
        starts_on=starts_on,
        services=(Service("Duct cleaning, up to 14 vents", 1, "every year"),),
    )


def _filters(starts_on: date) -> Contents:
    return Contents(
        title="Filters changed for you",
        price=6_900,
        cadence=Cadence.QUARTERLY,
        starts_on=starts_on,
        terms=FILTER_TERMS,
        services=(Service("Air filters changed", 4, "every three months"),),
        visits_planned=4,
    )


def _humidifier(starts_on: date) -> Contents:
    return Contents(
        title="Humidifier care",
        price=9_500,
        cadence=Cadence.HALF_YEARLY,
        starts_on=starts_on,
        services=(Service("Humidifier cleaned, pad changed", 2, "spring and fall"),),
        visits_planned=2,
    )


def _furnaces(starts_on: date) -> Contents:
    return Contents(
        title="Wall furnaces, all units",
        price=42_000,
        cadence=Cadence.QUARTERLY,
        starts_on=starts_on,
        renews_on=starts_on + YEAR,
        terms="We check one unit a month. You tell the tenants, we bring the keys back the same day.",
        services=(Service("Wall furnace checked", 12, "one unit a month"),),
        visits_planned=12,
    )


def _safety(starts_on: date) -> Contents:
    return Contents(
        title="Safety inspection",
        price=24_000,
        cadence=Cadence.PER_VISIT,
        starts_on=starts_on,
        services=(Service("Panels and exit signs inspected", 2, "twice a year"),),
        visits_planned=2,
    )
