"""Judging an app: what Okta shows of it against what its arguments declare."""

from dataclasses import dataclass

from components.api_support import AuthScheme, Method
from components.app_integration import is_custom_app
from components.checklist import Subject
from components.comparison import Declared, differences
from components.features import Features
from components.fingerprint import TokenTrace
from components.observation import Observation
from components.scim_provisioning_args import ScimProvisioningArgs
from components.username_format import UsernameFormat
from components.verdict import Verdict

TOKEN_SOURCE = "(look it up on the service's SCIM page)"  # noqa: S105 - a place, not a token


@dataclass(frozen=True)
class Judge:
    """One app's arguments, with what was made of them."""

    args: ScimProvisioningArgs
    method: Method
    scheme: AuthScheme
    username_format: UsernameFormat
    existing: bool
    """Whether the app was there before."""

    def judge(self, seen: Observation, trace: TokenTrace, base_url: str, admin_console_url: str) -> Verdict:
        """Compare; the addresses are arguments that may have been outputs."""
        features = Features(**self.args.get("features", {}))
        by_api = self.method is Method.API
        # By the API a changed token is pushed; in the console a person has to enter it.
        trace = TokenTrace(trace.current, trace.current) if by_api else trace
        told = {"base_url": base_url, "auth_scheme": self.scheme.value} if by_api else {}
        return Verdict(
            label=self.args["app"]["label"],
            method=self.method,
            subject=Subject(
                admin_console_url=admin_console_url,
                app_id=seen.app_id,
                app_name=seen.app_name,
                custom_saml="saml" in self.args["app"] or is_custom_app(seen.app_name),
                username_format=self.username_format,
                base_url=base_url,
                token_source=self.args["connection"].get("token_source", TOKEN_SOURCE),
                features=features,
                token_fingerprint=trace.current or "",
            ),
            seen=seen,
            differences=differences(Declared(self.username_format, features, **told), seen, trace),
            trace=trace,
            with_import="import_rules" in self.args and not by_api,
            existing=self.existing,
            notes=tuple(self.args.get("notes", ())),
        )
