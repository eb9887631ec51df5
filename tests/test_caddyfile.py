"""The Caddyfile that we hand out: Caddy itself takes it, and it asks before a certificate is made."""

import json
import shutil
import subprocess

import pytest

from tests.rules import ROOT

CADDYFILE = ROOT / "docs/Caddyfile"


@pytest.mark.skipif(not shutil.which("caddy"), reason="no caddy on this machine: apt-get install caddy")
def test_caddy_takes_it_and_asks_before_each_certificate() -> None:
    made = subprocess.run(
        ["caddy", "adapt", "--validate", "--config", str(CADDYFILE)], capture_output=True, text=True, check=True
    )

    automation = json.loads(made.stdout)["apps"]["tls"]["automation"]
    assert "http://127.0.0.1:8090/ask" in json.dumps(automation["on_demand"])  # its place differs between releases
    assert all(policy.get("on_demand") for policy in automation["policies"])
