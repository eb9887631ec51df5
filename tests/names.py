"""Names that somebody might want for a portal, and what becomes of each; and an id that is nobody's."""

from uuid import UUID

from tenants.slugs import RESERVED

NOBODY = UUID("5c23de59-320a-4c4b-8e3c-1c927742205f")
"""An id that nothing has: one and the same in every process that collects the tests."""

GOOD_NAMES = """
    acme acme-heating bolt-electric joes-plumbing aqua-pools green-thumb-landscaping hvac-pros a1-electric 24-7-plumbing
    mr-rooter smith-and-sons garcia-cleaning oak-park-roofing sunny-side-pools the-handyman best-lawns-ever abc a1b c3p
    north-shore-hvac lake-county-electric pro-painters sparkle roof-it brightside wolfe-brothers nguyen-landscape obrien
    muller-sohne dupont-plomberie 1st-choice 4-seasons 911-restoration x1y 9to5 ab1 xyz all-4-one top-notch-tile gasco
    snow-white-cleaners class-act glass-masters grass-kings express-movers house-of-tile stats-r-us-2 rainbow-windows
    admiral apiary mailbags-r-us-2 webber supporters-club-3 statuette cdna staticky invoiced webhooker
    abcdefghijklmnopqrstuvwxyz-0123456789abc aaa-bbb-ccc-ddd-eee-fff-ggg-hhh-iii-jj
"""
GOOD = GOOD_NAMES.split()

OUR_NAMES = """
    www api admin mail smtp autodiscover staging support billing status cdn static invoices webhooks invoice webhook
    admins apis mails supports statuses cdns statics
"""
LIKE_OURS = [
    *OUR_NAMES.split(),
    "porchlight", "porch-light", "p-orchlight", "porchlights", "my-porchlight", "porchlight-support", "porchlighthq",
    "get-porchlight-now", "por-ch-light", "1porchlight1",
    "sign-up", "signup", "sign-ups", "sign-in", "log-in", "no-reply",
    "noreply", "help-desk", "web-mail", "web-hooks", "web-hook", "post-master", "companies", "companys", "access",
]  # fmt: skip

MALFORMED = [
    "", "a", "ab", "-a", "a-", "-acme", "acme-", "--", "---", "a--b", "ac--me", "a..b", "a.b", "acme.", ".acme", "_dmarc",
    "ac_me", "ac me", "acme/", "acme\\", "acme:80", "acme@x", "acme?x", "acme#x", "acme%20", "a+b+c", "acme!", "acme'",
    'acme"', "<acme>", "acme&co", "acme,inc", "acme;x", "acme=x", "acme|x", "acme~x", "acme^x", "acme`x", "$acme", "(acme)",
    "acme\x00", "ac\x00me", "acme\nb", "acme\r\nx", "ac\tme", "acme\u200b", "acme\u202e", "acme\ufeff", "ac\u00adme",
    "a" * 41, "a" * 63, "a" * 64, "a" * 300, "a-" * 20, "123", "000", "12345678", "9" * 40, "xn--pypal-4ve", "xn--80ak6aa92e",
    "xn--", "xn-acme", "XN--pypal-4ve", "\u0430pple", "appl\u0435", "\u0440aypal", "acm\u00e9", "m\u00fcller", "\uff41cme",
    "acme\uff11", "\u2161acme", "\ufb01rst", "\u212aelvin", "stra\u00dfe", "\u0131stanbul", "\u4e2d\u6587\u516c", "\u0661\u0662\u0663",
    "\U0001f600acme", "acme\u0301", "a\u2010b\u2010c", "acme\u2011x", "acme\u2013x", "acme\u2014x", "acme\u30fbx", "acme\u3002x",
    "..", "../admin", "%2e%2e", "acme.evil", "localhost.", "127.0.0.1", "[::1]", "1.0",
]  # fmt: skip
REFUSED = [*LIKE_OURS, *MALFORMED, *sorted(RESERVED), *(f"{name}s" for name in sorted(RESERVED))]
