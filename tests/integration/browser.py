"""A page in a real browser, with an eye on everything that it must not do."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

_NAMES = ("chromium", "chromium-browser", "google-chrome", "/usr/bin/chromium")
_QUIET = """
    --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
    --disable-component-update --disable-sync
""".split()
# Runs before the page's own script, outside its policy
_LISTEN = """
    document.addEventListener("securitypolicyviolation", (event) => {
      console.error(`violation: ${event.violatedDirective} ${event.blockedURI}`);
    });
"""


@dataclass
class Watched:
    """A page and what went wrong on it."""

    page: Any
    complaints: list[str] = field(default_factory=list)
    """Errors and warnings of the console, violations of the policy, dialogs."""
    requests: list[str] = field(default_factory=list)

    def press(self, *keys: str) -> None:
        """Press keys one after another."""
        for key in keys:
            self.page.keyboard.press(key)

    def focused(self) -> str:
        """Return the name of what has the focus: its label or its text."""
        name = "e => e.getAttribute('aria-label') ?? e.textContent"
        return str(self.page.locator(":focus").evaluate(name))

    def texts(self, selector: str) -> list[str]:
        """Return the text of every element, spaces made one."""
        return [" ".join(t.split()) for t in self.page.locator(selector).all_text_contents()]


def find_chromium() -> str | None:
    """Return the browser of this machine."""
    candidates = (os.environ.get("CHROMIUM"), *map(shutil.which, _NAMES))
    return next((path for path in candidates if path), None)


class Browser:
    """Chromium with one page per way of looking, which is used again: a new one takes half a second."""

    def __init__(self, chromium: Any) -> None:
        self._chromium = chromium
        self._pages: dict[str, Watched] = {}

    def open(self, path: Path, **how: Any) -> Watched:
        """Show a file; `how` is what a context of playwright takes."""
        key = repr(how)
        if key not in self._pages:
            self._pages[key] = self._watch(**how)
        watched = self._pages[key]
        watched.page.goto("about:blank")
        watched.complaints.clear()
        watched.requests.clear()
        watched.page.goto(path.as_uri())
        return watched

    def _watch(self, **how: Any) -> Watched:
        page = self._chromium.new_context(**how).new_page()
        watched = Watched(page)
        page.on("console", lambda message: watched.complaints.append(message.text))
        page.on("pageerror", lambda error: watched.complaints.append(str(error)))
        page.on("dialog", lambda dialog: (watched.complaints.append(dialog.type), dialog.dismiss()))
        page.on("request", lambda request: watched.requests.append(request.url))
        page.add_init_script(_LISTEN)
        return watched


@contextmanager
def launch_chromium() -> Iterator[Browser]:
    """Give a browser; the test is skipped where there is none."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = find_chromium()
    if path is None:
        pytest.skip(f"no Chromium: set CHROMIUM to its path, or install one of {_NAMES}")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=path, args=_QUIET)
        yield Browser(chromium)
        chromium.close()
