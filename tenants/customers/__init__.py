"""Customer (is billed), Property (is where work is done), Contact (a person of a customer, who signs in)."""

from tenants.customers.changing import add, change
from tenants.customers.customer import Contact, Customer, May, Property, contacts, write
from tenants.customers.details import person_name, phone_number
from tenants.customers.properties import add_property, bring_property_back, change_property, properties, remove_property

__all__ = [
    "Contact",
    "Customer",
    "May",
    "Property",
    "add",
    "add_property",
    "bring_property_back",
    "change",
    "change_property",
    "contacts",
    "person_name",
    "phone_number",
    "properties",
    "remove_property",
    "write",
]
