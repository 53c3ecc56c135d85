"""Asking Okta through the provider: what it answers, or an error that a person can act on."""

import re
from collections.abc import Mapping
from typing import Any, TypeVar

import pulumi

Answer = TypeVar("Answer")


async def ask(
    function: str,
    arguments: Mapping[str, Any],
    answer_type: type[Answer],
    options: pulumi.InvokeOptions,
    subject: str,
    next_step: str,
) -> Answer:
    """Call a function of the provider; raises `pulumi.RunError` that names the subject, Okta's words and the next step.

    Not by the SDK's `..._output` functions: a failed output is awaited once more when the program ends, and then fails
    it with a traceback, whatever became of the error here.
    """
    try:
        answer: Answer = await pulumi.runtime.invoke_async(function, dict(arguments), options, answer_type)
    except Exception as error:
        raise refused(subject, error, next_step) from error
    return answer


def refused(subject: str, error: Exception, next_step: str) -> pulumi.RunError:
    """The error for a person: without the engine's and the provider's wrapping around Okta's words."""
    return pulumi.RunError(f"{subject} could not be read from Okta: {_words(error)}\nNext: {next_step}")


def _words(error: Exception) -> str:
    text = str(error)
    listed = re.findall(r"^\s*\* (.+)$", text, re.MULTILINE)
    return "; ".join(listed) if listed else text
