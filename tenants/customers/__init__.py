"""Customer (is billed), Property (is where work is done), Contact (a person of a customer, who signs in)."""

from tenants.customers.changing import add, change
from tenants.customers.customer import Contact, Customer, May, Property, contacts, write

__all__ = ["Contact", "Customer", "May", "Property", "add", "change", "contacts", "write"]
