"""Slugs: the name a company's portal has in front of the base domain; what may be one, and which are taken or kept."""

import re
import unicodedata
from enum import StrEnum
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from settings import settings
from tenants.errors import Invalid
from tenants.isolation import statement

LONGEST = 40
SHORTEST = 3
OURS = "porchlight"
"""Nobody else's portal may sound like our own."""

# Mail, the web and this product use these names themselves, or people would believe that they do.
NAMES = """
    about abuse access account accounting acme-challenge activate admin administrator ads affiliate alert
    analytics android anonymous api app application archive asset auth authentication autoconfig autodiscover
    avatar backup bank beta billing blog board bot broadcasthost business cache calendar captcha careers cart
    cdn cert chat checkout client cloud cluster cname code community company config connect console contact
    content contract cookie copyright css customer daemon dashboard data database demo deploy dev developer
    device dkim dmarc dns doc docs documentation domain donate download edge edit email embed employee
    enterprise error estimate event example export faq favicon feature feed feedback file finance find firewall
    forgot form forum ftp gateway git global graphql group guest guide health healthz help helpdesk home hook
    host hosting hostmaster hr http https icon id identity image imap img info install intern internal intranet
    invite invoice ios ip ipv4 ipv6 irc isatap issue jenkins job join js json kb knowledgebase lab legal license
    link list live local localdomain localhost log login logo logout m mail mailbox mailer mailer-daemon
    mailserver main manage manager map marketing master me media message metric mobile mobilemail monitor mta mx
    my mysql name network new news newsletter no-reply nobody noc node none noreply notification ns null oauth
    office official old openid operator order owner page panel partner password pay payment phone photo ping
    plan plugin pop pop3 portal post postfix postgres postgresql postmaster press preview price pricing privacy
    private prod product production profile promo proxy public purchase qa query quote readyz recovery redirect
    redis refund register registration release reply report request reset resource robot robots root rss s3 sale
    sandbox schema search secret secure security server service session setting setup share shop sign-in
    sign-out sign-up signin signout signup site sitemap smtp social source spf sql ssh ssl sso staff stage
    staging stat static stats status storage store stripe style subdomain subscribe subscription superuser
    support svn sync sys sysadmin system tablet task tax team temp template tenant term test testing text theme
    ticket tls tmp tool top trace tracker trial trust tv undefined unsubscribe update upgrade upload url usage
    usenet user username uucp v1 v2 validate verify video visitor vpn web webdisk webhook webmail webmaster
    website whois widget wiki work worker workspace wpad ws wss www www1 www2 www3 xml xmpp yourcompany zone
"""
RESERVED = frozenset(NAMES.split())

SHAPE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
NOT_ALLOWED = "This address cannot be used. Please choose another one."


class FormerSlug(Model):
    """A slug that a company gave up: until `kept_until` it leads there.

    Nobody else may have it meanwhile. Not tenant-owned: a host says it before anybody knows whose it is. A trigger on
    `tenant` writes it.
    """

    slug = fields.CharField(max_length=LONGEST, primary_key=True)
    tenant_id = fields.UUIDField()
    kept_until = fields.DatetimeField()

    class Meta:
        table = "former_slug"


class Standing(StrEnum):
    """What somebody who wants a slug is told, and nothing more."""

    FREE = "free"
    TAKEN = "taken"
    NOT_ALLOWED = "not allowed"


def check(typed: str) -> str:
    """The slug as it will be used. Raises Invalid("slug") in words for what cannot be one."""
    slug = typed.strip().lower() if typed.isascii() else typed.strip()
    if not SHORTEST <= len(slug) <= LONGEST:
        raise Invalid("slug", "Please use %(least)s to %(most)s characters.", least=SHORTEST, most=LONGEST)
    if not SHAPE.fullmatch(slug):
        raise Invalid("slug", "Please use the letters a to z, digits, and single hyphens between them.")
    if slug.isdecimal():
        raise Invalid("slug", "Please use at least one letter.")
    if is_reserved(slug):
        raise Invalid("slug", NOT_ALLOWED)
    return slug


def is_reserved(slug: str) -> bool:
    """Whether the name is ours, in the plural too, with hyphens anywhere, or with our own name in it."""
    plain = slug.replace("-", "")
    if OURS in plain or slug.startswith("xn-"):
        return True
    return bool({slug, plain, slug.removesuffix("s"), plain.removesuffix("s"), _singular(plain)} & _reserved())


def _singular(plain: str) -> str:
    """`statuses` -> `status`, `companies` -> `company`."""
    if plain.endswith("ies"):
        return plain.removesuffix("ies") + "y"
    return plain.removesuffix("es")


def _reserved() -> frozenset[str]:
    return RESERVED | {name.replace("-", "") for name in RESERVED} | {settings().base_host.partition(".")[0]}


def suggested(name: str) -> str:
    """What a company of this name might be called: `Müller & Söhne, GmbH` -> `muller-sohne-gmbh`; may be empty."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")
    if len(slug) > LONGEST:
        slug = slug[:LONGEST].rpartition("-")[0] or slug[:LONGEST]
    try:
        return check(slug)
    except Invalid:
        return ""


# A company may take back what it gave up.
TAKEN = """
SELECT EXISTS (SELECT FROM tenant WHERE slug = $1)
    OR EXISTS (SELECT FROM former_slug
                WHERE slug = $1 AND kept_until > now() AND tenant_id IS DISTINCT FROM $2::uuid) AS is_taken
"""


async def standing(typed: str) -> Standing:
    """Whether the slug is to be had just now."""
    try:
        slug = check(typed)
    except Invalid:
        return Standing.NOT_ALLOWED
    return Standing.TAKEN if await is_taken(slug) else Standing.FREE


async def is_taken(slug: str, asker: UUID | None = None) -> bool:
    """Whether another company has the slug, or has had it lately; `asker` is the company that wants it."""
    [row] = await statement(TAKEN, slug, asker)
    return bool(row["is_taken"])
