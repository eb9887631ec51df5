"""What a browser calls itself, in two words a person knows: "Chrome on Windows"."""

from templates.language import gettext as _

# In this order: each of them also claims to be those below it.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "Chromebook"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def device_words(user_agent: str) -> str:
    browser = _first(BROWSERS, user_agent, _("A browser"))
    system = _first(SYSTEMS, user_agent, "")
    return _("%(browser)s on %(system)s", browser=browser, system=system) if system else browser


def _first(known: tuple[tuple[str, str], ...], user_agent: str, otherwise: str) -> str:
    return next((name for sign, name in known if sign in user_agent), otherwise)
