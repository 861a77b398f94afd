"""How long the page takes, in Chromium."""

from statistics import median

from playwright.async_api import Page, async_playwright

from shared import clock

_CHROMIUM = "/usr/bin/chromium"
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-sync"]
_TIMES = 10


async def look_at_the_page(address: str, order_id: str) -> dict[str, tuple[float, float]]:
    """Seconds from asking for the address until what it is about can be seen: (median, worst)."""
    base, _, token = address.partition("#")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=_CHROMIUM, args=_ARGUMENTS)
        context = await browser.new_context()
        page = await context.new_page()
        await page.goto(f"{base}#{token}")
        found = {
            "the page, opened on the map": await _open(page, base, "#/", "order_service"),
            "the page, opened on the orders": await _open(page, base, "#/orders", order_id),
            "the page, opened on one order": await _open(page, base, f"#/orders/{order_id}", "inventory.shipped"),
        }
        await browser.close()
    return found


async def _open(page: Page, base: str, place: str, shown: str) -> tuple[float, float]:
    times = []
    for _ in range(_TIMES):
        await page.goto("about:blank")
        begun = clock.elapsed()
        await page.goto(f"{base}{place}")
        await page.get_by_text(shown).first.wait_for()
        times.append(clock.elapsed() - begun)
    return median(times), max(times)
