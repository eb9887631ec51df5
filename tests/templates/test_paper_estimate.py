"""The estimate and its certificate on paper: everything that is offered, and everything that was accepted."""

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from templates.language import speaking
from templates.paper import PaperLine, TotalRow
from templates.paper_estimate import CertificatePaper, EstimatePaper, PaperGroup, certificate_pdf, estimate_pdf
from tests.templates.test_paper import ACME, words

PUMP = PaperLine(description="Heat pump, 9 kW", quantity="1", unit_price="$6,400.00", tax="$528.00", amount="$6,400.00")
VISIT = PaperLine(description="Yearly service", quantity="2", unit_price="$120.00", amount="$240.00")
CIRCLE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 400"><path d="M10 10L900 300" stroke="#000"/></svg>'

ESTIMATE = EstimatePaper(
    company=ACME,
    number="E1007",
    title="Estimate",
    about="A new heat pump",
    state="answer by Friday, December 4",
    facts=(("Number", "E1007"), ("Valid until", "Friday, December 4, 2026")),
    to=("Dana Whitfield", "12 Elm Street"),
    groups=(
        PaperGroup(name="In every option", lines=(VISIT,)),
        PaperGroup(name="Good", about="Quiet enough.", lines=(PUMP,), total="$6,928.00"),
        PaperGroup(name="You can add", lines=(replace(VISIT, description="A second thermostat"),)),
    ),
    totals=(TotalRow("Total with Good", "$7,168.00", strong=True),),
    amount="$7,168.00",
    deposit="A deposit of $500.00 is due when you accept.",
    url="https://acme.porchlight.example/e/kT9wQ2xR7",
    url_words="Answer online",
    portal_url="https://acme.porchlight.example/",
    notes="We start in spring.",
    terms="We guarantee our work for two years.",
    made_at=datetime(2026, 11, 20, 15, 0, tzinfo=UTC),
    locale="en_US",
)
CERTIFICATE = CertificatePaper(
    company=ACME,
    number="E1007",
    title="Certificate of acceptance",
    about="A new heat pump",
    state="accepted on Monday, November 23, 2026",
    to=("Dana Whitfield",),
    facts=(("Estimate", "E1007"), ("Version", "2")),
    amount="$7,168.00",
    groups=(PaperGroup(name="Good", lines=(PUMP, VISIT)),),
    totals=(TotalRow("Total", "$7,168.00", strong=True),),
    proof=(("Accepted by", "Dana Whitfield"), ("When", "November 23, 2026, 3:15 PM CST"), ("From", "203.0.113.7")),
    signed_by="Dana Whitfield",
    signature=CIRCLE,
    fingerprint="0f1e2d3c 4b5a6978 8796a5b4 c3d2e1f0",
    url="https://acme.porchlight.example/e/kT9wQ2xR7",
    url_words="Verify online",
    portal_url="https://acme.porchlight.example/",
    terms="We guarantee our work for two years.",
    made_at=datetime(2026, 11, 23, 21, 15, tzinfo=UTC),
    locale="en_US",
)


async def estimate(**changes: Any) -> PdfReader:
    return PdfReader(BytesIO(await estimate_pdf(replace(ESTIMATE, **changes))))


async def certificate(**changes: Any) -> PdfReader:
    return PdfReader(BytesIO(await certificate_pdf(replace(CERTIFICATE, **changes))))


class TestEstimate:
    async def test_it_says_all_that_is_offered(self) -> None:
        text = words(await estimate())

        for part in (
            "Estimate E1007",
            "Valid until Friday, December 4, 2026",
            "In every option",
            "Good $6,928.00",
            "Quiet enough.",
            "Heat pump, 9 kW 1 $6,400.00 $528.00 $6,400.00",
            "You can add",
            "Total with Good $7,168.00",
            "A deposit of $500.00 is due when you accept.",
            "Answer online acme.porchlight.example",
            "We start in spring.",
            "We guarantee our work for two years.",
            "Page 1 of",
        ):
            assert part in text

    async def test_it_carries_the_address_to_answer_at(self) -> None:
        notes = [note for page in (await estimate()).pages for note in page.get("/Annots", [])]

        assert [note.get_object()["/A"]["/URI"] for note in notes] == [ESTIMATE.url]

    async def test_it_is_a_letter_of_the_readers_country_and_language(self) -> None:
        with speaking("es_MX"):
            pdf = await estimate(locale="es_MX")

        assert pdf.trailer["/Root"]["/Lang"] == "es-MX"
        assert round(pdf.pages[0].mediabox.height) == 792


class TestCertificate:
    async def test_it_says_what_was_accepted_by_whom_when_and_how(self) -> None:
        text = words(await certificate())

        for part in (
            "Certificate of acceptance E1007",
            "Version 2",
            "Heat pump, 9 kW 1",
            "Total $7,168.00",
            "Accepted by Dana Whitfield",
            "November 23, 2026, 3:15 PM CST",
            "203.0.113.7",
            "0f1e2d3c 4b5a6978 8796a5b4 c3d2e1f0",
            "Verify online acme.porchlight.example",
        ):
            assert part in text

    async def test_it_has_no_signature_where_none_was_asked_for(self) -> None:
        assert "Signature" not in words(await certificate(signed_by="", signature=""))


@pytest.mark.parametrize("print_it", [estimate, certificate])
async def test_it_is_tagged_titled_archival_and_small(print_it: Any) -> None:
    pdf = await print_it()
    root = pdf.trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert "E1007, Acme Heating & Air" in pdf.metadata.title
    assert pdf.stream.getbuffer().nbytes < 60_000


@pytest.mark.parametrize("text", ['#panic("x")', "*b* _i_ `c`", '#read("/etc/passwd")', "{{ 7 }}"])
async def test_it_prints_hostile_text_as_it_stands(text: str) -> None:
    line = replace(PUMP, description=text)
    group = PaperGroup(name=text, about=text, lines=(line,))

    assert words(await estimate(notes=text, terms=text, groups=(group,))).count(text) == 5
    assert words(await certificate(terms=text, signed_by=text, groups=(group,))).count(text) == 5
