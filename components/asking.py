"""Asking Okta through the provider: what it answers, or an error that a person can act on."""

import re
from collections.abc import Awaitable
from typing import TypeVar

import pulumi

Answer = TypeVar("Answer")


async def ask(question: Awaitable[Answer | None], subject: str, next_step: str) -> Answer:
    """Await an invoke's answer; raises `pulumi.RunError` that names the subject, Okta's words and the next step."""
    try:
        answer = await question
    except Exception as error:
        raise refused(subject, error, next_step) from error
    if answer is None:
        raise refused(subject, ValueError("the provider gave no answer"), next_step)
    return answer


def refused(subject: str, error: Exception, next_step: str) -> pulumi.RunError:
    """The error for a person: without the engine's and the provider's wrapping around Okta's words."""
    return pulumi.RunError(f"{subject} could not be read from Okta: {_words(error)}\nNext: {next_step}")


def _words(error: Exception) -> str:
    text = str(error)
    listed = re.findall(r"^\s*\* (.+)$", text, re.MULTILINE)
    return "; ".join(listed) if listed else text
