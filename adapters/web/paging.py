"""Long tables, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

SIZE = 50


@dataclass(frozen=True, slots=True)
class Pages:
    """Where we are in a long table; ``link`` gives another page's address with the same filter."""

    number: int
    last: int
    total: int
    request: Request
    size: int = SIZE

    @property
    def offset(self) -> int:
        """Rows before this page."""
        return (self.number - 1) * self.size

    def link(self, number: int) -> str:
        """The address of another page."""
        url = self.request.url.include_query_params(page=number)
        return f"{url.path}?{url.query}"


def paging(request: Request, total: int) -> Pages:
    """The page that the request asks for, or the nearest there is."""
    text = request.query_params.get("page", "1")
    last = max(1, -(-total // SIZE))
    number = int(text) if text.isdecimal() and len(text) < 9 else 1
    return Pages(min(max(number, 1), last), last, total, request)
