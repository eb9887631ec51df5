"""Bolt Electric: another brand, Canadian dollars, cards only, the whole invoice or nothing."""

from datetime import date

from sandbox.demo.story import AMEX, MASTERCARD, Bill, Company, Later, Paid, Person, Served, line
from tenants.line_items import Line

HST = 1_300
HOURLY = 11_500


def work(hours: str, what: str = "Licensed electrician (hours)") -> Line:
    return line(what, hours, HOURLY, tax_rate=HST)


def supply(what: str, unit_price: int, quantity: str = "1", **more: int) -> Line:
    return line(what, quantity, unit_price, tax_rate=HST, **more)


def story(_today: date) -> tuple[Served, ...]:
    return CUSTOMERS


CUSTOMERS = (
    Served(
        "Diaz Consulting Inc.",
        "88 Queen Street East, Suite 410\nToronto, ON M5C 1S6",
        (Person("Dana Diaz", "dana@example.com", "+1 416 555 0118"),),
        (("Office", "88 Queen Street East, Suite 410\nToronto, ON M5C 1S6"),),
        (
            Bill(260, "Office rewired", (work("18"), supply("Cable, boxes and plates", 84_000)), (Paid(251),), days=30),
            Bill(140, "Network closet circuit", (work("3.5"), supply("Breaker, 20 A", 4_800)), (Paid(133),)),
            Bill(70, "Lamps replaced", (work("2"), supply("LED panel, 2 x 4", 9_200, "6")), (Paid(66, by=MASTERCARD),)),
            Bill(
                54,
                "Standing desk outlets",
                (work("2.5"), supply("Floor outlet, brass", 11_400, "2")),
                (Paid(50, later=(Later("refund", 44),)),),
            ),
            Bill(36, "Emergency call, tripped main", (supply("Evening call", 19_500), work("1.5"))),
            Bill(
                11,
                "Charger in the parking garage",
                (work("6"), supply("Car charger, 48 A", 94_900, discount_rate=1_000), supply("ESA permit", 13_200)),
                days=30,
            ),
            Bill(0, "Exit signs inspected", (work("1"), supply("Exit sign battery", 3_800, "4"))),
        ),
    ),
    Served(
        "Novak family",
        "31 Wineva Avenue\nToronto, ON M4E 2T1",
        (Person("Jana Novak", "jana@novak.example"),),
        (("", "31 Wineva Avenue\nToronto, ON M4E 2T1"),),
        (
            Bill(152, "Panel upgraded to 200 A", (work("11"), supply("Panel, 200 A", 62_000)), (Paid(150),)),
            Bill(13, "Porch light and timer", (work("1.5"), supply("Astronomic timer", 7_600)), (Paid(12),)),
        ),
    ),
    Served(
        "Beaches Yoga Studio",
        "2109 Queen Street East\nToronto, ON M4E 1E5",
        (Person("Melissa Tran", "melissa@beachesyoga.example", "+1 416 555 0133"),),
        (("Studio", "2109 Queen Street East\nToronto, ON M4E 1E5"),),
        (
            Bill(199, "Dimmers installed", (work("4"), supply("Dimmer, 600 W", 8_900, "5")), (Paid(190, by=AMEX),)),
            Bill(16, "Floor heating thermostat", (work("1.75"), supply("Thermostat, floor sensor", 18_700))),
        ),
    ),
    Served(
        "Harbord Bistro",
        "147 Harbord Street\nToronto, ON M5S 1H1",
        (Person("Luc Tremblay", "luc@harbordbistro.example"),),
        (("Kitchen", "147 Harbord Street\nToronto, ON M5S 1H1"),),
        (
            Bill(83, "Oven circuit, 50 A", (work("5.5"), supply("Wire, 6 AWG (metres)", 950, "22")), (Paid(71),)),
            Bill(32, "Hood fan switch", (work("1"), supply("Switch, weatherproof", 4_100))),
        ),
    ),
    Served(
        "Amir Haddad",
        "9 Galley Avenue\nToronto, ON M6R 1G8",
        (Person("Amir Haddad", "amir@haddad.example"),),
        (("", "9 Galley Avenue\nToronto, ON M6R 1G8"),),
        (Bill(4, "Smoke alarms, wired", (work("3"), supply("Smoke and CO alarm", 6_900, "4"))),),
    ),
    Served(
        "Roncesvalles Housing Co-op",
        "400 Roncesvalles Avenue\nToronto, ON M6R 2M9",
        (Person("Wanda Kowalski", "office@roncycoop.example"),),
        (("Common areas", "400 Roncesvalles Avenue\nToronto, ON M6R 2M9"),),
        (
            Bill(112, "Stairwell lamps", (work("7"), supply("Lamp with sensor", 8_300, "14")), (Paid(95),), days=30),
            Bill(22, "Intercom repaired", (work("2.25"), supply("Handset", 5_400)), days=30),
        ),
    ),
)

BOLT = Company(
    "bolt",
    Person("Bo Lindqvist", "bo@bolt.example"),
    {
        "name": "Bolt Electric",
        "welcome": "Good day from Bolt Electric. Our offers, our work and your invoices are all here.",
        "brand_color": "#1d4ed8",
        "phone": "+1 416 555 0186",
        "email": "hello@bolt.example",
        "address": "26 Sterling Road, Unit 5\nToronto, ON M6R 2B7",
        "tax_number": "HST 81234 5678 RT0001",
        "currency": "CAD",
        "locale": "en_CA",
        "time_zone": "America/Toronto",
        "invoice_prefix": "BE-",
        "shows_agreements": False,
        "takes_cards": True,
    },
    story,
    (Person("Ana Silva", "ana@bolt.example"),),
)
