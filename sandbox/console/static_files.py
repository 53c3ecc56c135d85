"""The files that the pages load: style, script and icon, all from here and none from elsewhere."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse

from sandbox.org.errors import not_found

router = APIRouter(prefix="/admin/static")

FILES: Final = Path(__file__).with_name("static")
TYPES: Final = {
    "console.css": "text/css",
    "htmx.min.js": "text/javascript",
    "tabs.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
HEADERS: Final = {"Cache-Control": "max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}


@cache
def static_address(name: str) -> str:
    """Give the address of a file; it changes with the content, so that browsers may keep what they have."""
    return f"/admin/static/{name}?v={hashlib.sha256((FILES / name).read_bytes()).hexdigest()[:12]}"


@router.get("/{name:path}")
def static_file(name: str) -> Response:
    """Give a file of the table to anybody: the sign-in page needs it too."""
    if name not in TYPES:
        raise not_found("File", name)
    return FileResponse(FILES / name, headers=HEADERS, media_type=TYPES[name])
