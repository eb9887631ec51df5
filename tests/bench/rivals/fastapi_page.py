"""FastAPI, SQLAlchemy's async ORM on asyncpg and Jinja, with a session row that can be ended."""

import os
from collections.abc import AsyncIterator
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Annotated
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from fastapi import Cookie, Depends, FastAPI, Header, HTTPException
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader
from sqlalchemy import ForeignKey, func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, joinedload, mapped_column, relationship

from tests.bench.rivals.words import groups

url = urlsplit(os.environ["RIVAL_DATABASE_URL"])
engine = create_async_engine(
    f"postgresql+asyncpg://{url.username}@/porchlight?host={parse_qs(url.query)['host'][0]}", pool_size=20
)
sessions = async_sessionmaker(engine, expire_on_commit=False)
templates = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, auto_reload=False)
app = FastAPI(openapi_url=None)


class Base(DeclarativeBase):
    pass


class Tenant(Base):
    __tablename__ = "tenant"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    slug: Mapped[str]
    name: Mapped[str]
    phone: Mapped[str]
    email: Mapped[str]


class Customer(Base):
    __tablename__ = "customer"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]


class Contact(Base):
    __tablename__ = "contact"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id"))
    customer: Mapped[Customer] = relationship()


class SignedIn(Base):
    __tablename__ = "session"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID]
    secret_hash: Mapped[bytes]
    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contact.id"))
    revoked_at: Mapped[datetime | None]
    contact: Mapped[Contact] = relationship()


class LedgerEntry(Base):
    __tablename__ = "ledger_entry"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID]
    invoice_id: Mapped[UUID]
    amount: Mapped[int]


class Invoice(Base):
    __tablename__ = "invoice"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID]
    customer_id: Mapped[UUID]
    number: Mapped[str]
    title: Mapped[str]
    status: Mapped[str]
    issued_on: Mapped[date]
    due_on: Mapped[date]
    total: Mapped[int]


async def database() -> AsyncIterator[AsyncSession]:
    async with sessions() as opened:
        yield opened


Database = Annotated[AsyncSession, Depends(database)]


async def here(database: Database, host: Annotated[str, Header()]) -> Tenant:
    found = await database.scalar(select(Tenant).where(Tenant.slug == host.partition(".")[0]))
    if found is None:
        raise HTTPException(404)
    return found


Here = Annotated[Tenant, Depends(here)]


async def signed_in(database: Database, tenant: Here, session: Annotated[str, Cookie()] = "") -> Customer:
    found = await database.scalar(
        select(SignedIn)
        .options(joinedload(SignedIn.contact).joinedload(Contact.customer))
        .where(
            SignedIn.tenant_id == tenant.id,
            SignedIn.secret_hash == sha256(session.encode()).digest(),
            SignedIn.revoked_at.is_(None),
        )
    )
    if found is None:
        raise HTTPException(403)
    return found.contact.customer


received = (
    select(func.coalesce(func.sum(LedgerEntry.amount), 0))
    .where(LedgerEntry.tenant_id == Invoice.tenant_id, LedgerEntry.invoice_id == Invoice.id)
    .correlate(Invoice)
    .scalar_subquery()
)


@app.get("/invoices")
async def index(database: Database, tenant: Here, customer: Annotated[Customer, Depends(signed_in)]) -> HTMLResponse:
    mine = select(Invoice, received).where(Invoice.tenant_id == tenant.id, Invoice.customer_id == customer.id)
    open_ = await database.execute(mine.where(Invoice.status == "open").order_by(Invoice.due_on).limit(100))
    closed = await database.execute(
        mine.where(Invoice.status.in_(("paid", "void"))).order_by(Invoice.issued_on.desc(), Invoice.id.desc()).limit(26)
    )
    shown, owed = groups(
        (it.id, it.number, it.title, it.status, it.issued_on, it.due_on, it.total, int(paid))
        for it, paid in [*open_, *closed]
    )
    return HTMLResponse(
        templates.get_template("list.html").render(
            company=tenant.name,
            customer=customer.name,
            phone=tenant.phone,
            email=tenant.email,
            groups=shown,
            owed=owed,
        )
    )
