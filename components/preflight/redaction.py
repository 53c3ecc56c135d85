"""Keep a token out of everything that is quoted, also where the server sends it back."""

import base64
import html
import json
from urllib.parse import quote

_MASK = "[token]"
# A server may quote only the beginning of a token; so much of it in a row is no coincidence.
_TELLING = 8


class Redaction:
    """Replaces a token, its encoded forms and telling parts of them; holds the token, so it shows nothing of itself."""

    def __init__(self, token: str) -> None:
        """Redact `token`; any run of 8 of its characters counts as the token."""
        bare = token.split()[-1] if token.split() else ""
        forms = {token, bare, quote(token, safe=""), json.dumps(token)[1:-1], html.escape(token)}
        forms |= {base64.b64encode(form.encode()).decode().rstrip("=") for form in (token, bare, f"Bearer {bare}")}
        self._forms = sorted((form for form in forms if form), key=len, reverse=True)
        self._parts = {form[i : i + _TELLING] for form in self._forms for i in range(len(form) - _TELLING + 1)}

    def __repr__(self) -> str:
        return "Redaction()"

    def __call__(self, text: str) -> str:
        """The text without the token."""
        for form in self._forms:
            text = text.replace(form, _MASK)
        return self._without_parts(text)

    def _without_parts(self, text: str) -> str:
        kept: list[str] = []
        position = 0
        while position < len(text):
            end = position
            while text[end : end + _TELLING] in self._parts:
                end += 1
            if end == position:
                kept.append(text[position])
                position += 1
            else:
                kept.append(_MASK)
                position = end + _TELLING - 1
        return "".join(kept)
