"""Dana Diaz at Acme: a plan paid month by month, and an invoice in every state there is."""

from datetime import date

from sandbox.demo.acme_work import SYSTEM_CHECK, labor, part, trip
from sandbox.demo.story import BANK, Bill, Later, Paid, Person, Served, firsts, line
from tenants.line_items import Line

HEAT_PUMP_NOTE = (
    "Thank you for choosing the high-efficiency unit. What you should know:\n\n"
    "The manufacturer's warranty is ten years on parts and twelve on the compressor; we have registered it in your "
    "name. Our own work is covered for two years. Warranty repairs need one check a year, which your Comfort plan "
    "includes.\n\n"
    "You may be entitled to a federal tax credit and to a rebate from your electric utility. Both ask for this "
    "invoice and for the AHRI certificate that Kelly left in the blue folder beside the air handler. The rebate "
    "must be asked for within 90 days of the installation.\n\n"
    "For the first two weeks the outdoor unit may smell faintly of warm oil while it defrosts. That is normal. If "
    "the display shows E4, or the breaker trips, please call us at (708) 555-0142 before switching it on again.\n\n"
    "Your deposit of $3,000 is taken off as soon as it reaches us; what remains is due by the day above."
)


def diaz(today: date) -> Served:
    return Served(
        "Dana Diaz",
        "12 Elm Street\nOak Park, IL 60302",
        (Person("Dana Diaz", "dana@example.com", "+1 708 555 0118"),),
        (
            ("Home", "12 Elm Street\nOak Park, IL 60302"),
            ("Coach house", "12 Elm Street, rear\nOak Park, IL 60302"),
        ),
        (*_comfort_plan(today), *PAST, *NOW),
    )


def _comfort_plan(today: date) -> tuple[Bill, ...]:
    """One bill for each month that has begun, paid two days later."""
    begun = firsts(today, 6)[-1]
    days = [first for first in firsts(today, 13) if first != today]
    return tuple(
        Bill(
            (today - first).days,
            f"Comfort plan, {first:%B %Y}",
            (_month_of_plan(3_250 if first >= begun else 2_950),),
            (Paid(max((today - first).days - 2, 0)),),
            is_by_itself=True,
            agreement="comfort" if first >= begun else "comfort before",
        )
        for first in days
    )


def _month_of_plan(price: int) -> Line:
    return line("Comfort plan: four visits a year, no wait, 5% off parts", "1", price)


PAST = (
    Bill(338, "Yearly system check", (SYSTEM_CHECK,), (Paid(331),)),
    Bill(
        289,
        "Thermostat replaced",
        (labor("1.25"), part("Learning thermostat", 24_900)),
        (Paid(281, by=BANK, later=(Later("settle", 276),)),),
    ),
    Bill(
        236,
        "Ducts cleaned",
        (line("Duct cleaning, up to 14 vents", "1", 44_500, discount_amount=4_500), line("Dryer vent", "1", 9_500)),
        (Paid(229),),
    ),
    Bill(
        171,
        "Attic insulation survey",
        (line("Survey with thermal camera", "1", 12_000),),
        (Paid(169, later=(Later("refund", 160),)),),
    ),
    Bill(
        102,
        "Water heater flushed",
        (labor("1"), part("Anode rod, magnesium", 5_900)),
        (Paid(97, by=BANK, later=(Later("settle", 92),)),),
        place=1,
    ),
    Bill(61, "Condensate pump replaced", (trip(), part("Condensate pump, 115 V", 8_900)), (Paid(55),)),
)

NOW = (
    Bill(
        27,
        "Evening call, no air upstairs",
        (
            line("Emergency call after hours", "1", 21_900),
            labor("1.25"),
            part("Run capacitor, 45 µF", 3_400),
        ),
    ),
    Bill(
        20,
        "Heat pump for the coach house",
        (
            part("Heat pump, 2 ton, 18 SEER2, with air handler", 548_000, discount_rate=500),
            part("Line set, pad and disconnect", 41_500),
            labor("14", "Installation by two technicians (hours)"),
            line("Permit and city inspection", "1", 17_500),
            line("Old unit taken away", "1", 0),
        ),
        (Paid(19, 300_000),),
        days=30,
        note=HEAT_PUMP_NOTE,
        place=1,
        is_shared=True,
    ),
    Bill(8, "Blower motor replaced", (labor("2.5"), part("Blower motor, 1/2 hp", 31_800)), (Paid(2, by=BANK),)),
    Bill(1, "Blower motor replaced", (labor("2.5"), part("Blower motor, 1/2 hp", 31_800)), is_void=True),
    Bill(
        0, "Filters and humidifier pad", (trip(), part("Media filter, 4 in", 3_950, "2"), part("Humidifier pad", 2_400))
    ),
)
