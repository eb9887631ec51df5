"""What Acme sells, at its prices: in Illinois parts are taxed and labor is not."""

from sandbox.demo.story import line
from tenants.line_items import Line

SALES_TAX = 1_025
SYSTEM_CHECK = line("Yearly check of heating and cooling, 21 points", "1", 18_900)


def labor(hours: str, what: str = "Labor, certified technician (hours)") -> Line:
    return line(what, hours, 12_800)


def trip() -> Line:
    return line("Service call and diagnosis", "1", 11_900)


def part(what: str, unit_price: int, quantity: str = "1", **more: int) -> Line:
    return line(what, quantity, unit_price, tax_rate=SALES_TAX, **more)
