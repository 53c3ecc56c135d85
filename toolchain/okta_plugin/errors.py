"""What can go wrong, each with the text that a user sees."""

from dataclasses import dataclass

from .values import Properties


class PluginError(Exception):
    """A refusal or failure whose text goes to the user as it is."""


class NotCarried(PluginError):
    """Something the real plugin has and the stand-in does not."""

    def __init__(self, what: str) -> None:
        """Say what is missing and what to do."""
        super().__init__(
            f"the stand-in Okta plugin does not carry {what}: use the real plugin "
            "(`pulumi plugin install resource okta`, or put its `pulumi-resource-okta` on PATH)"
        )


class NotConfigured(PluginError):
    """A provider without a valid sign-in; both of the real plugin's two providers complain."""

    second = (
        "The Okta provider was not properly configured. Please ensure valid credentials are provided. Set 'api_token' "
        "(or OKTA_API_TOKEN env var), 'access_token' (or OKTA_ACCESS_TOKEN env var), or 'private_key' + 'client_id' "
        "(or OKTA_API_PRIVATE_KEY + OKTA_API_CLIENT_ID env vars)."
    )

    def __init__(self, first: str) -> None:
        """Join both; `logged` is the line that the plugin logs besides."""
        super().__init__(
            f"2 errors occurred:\n\t* 1 error occurred:\n\t* {first}\n\n\n"
            f"\t* Provider Configuration Error: {self.second}\n\n"
        )
        self.logged = f"[ERROR] {self.second}: Provider Configuration Error"


class ClassicError(PluginError):
    """A failure of a classic resource or function; the engine gets it as a list of one."""

    def __init__(self, text: str) -> None:
        """Wrap the text as the plugin does."""
        super().__init__(f"1 error occurred:\n\t* {text}\n\n")


class FrameworkError(PluginError):
    """A failure of a framework resource or function: a summary and a detail."""

    def __init__(self, summary: str, detail: str) -> None:
        """Join both; `logged` is the line that the plugin logs besides."""
        super().__init__(f"{summary}: {detail}")
        self.logged = f"[ERROR] {detail}: {summary}"


class PartialFailure(PluginError):
    """An operation that left something behind: the engine stores it and tries again next time."""

    def __init__(self, identifier: str, state: Properties, reason: str) -> None:
        """Keep what was made."""
        super().__init__(reason)
        self.identifier = identifier
        self.state = state
        self.reason = reason


@dataclass(frozen=True)
class CheckFailure:
    """One mistake in a resource's or the provider's inputs."""

    reason: str
    property: str = ""
