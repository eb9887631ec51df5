"""Acme Heating & Air: warm colours, United States dollars, cards and bank payments, parts of an invoice too."""

from datetime import date

from sandbox.demo import acme_dana
from sandbox.demo.acme_work import SYSTEM_CHECK, labor, part, trip
from sandbox.demo.story import AMEX, BANK, DISPUTED_VISA, MASTERCARD, Bill, Company, Later, Paid, Person, Served

PAT = Person("Pat Kim", "pat@example.com", "+1 708 555 0127")


def story(today: date) -> tuple[Served, ...]:
    return (acme_dana.diaz(today), *HOUSEHOLDS, *BUSINESSES)


HOUSEHOLDS = (
    Served(
        "Kim household",
        "205 Maple Avenue\nOak Park, IL 60302",
        (PAT, Person("Jordan Kim", "jordan@example.com")),
        (("", "205 Maple Avenue\nOak Park, IL 60302"),),
        (
            Bill(210, "Yearly system check", (SYSTEM_CHECK,), (Paid(204, by=MASTERCARD),)),
            Bill(88, "Thermostat moved", (labor("1.5"), part("Low-voltage cable, 25 ft", 1_900)), (Paid(80),)),
            Bill(6, "Air filter cabinet", (labor("2"), part("Media filter cabinet, 16 x 25", 21_400))),
        ),
    ),
    Served(
        "Sam and Robin Whitfield",
        "931 Wesley Avenue\nOak Park, IL 60304",
        (Person("Robin Whitfield", "robin@whitfield.example"),),
        (("", "931 Wesley Avenue\nOak Park, IL 60304"),),
        (
            Bill(164, "Yearly system check", (SYSTEM_CHECK,), (Paid(160),)),
            Bill(12, "Ignitor replaced", (trip(), part("Hot surface ignitor", 8_600)), (Paid(9, by=AMEX),)),
        ),
    ),
    Served(
        "Priya Raman",
        "17 Chicago Avenue, Unit 3B\nOak Park, IL 60302",
        (Person("Priya Raman", "priya@raman.example"),),
        (("", "17 Chicago Avenue, Unit 3B\nOak Park, IL 60302"),),
        (
            Bill(
                14,
                "Mini-split serviced",
                (labor("2.25"), part("Drain line kit", 4_300)),
                (Paid(6, by=BANK, later=(Later("return", 0),)),),
            ),
        ),
    ),
    Served(
        "Marcus Bell",
        "1440 Forest Avenue\nRiver Forest, IL 60305",
        (Person("Marcus Bell", "marcus@bell.example"),),
        (("", "1440 Forest Avenue\nRiver Forest, IL 60305"),),
        (Bill(47, "Evening call, frozen coil", (trip(), labor("1.5")), (Paid(45, by=DISPUTED_VISA),)),),
    ),
    Served(
        "Okafor family",
        "612 Clarence Avenue\nOak Park, IL 60304",
        (Person("Ada Okafor", "ada@okafor.example", "+1 708 555 0175"),),
        (("", "612 Clarence Avenue\nOak Park, IL 60304"),),
        (
            Bill(301, "Humidifier installed", (labor("3"), part("Bypass humidifier", 28_900)), (Paid(290),)),
            Bill(29, "Humidifier serviced", (trip(), part("Humidifier pad", 2_400)), (Paid(25, check="2207"),)),
        ),
    ),
    Served(
        "Harold Jensen",
        "88 Lathrop Avenue\nRiver Forest, IL 60305",
        (Person("Harold Jensen", "harold@jensen.example"),),
        (("", "88 Lathrop Avenue\nRiver Forest, IL 60305"),),
        (Bill(52, "Register boots sealed", (labor("2.75"),)),),
    ),
)

BUSINESSES = (
    Served(
        "Oak Street Rentals LLC",
        "P.O. Box 314\nOak Park, IL 60303",
        (PAT,),
        (
            ("Unit 1", "77 Oak Street, Unit 1\nForest Park, IL 60130"),
            ("Unit 4", "77 Oak Street, Unit 4\nForest Park, IL 60130"),
        ),
        (
            Bill(
                190,
                "Wall furnaces checked, all units",
                (labor("6"),),
                (Paid(181, by=BANK, later=(Later("settle", 177),)),),
                days=30,
            ),
            Bill(75, "Gas valve replaced", (labor("1.5"), part("Gas valve", 13_700)), (Paid(61),), days=30, place=1),
            Bill(40, "Water heater replaced", (labor("4.5"), part("Water heater, 40 gal", 89_500)), days=30, place=1),
            Bill(5, "Carbon monoxide alarms", (labor("1"), part("Alarm, ten-year battery", 4_200, "8")), days=30),
        ),
    ),
    Served(
        "First Lutheran Church",
        "1106 Ridgeland Avenue\nOak Park, IL 60304",
        (Person("Ellen Sorensen", "office@firstlutheran.example", "+1 708 555 0160"),),
        (("Sanctuary", "1106 Ridgeland Avenue\nOak Park, IL 60304"),),
        (
            Bill(
                120,
                "Boiler serviced",
                (labor("5"), part("Circulator gasket set", 6_800)),
                (Paid(110, by=BANK, later=(Later("settle", 105),)),),
                days=30,
            ),
            Bill(10, "Zone valve, parish hall", (labor("2"), part("Zone valve", 17_900)), days=30),
        ),
    ),
    Served(
        "Lakeview Dental",
        "2300 Roosevelt Road\nBroadview, IL 60155",
        (Person("Tina Alvarez", "tina@lakeviewdental.example"),),
        (("Practice", "2300 Roosevelt Road\nBroadview, IL 60155"),),
        (
            Bill(
                93, "Rooftop unit, belts and filters", (labor("2.5"), part("Filter, 20 x 20", 1_450, "6")), (Paid(90),)
            ),
            Bill(
                33,
                "Exhaust fan replaced",
                (labor("3.5"), part("Inline fan, 6 in", 24_800)),
                (Paid(30, later=(Later("refund", 22, 5_000),)),),
            ),
        ),
    ),
    Served(
        "Corner Books & Coffee",
        "118 North Marion Street\nOak Park, IL 60301",
        (Person("Noor Haddad", "noor@cornerbooks.example"),),
        (("Shop", "118 North Marion Street\nOak Park, IL 60301"),),
        (
            Bill(141, "Condenser cleaned", (labor("1.75"),), (Paid(139, by=AMEX),)),
            Bill(3, "Door heater repaired", (trip(), part("Contactor, 30 A", 5_200))),
        ),
    ),
    Served(
        "Hillside Montessori",
        "540 Harlem Avenue\nForest Park, IL 60130",
        (Person("Grace Lindgren", "grace@hillsidemontessori.example"),),
        (("School", "540 Harlem Avenue\nForest Park, IL 60130"),),
        (
            Bill(66, "Fresh-air dampers adjusted", (labor("3"),), (Paid(50, by=MASTERCARD),), days=30),
            Bill(18, "Filters, twelve rooms", (labor("2"), part("Pleated filter", 1_250, "12")), days=30),
        ),
    ),
)

ACME = Company(
    "acme",
    Person("Alex Moreno", "alex@acme.example"),
    {
        "name": "Acme Heating & Air",
        "welcome": (
            "Welcome. Everything between you and Acme is here: what we offer, what we do, and what is to pay. "
            "No heat, no cooling? Call us, day or night: (708) 555-0142."
        ),
        "brand_color": "#c2410c",
        "phone": "+1 708 555 0142",
        "email": "office@acme.example",
        "address": "418 Harrison Street\nOak Park, IL 60304",
        "currency": "USD",
        "locale": "en_US",
        "time_zone": "America/Chicago",
        "partial_payments": True,
        "smallest_partial": 5_000,
        "takes_cards": True,
        "takes_bank_transfers": True,
        "signature_required": True,
    },
    story,
    (
        Person("Maria Ortiz", "maria@acme.example"),
        Person("Tom Becker", "tom@acme.example"),
        Person("Lee Chan", "lee@acme.example"),
    ),
)
