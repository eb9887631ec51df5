"""Messages: what customer and company write to each other about one record, in the portal and by mail."""

from tenants.messages.inbox import (
    IN_INBOX,
    Box,
    Conversation,
    InInbox,
    Written,
    conversation,
    inbox,
    nothing_to_answer,
    read,
)
from tenants.messages.letters import tell_staff
from tenants.messages.listing import ON_HOME, PAGE, Listed, abouts, listed, on_home
from tenants.messages.plain_words import plain
from tenants.messages.reading import Said, Talk, talk, thread_of
from tenants.messages.receiving import received
from tenants.messages.records import Offered, record, records
from tenants.messages.replies import Mail, NotTaken
from tenants.messages.reply_address import LENGTH, LOCAL, ReplyAddress, address, tenant_of
from tenants.messages.saying import answer, saw, say
from tenants.messages.thread import LONGEST, PATHS, Author, Message, Thread, Via
from tenants.messages.writing import About

__all__ = [
    "IN_INBOX",
    "LENGTH",
    "LOCAL",
    "LONGEST",
    "ON_HOME",
    "PAGE",
    "PATHS",
    "About",
    "Author",
    "Box",
    "Conversation",
    "InInbox",
    "Listed",
    "Mail",
    "Message",
    "NotTaken",
    "Offered",
    "ReplyAddress",
    "Said",
    "Talk",
    "Thread",
    "Via",
    "Written",
    "abouts",
    "address",
    "answer",
    "conversation",
    "inbox",
    "listed",
    "nothing_to_answer",
    "on_home",
    "plain",
    "read",
    "received",
    "record",
    "records",
    "saw",
    "say",
    "talk",
    "tell_staff",
    "tenant_of",
    "thread_of",
]
