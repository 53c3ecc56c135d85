"""Lists in pages: `limit`, `after` and the Link headers that lead from one to the next."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar
from urllib.parse import urlencode

from fastapi import Depends, Query, Request, Response

from sandbox.org.dependencies import address_of
from sandbox.org.errors import invalid

Row = TypeVar("Row")


class Paging:
    """The page that a request asks for, and the Link headers of its answer."""

    def __init__(self, request: Request, response: Response, limit: str | None, after: str | None) -> None:
        """Hold what a request asks for."""
        self.after = after
        self._request = request
        self._response = response
        self._limit = limit

    def size(self, default: int, most: int) -> int:
        """Give how many to show; Okta cuts a larger limit to the most it allows."""
        if self._limit is None:
            return default
        try:
            asked = int(self._limit)
        except ValueError:
            raise invalid("limit", f"'limit' has an invalid value '{self._limit}'") from None
        return default if asked <= 0 else min(asked, most)

    def links(
        self,
        rows: Sequence[Row],
        size: int,
        cursor: Callable[[Row], str],
        *,
        listed_whole: bool = False,
        resume: str | None = None,
    ) -> Sequence[Row]:
        """Cut `rows`, one more than the page at most, to the page, and say in Link where the next begins.

        A list that Okta never pages (`listed_whole`) has no Link at all. One that is polled has a next page behind
        every page; behind an empty one it begins at `resume`.
        """
        page = rows[:size]
        if listed_whole:
            return page
        links = [self._link(dict(self._request.query_params), "self")]
        if len(rows) > size or resume is not None:
            after = cursor(page[-1]) if page else resume
            query = {**self._request.query_params, "after": after, "limit": str(size)}
            links.append(self._link(query, "next"))
        for link in links:
            self._response.headers.append("Link", link)
        return page

    def _link(self, query: dict[str, Any], relation: str) -> str:
        address = f"{address_of(self._request)}{self._request.url.path}"
        return f'<{address}{"?" + urlencode(query) if query else ""}>; rel="{relation}"'


async def page_of(
    request: Request,
    response: Response,
    limit: Annotated[str | None, Query()] = None,
    after: Annotated[str | None, Query()] = None,
) -> Paging:
    """Read a request's query."""
    return Paging(request, response, limit, after)


Page = Annotated[Paging, Depends(page_of)]
