"""What each list may tell, and by which heads of columns it is recognised."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tenants.errors import marked

LONGEST_HEAD = 200


class Column(NamedTuple):
    """One thing a list tells. `heads` are what other programs call it, the surest first, without spaces."""

    name: str
    label: str
    heads: str
    needed: bool = False


CUSTOMER = (
    Column(
        "customer_key",
        marked("Number of the customer in your old program"),
        "customerexternalid customerid customernumber clientid customerno",
    ),
    Column("customer", marked("Customer"), "customer customername client clientname company cliente billto"),
)

COLUMNS: Mapping[str, tuple[Column, ...]] = {
    "customers": (
        Column(
            "name",
            marked("Name of the customer"),
            "name customer customername displayname fullname company companyname client",
            needed=True,
        ),
        Column(
            "external_id",
            marked("Number in your old program"),
            "externalid id customerid customernumber number clientid customerno",
        ),
        Column(
            "billing_address",
            marked("Billing address"),
            "billingaddress billto address street billingstreet streetaddress address1 direccion",
        ),
        Column("billing_city", marked("City"), "city billingcity town ciudad"),
        Column("billing_region", marked("State or region"), "state billingstate region province estado provincia"),
        Column(
            "billing_postcode",
            marked("Postal code"),
            "zip zipcode postcode postalcode billingzip billingpostalcode codigopostal",
        ),
        Column("contact_name", marked("Name of the contact"), "contact contactname contacto person"),
        Column(
            "email",
            marked("Email of the contact"),
            "email emailaddress mail primaryemail mainemail correo correoelectronico",
        ),
        Column("phone", marked("Phone of the contact"), "phone phonenumber mainphone mobile telephone tel telefono"),
        Column("reminders", marked("Reminders of open invoices: yes or no"), "reminders remind recordatorios"),
        Column("property_name", marked("Name of the property"), "propertyname sitename locationname"),
        Column(
            "property_address",
            marked("Address of the property"),
            "propertyaddress serviceaddress property siteaddress jobaddress propiedad",
        ),
        Column("property_archived", marked("Property is of the past: yes or no"), "propertyarchived archived"),
    ),
    "contacts": (
        *CUSTOMER,
        Column("name", marked("Name of the contact"), "name contact contactname fullname nombre contacto", needed=True),
        Column(
            "email", marked("Email of the contact"), "email emailaddress mail correo correoelectronico", needed=True
        ),
        Column("phone", marked("Phone of the contact"), "phone phonenumber mobile telephone tel telefono"),
        Column("language", marked("Language of the contact, like en or es"), "language locale idioma"),
        Column("billing", marked("Gets bills and pays: yes or no"), "bills billing billingcontact facturas"),
        Column("approve", marked("Answers estimates: yes or no"), "answers approves approve approver responde"),
        Column("visits", marked("Hears of visits: yes or no"), "visits visitas"),
        Column("quiet", marked("Wants no emails about"), "noemailsabout nolettersabout unsubscribed optout"),
    ),
    "invoices": (
        *CUSTOMER,
        Column(
            "number",
            marked("Number of the invoice"),
            "number invoice invoicenumber invoiceno no num factura numero",
            needed=True,
        ),
        Column("issued_on", marked("Issued"), "issuedon issued date invoicedate issuedate fecha emitida", needed=True),
        Column("due_on", marked("Due date"), "dueon due duedate vencimiento vence"),
        Column("total", marked("Total"), "total amount invoicetotal totalamount importe", needed=True),
        Column("paid", marked("Paid so far"), "paidsofar amountpaid paidamount totalpaid paid pagado importepagado"),
        Column("balance", marked("Still open"), "balance openbalance balancedue amountdue outstanding saldo"),
        Column("currency", marked("Currency, like USD"), "currency currencycode moneda"),
        Column("title", marked("What for"), "title description subject memo concepto trabajo"),
        Column("status", marked("Open, paid or void"), "status state estado"),
        Column("paid_on", marked("Paid on"), "paidon datepaid paiddate paymentdate pagada pagadael"),
        Column("external_id", marked("Number in your old program"), "externalid id invoiceid"),
    ),
}


def guessed(kind: str, heads: Sequence[str]) -> dict[str, int]:
    """Which column of the file tells what, where its head says so: each column once, the surest first."""
    plain = [re.sub(r"[^a-z0-9]", "", head[:LONGEST_HEAD].lower()) for head in heads]
    known = {(column.name, rank): head for column in COLUMNS[kind] for rank, head in enumerate(column.heads.split())}
    found: dict[str, int] = {}
    for (name, _), head in sorted(known.items(), key=lambda it: it[0][1]):
        place = plain.index(head) if head in plain else -1
        if name not in found and place >= 0 and place not in found.values():
            found[name] = place
    return found
