"""Whether a token has the form in which Okta sends it: the word `Bearer` stands before it once, or not at all."""

from components.preflight.answer import Answer
from components.preflight.authorization import Authorization, bearer_words
from components.preflight.exchange import Exchange
from components.preflight.finding import Cause, Finding
from components.preflight.target import Target
from components.preflight.users_page import ask_for_users, finding, users_page

# Why the word stands twice, and what is right.
_DOUBLED = {
    Authorization.BEARER: (
        "the token begins with it, and Okta puts it before the token of this kind of app itself",
        "without that word",
    ),
    Authorization.AS_TYPED: ("it stands twice before the token", "with that word once"),
}
_UNWANTED = {
    Authorization.BEARER: "Okta always puts that word before the token of this kind of app: have the service take "
    "bearer tokens (RFC 6750), or use the catalogue's Header Auth app (`scim2headerauth`).",
    Authorization.AS_TYPED: "set the token without that word; Okta sends it as typed for this kind of app.",
}


def check_token(target: Target, token: str) -> None:
    """Raise a finding where a token cannot be right, before anybody is asked."""
    if not token.strip():
        raise Finding(Cause.UNUSABLE_TOKEN, target, why="is empty")
    if bearer_words(target.authorization.value_of(token)) > 1:
        why, right = _DOUBLED[target.authorization]
        raise Finding(Cause.BEARER_DOUBLED, target, why=why, right=right)
    if token != token.strip() or not (token.isascii() and token.isprintable()):
        raise Finding(
            Cause.UNUSABLE_TOKEN, target, why="holds blanks, line breaks or characters that no header carries"
        )
    if target.authorization is Authorization.BEARER and " " in token:
        raise Finding(Cause.UNUSABLE_TOKEN, target, why="holds blanks")


async def check_prefix(exchange: Exchange, refused: Answer) -> None:
    """Raise a finding where a refused token is right and only the word `Bearer` before it is not."""
    target, header = exchange.target, exchange.header
    if bearer_words(header) == 1:
        cause, other, right = Cause.BEARER_UNWANTED, header.split()[-1], _UNWANTED[target.authorization]
    else:
        cause, other, right = Cause.BEARER_MISSING, Authorization.BEARER.value_of(header), ""
    try:
        users_page(await ask_for_users(exchange, header=other), target)
    except Finding:
        return
    raise finding(cause, refused, target, right=right)
