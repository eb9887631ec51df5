"""Two editors on one document: who was faster is named, and nothing of the other is lost."""

import re
from collections.abc import Mapping

from quart import Response, jsonify

from templates.filters import moment
from templates.language import gettext as _
from tenants.errors import Conflict
from tenants.working_copies import Overtaken
from web.door import here
from web.language import sentence
from web.staff_signed_in import member


def seen(form: Mapping[str, str]) -> int:
    """Which working copy a form was made from, or is to be saved over."""
    typed = form.get("over") or form.get("edits", "")
    return int(typed) if re.fullmatch(r"[0-9]{1,9}", typed) else 0


def refused(error: Conflict) -> Response:
    """Why nothing was saved, for the editor's script; with `edits` it can be saved over what is there."""
    answer = jsonify({"words": overtaken(error), "edits": error.edits if isinstance(error, Overtaken) else None})
    answer.status_code = error.status
    return answer


def overtaken(error: Conflict) -> str:
    if not isinstance(error, Overtaken):
        return sentence(error)
    at = moment(error.at, here().time_zone, here().today())
    if error.by == member().name:
        return _("You have changed this in another window, %(when)s.", when=at)
    return _("%(name)s has changed this meanwhile, %(when)s.", name=error.by, when=at)
