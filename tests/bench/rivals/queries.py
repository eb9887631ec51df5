"""The one query of a list, for rivals that write SQL."""

LIST = """
SELECT i.id, i.number, i.title, i.status, i.issued_on, i.due_on, i.total,
       (SELECT coalesce(sum(amount), 0)::bigint FROM ledger_entry e
         WHERE e.tenant_id = i.tenant_id AND e.invoice_id = i.id) AS received
  FROM (
    (SELECT * FROM invoice WHERE tenant_id = $1 AND customer_id = $2 AND status = 'open' ORDER BY due_on LIMIT 100)
    UNION ALL
    (SELECT * FROM invoice WHERE tenant_id = $1 AND customer_id = $2 AND status IN ('paid', 'void')
      ORDER BY issued_on DESC, id DESC LIMIT 26)) i
"""
COMPANY = "SELECT id, name, phone, email FROM tenant WHERE slug = $1"
CUSTOMER = "SELECT name FROM customer WHERE tenant_id = $1 AND id = $2"
