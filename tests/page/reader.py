"""Somebody who reads the page."""

from datetime import timedelta
from typing import Literal

from playwright.async_api import ConsoleMessage, Locator, Page, Request, expect

from shared.web.tokens import mint

Scheme = Literal["light", "dark"]
ROOT = "root"
"""The administrator."""
CUT = "ERR_NETWORK_CHANGED"
"""Chromium ends all requests, even local ones, when the machine gets or loses a network, as each container is one."""


class Reader:
    """At one tab. `complaints`: what a clean page has none of, errors in its console and requests to other hosts."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.complaints: list[str] = []
        self._forgiven: list[str] = [CUT]
        self._cut = False
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", self._see)

    async def come(self, customer: str | None = None, view: str = "", lifetime: timedelta = timedelta(hours=1)) -> None:
        """Opens the page, with that customer's token in the address, or without one; then goes to a view."""
        token = self.token_of(customer, lifetime) if customer else None
        await self.page.goto(f"{self.address}/" + (f"#token={token}" if token else ""))
        while self._cut:
            self._cut = False
            await self.page.reload()
        await expect(self.page.get_by_role("heading", level=1)).to_be_visible()
        if view:
            await self.go(view)

    def token_of(self, customer: str, lifetime: timedelta = timedelta(hours=1)) -> str:
        """What `choreo token` would give them."""
        return mint(customer, admin=customer == ROOT, lifetime=lifetime)

    async def go(self, view: str) -> None:
        """To "orders", "missing", "orders/some-id"."""
        await self.page.evaluate("view => { location.hash = `#/${view}` }", view)

    def row(self, order_id: str) -> Locator:
        """The order's row in the list."""
        return self.page.locator("tr", has=self.page.get_by_title(order_id, exact=True))

    def event(self, name: str) -> Locator:
        """The button of an event on a timeline."""
        return self.page.locator("button.event", has_text=name)

    async def sees(self, text: str, within: float = 20.0) -> None:
        """Fails unless the text is visible within so many seconds."""
        await expect(self.page.get_by_text(text).first).to_be_visible(timeout=within * 1000)

    def forgive(self, what: str) -> None:
        """The console may speak of this: the browser itself tells there of every answer that is an error."""
        self._forgiven.append(what)
        self.complaints = [one for one in self.complaints if what not in one]

    async def focus(self) -> str:
        """What has the focus, by its label or text."""
        return str(
            await self.page.evaluate(
                "() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent.trim()"
            )
        )

    def _hear(self, message: ConsoleMessage) -> None:
        self._cut |= CUT in message.text
        if message.type in ("error", "warning") and not any(what in message.text for what in self._forgiven):
            self.complaints.append(message.text)

    def _see(self, request: Request) -> None:
        if not request.url.startswith(f"{self.address}/"):
            self.complaints.append(f"a request elsewhere: {request.url}")
