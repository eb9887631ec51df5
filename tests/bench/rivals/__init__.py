"""The same list of invoices by other means, each written as its makers advise, on the same tables without the walls."""
