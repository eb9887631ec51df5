"""What a customer keeps of an estimate: the letter with all that is offered, and the certificate of what was accepted."""

import re
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from tenants.estimates import Deposit
from tests.visitor import Visitor
from tests.web.portal.test_estimates import FILTERS, OPTIONS, PUMP, dana, sent, signing, text
from tests.world import World

__all__ = ["dana"]


class TestPapers:
    async def test_the_estimate_is_a_letter_of_all_that_is_offered(self, world: World, dana: Visitor) -> None:
        estimate = await sent(world, items=(PUMP, FILTERS), options=OPTIONS, terms="- **One**\n- Two")

        words, answer = await paper(dana, f"/estimates/{estimate.id}.pdf")

        assert answer.content_type == "application/pdf"
        for part in ("from $7,400.00", "Good $7,400.00", "Best $9,400.00", "Quiet and strong.", "Filters", "• One"):
            assert part in words, part

    async def test_the_certificate_says_who_accepted_what_and_when(self, world: World, dana: Visitor) -> None:
        await signing(world)
        estimate = await sent(world, items=(PUMP, FILTERS), options=OPTIONS, deposit=Deposit(rate=1_000))
        form = {"version": "1", "option": "best", "name": "Dana Diaz", "strokes": "[[[10,20],[30,40]]]"}
        await dana.post(f"/estimates/{estimate.id}/accept", form)

        words, _ = await paper(dana, f"/estimates/{estimate.id}/certificate.pdf")
        page = await text(dana, f"/estimates/{estimate.id}")

        for part in ("Certificate of acceptance", "Best", "$9,400.00", "Signed in to the portal", "$940.00"):
            assert part in words, part
        printed = re.search(r'class="fingerprint">([0-9a-f ]+)<', page)
        assert printed
        assert printed[1] in words

    async def test_there_is_no_certificate_of_what_was_not_accepted(self, world: World, dana: Visitor) -> None:
        estimate = await sent(world)

        assert (await dana.get(f"/estimates/{estimate.id}/certificate.pdf")).status_code == 404


async def paper(visitor: Visitor, path: str) -> tuple[str, Any]:
    answer = await visitor.get(path)
    pdf = PdfReader(BytesIO(await answer.get_data()))
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).replace("\u200b", "").split()), answer
