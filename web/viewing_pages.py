"""What a view as a customer says: in the bar over each page, to who would do something, and when it is over."""

from quart import Response, g, request

from templates.filters import moment
from templates.language import gettext as _
from tenants.customer_views import View
from web.pages import page
from web.same_origin import SAFE


def banner(found: View) -> dict[str, str]:
    viewer = found.viewer
    return {
        "name": viewer.name,
        "customer": viewer.customer_name,
        "until_words": moment(found.expires_at, g.tenant.time_zone, g.tenant.today()),
        "end_action": f"/staff/customers/{viewer.customer_id}/contacts/{viewer.contact_id}/view/end",
    }


def refused(found: View) -> Response:
    return page(
        "errors/error.html",
        403,
        code=403,
        heading=_("You are only looking"),
        text=_(
            "You see the portal as %(name)s does. Nothing can be sent, paid or changed from here, and nothing was.",
            name=found.viewer.name,
        ),
        action={"label": _("Go on looking"), "href": "/"},
    )


def over() -> Response:
    return page(
        "errors/error.html",
        410 if request.method in SAFE else 403,
        code=_("Over"),
        heading=_("This view is over"),
        text=_("A view as a customer ends after half an hour, and with your own session. Nothing was changed."),
        action={"label": _("Back to the customers"), "href": "/staff/customers"},
        in_console=True,
    )
