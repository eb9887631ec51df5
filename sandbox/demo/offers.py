"""What was offered: estimates in every state, with packages to pick from, extras, terms and deposits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sandbox.demo import bolt
from sandbox.demo.acme_work import labor, part
from tenants.estimates import Contents, Deposit, Item, Option
from tenants.line_items import Line


@dataclass(frozen=True, slots=True)
class Offer:
    """An estimate sent `ago` days ago that can be answered for `days` days, and answered, as `end` says, `end_ago`.

    `changes` are what the customer asked to be different; `revised` is what a second version then said, three days
    later. `form` is what they picked and ticked.
    """

    ago: int
    contents: Contents
    days: int = 30
    place: int = 0
    end: str = ""
    end_ago: int = 0
    reason: str = ""
    changes: str = ""
    revised: Contents | None = None
    form: Mapping[str, str] = field(default_factory=dict)


def offered(title: str, *lines: Line | Item, **more: Any) -> Contents:
    return Contents(tuple(it if isinstance(it, Item) else Item(it) for it in lines), title=title, **more)


def extra(line: Line, *, chosen: bool = False) -> Item:
    return Item(line, optional=True, chosen=chosen)


def some(line: Line, least: int, most: int, *, optional: bool = True) -> Item:
    return Item(line, optional=optional, least=Decimal(least), most=Decimal(most))


def package(key: str, name: str, description: str, *lines: Line) -> Option:
    return Option(key, name, tuple(map(Item, lines)), description)


TERMS = """\
The price holds as long as this estimate can be answered. Work begins **within ten working days** of the deposit.

- We protect floors and take the old equipment with us.
- Permits are in our hands and in the price.
- What nobody could see before the walls were opened is agreed with you first, in writing.

Our work is guaranteed for two years, the equipment as its maker says.
"""

FURNACE = offered(
    "New furnace",
    labor("14", "Removal of the old furnace, installation and start-up (hours)"),
    part("Venting, gas and condensate lines", 41_500),
    extra(part("Smart thermostat, installed", 28_900), chosen=True),
    extra(part("Whole-house humidifier", 46_500)),
    some(part("Register boots sealed (each)", 3_900, "6"), 2, 14),
    options=(
        package("good", "Good", "80% efficient, one stage. Simple and sturdy.", part("Furnace, 80%", 189_000)),
        package(
            "better",
            "Better",
            "96% efficient, two stages. About a fifth less gas.",
            part("Furnace, 96%, two stages", 284_000),
            part("Filter cabinet, 16 x 25", 21_400),
        ),
        package(
            "best",
            "Best",
            "98% efficient, steps without end. The quietest we have.",
            part("Furnace, 98%, modulating", 379_000),
            part("Filter cabinet, 16 x 25", 21_400),
            part("Ten years of parts and labor", 64_000),
        ),
    ),
    terms=TERMS,
    note="As we discussed on Tuesday. **Better** is what we would put into our own house.",
    deposit=Deposit(rate=3_000),
)
DUCTS = offered(
    "Ducts cleaned", labor("4", "Cleaning of all ducts, two technicians (hours)"), part("Filters", 1_450, "2")
)
HEAT_PUMP = offered(
    "Heat pump for the coach house",
    labor("12"),
    part("Heat pump, 1.5 tons", 312_000),
    part("Line set and pad", 38_500),
    deposit=Deposit(amount=100_000),
)
SMALLER_HEAT_PUMP = offered(
    "Heat pump for the coach house",
    labor("10"),
    part("Heat pump, 1 ton", 254_000),
    part("Line set and wall bracket", 33_000),
    extra(part("Roof over the outdoor unit", 18_900)),
    deposit=Deposit(amount=75_000),
)
HUMIDIFIER = offered("Humidifier", labor("3"), part("Bypass humidifier", 28_900), part("Water line and valve", 4_600))
WATER_HEATER = offered(
    "Water heater replaced",
    labor("5"),
    part("Water heater, 50 gal", 104_500),
    some(part("Leak sensor (each)", 4_900), 1, 4),
    terms=TERMS,
    deposit=Deposit(rate=5_000),
)
TUNE_UP = offered("Boiler tuned for the winter", labor("2.5"), part("Ignitor and gasket", 9_800))
ATTIC = offered("Attic fan", labor("3.5"), part("Solar attic fan", 68_900))
COOLING = offered("Second cooling zone upstairs", labor("16"), part("Zone dampers and controls", 154_000))

ACME = {
    "Dana Diaz": (
        Offer(61, COOLING, end="declined", end_ago=55, reason="Too much for this year. We will come back to it."),
        Offer(44, ATTIC),
        Offer(30, TUNE_UP, end="accepted", end_ago=28),
        Offer(12, HEAT_PUMP, changes="A smaller one would do: it is one room.", revised=SMALLER_HEAT_PUMP, place=1),
        Offer(8, HUMIDIFIER, changes="Can the water line go through the laundry instead of the pantry?"),
        Offer(6, WATER_HEATER, end="paid", form={"line-3": "on", "quantity-3": "2"}),
        Offer(3, DUCTS),
        Offer(1, FURNACE),
    ),
    "Kim household": (Offer(4, offered("Wider return duct", labor("6"), part("Return duct and grille", 23_400))),),
    "Oak Street Rentals LLC": (
        Offer(
            2, offered("Water heaters, units 2 and 3", labor("9"), part("Water heater, 40 gal", 89_500, "2")), place=1
        ),
        Offer(20, offered("Alarms tested", labor("2")), end="accepted", end_ago=19),
    ),
}
BOLT = {
    "Diaz Consulting Inc.": (
        Offer(50, offered("Standby battery", bolt.work("8"), bolt.supply("Battery, 5 kWh", 389_000))),
        Offer(
            2,
            offered(
                "Lighting for the meeting room",
                bolt.work("9"),
                some(bolt.supply("Track light (each)", 7_400, "6"), 4, 12, optional=False),
                extra(bolt.supply("Dimmer with three scenes", 21_900)),
                deposit=Deposit(rate=2_000),
            ),
        ),
    ),
    "Amir Haddad": (
        Offer(9, offered("Charger in the garage", bolt.work("6"), bolt.supply("Car charger, 48 A", 94_900))),
    ),
}
STORIES = {"acme": ACME, "bolt": BOLT}
