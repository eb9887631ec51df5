"""What was typed is taken as meant, or refused field by field, all at once."""

from datetime import date
from uuid import UUID

import pytest

from tenants.service_requests import Asked, Unfit, Urgency, read

TODAY = date(2026, 11, 25)
HOME, SHED = UUID(int=1), UUID(int=2)
GOOD = {
    "name": " Dana  Diaz ",
    "email": "Dana@Example.com",
    "phone": "",
    "what": "  No heat.\r\nSince Monday. ",
    "urgency": "urgent",
}


def asked(*properties: UUID, **typed: str) -> Asked:
    return read(GOOD | typed, properties or (HOME,), TODAY)


def refused(*properties: UUID, **typed: str) -> list[str]:
    with pytest.raises(Unfit) as unfit:
        asked(*properties, **typed)
    return [error.field for error in unfit.value.errors]


class TestTaking:
    def test_it_takes_what_is_meant(self) -> None:
        found = asked()

        assert found == Asked(HOME, "Dana Diaz", "dana@example.com", "", "No heat.\nSince Monday.", Urgency.URGENT, [])

    def test_days_keep_their_order_and_come_once(self) -> None:
        found = asked(day1="2026-12-02", part1="morning", day2="2026-11-25", day3="2026-12-02")

        assert found.wished == [{"on": "2026-12-02", "part": "any"}, {"on": "2026-11-25", "part": "any"}]

    def test_without_a_day_any_day_is_fine(self) -> None:
        assert asked(part1="morning", day2=" ").wished == []

    def test_the_only_property_need_not_be_chosen(self) -> None:
        assert asked(HOME).property_id == HOME
        assert asked(HOME, SHED, property=str(SHED)).property_id == SHED

    def test_nobody_needs_a_property(self) -> None:
        assert read(GOOD, (), TODAY).property_id is None


class TestRefusing:
    def test_it_says_everything_at_once(self) -> None:
        assert refused(name="", email="x", what=" ", urgency="now", day1="soon") == [
            "day1", "name", "email", "what", "urgency",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("field", "typed"),
        [
            ("name", "x" * 121),
            ("name", "\u202e\u200b"),
            ("phone", "5" * 41),
            ("what", "x" * 5_001),
            ("what", "\x07\x1b"),
            ("urgency", ""),
            ("property", str(SHED)),
            ("property", "'; DROP TABLE"),
            ("day1", "2026-11-24"),
            ("day1", "2028-01-01"),
            ("day2", "0000-00-00"),
            ("day3", "9999999-12-31"),
            ("day1", "\u0662\u0660\u0662\u0666-12-01"),
            ("email", "dana@example.com\r\nBcc: all@example.com"),
        ],
    )
    def test_it_refuses_what_cannot_be_used(self, field: str, typed: str) -> None:
        assert refused(**{field: typed}) == [field]

    def test_of_several_properties_one_has_to_be_chosen(self) -> None:
        assert refused(HOME, SHED) == ["property"]

    def test_a_part_of_the_day_is_one_of_ours(self) -> None:
        assert refused(day1="2026-12-01", part1="midnight") == ["part1"]

    def test_signs_that_turn_a_line_around_become_spaces(self) -> None:
        assert asked(name="Dana \u202eexe.gpj", what="a\u202eb").name == "Dana exe.gpj"
