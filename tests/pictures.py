"""The pictures of the base domain's page, taken of the running demo: `PORT=8000 .venv/bin/python -m tests.pictures`."""

import asyncio
import io
import os
import re
import time

import httpx
from PIL import Image
from playwright.async_api import Page, async_playwright

from tests.rules import ROOT

PORT = int(os.environ.get("PORT", "8000"))
PORTAL = f"http://acme.localhost:{PORT}"
MAIL = f"http://localhost:{PORT + 1}/mail/messages"
WHO = "dana@example.com"
FLAGS = ["--no-sandbox", "--disable-gpu"]
SIZE = {"width": 380, "height": 700}
WIDTH = 640  # pixels of the file: what a fine screen shows of 320
# Name of the picture, the list it is found from, and what the link in that list says.
PICTURES = (
    ("home", "/", ""),
    ("invoice", "/invoices", "a[href^='/invoices/']"),
    ("estimate", "/estimates", "main a[href^='/estimates/']"),
    ("job", "/jobs", "main li:nth-last-child(1) a[href^='/jobs/']"),
)


async def main() -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=FLAGS
        )
        context = await browser.new_context(viewport=SIZE, device_scale_factor=2, is_mobile=True, color_scheme="light")
        page = await context.new_page()
        await sign_in(page)
        for name, path, link in PICTURES:
            await page.goto(PORTAL + path)
            if link:
                await page.locator(link).first.click()
                await page.wait_for_load_state("networkidle")
            keep(name, await page.screenshot())
        await browser.close()


async def sign_in(page: Page) -> None:
    await page.goto(f"{PORTAL}/sign-in")
    await page.fill("input[name=email]", WHO)
    await page.click("button.primary")
    await page.wait_for_url("**/code*")
    await page.goto(newest_link())
    await page.wait_for_url(lambda url: "sign-in" not in url)


def newest_link() -> str:
    for _ in range(100):
        for mail in httpx.get(MAIL).json():
            if WHO in mail["To"] and (found := re.search(r"^http\S+/sign-in/\S+", mail["TextBody"], re.MULTILINE)):
                return found[0]
        time.sleep(0.1)
    raise TimeoutError


def keep(name: str, shot: bytes) -> None:
    """As WebP, in the width in which it is shown."""
    image = Image.open(io.BytesIO(shot)).convert("RGB")
    image = image.resize((WIDTH, round(image.height * WIDTH / image.width)), Image.Resampling.LANCZOS)
    path = ROOT / f"web/static/portal-{name}.webp"
    image.save(path, "WEBP", quality=74, method=6)
    print(f"{path.name}: {image.width} x {image.height}, {path.stat().st_size // 1024} KB")


if __name__ == "__main__":
    asyncio.run(main())
