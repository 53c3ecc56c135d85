"""Self-signed certificates for SAML apps, and their Okta forms: key credential and metadata."""

import base64
import hashlib
import ssl
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy.orm import Session

from sandbox.org.identifiers import now, random_text
from sandbox.org.secrets import Secrets
from sandbox.org.tables import AppKey, Setting

# Cryptography is imported at the first app, not before: a start must not wait for it.
if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

_SUBJECT: Final = "CN=okta-sandbox,OU=SSOProvider,O=Okta,C=US"
_SIGNING_KEY: Final = "saml signing key"


def new_app_key(session: Session, secrets: Secrets, app_id: str, years: int = 10) -> AppKey:
    """Make an app's certificate, valid ten years as Okta's are at first; all apps of one sandbox share the key pair."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization

    key = _signing_key(session, secrets)
    name = x509.Name.from_rfc4514_string(_SUBJECT)
    start = datetime.now(UTC)
    end = start + timedelta(days=round(365.25 * years))
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start - timedelta(minutes=1))
        .not_valid_after(end)
        .sign(key, hashes.SHA256())
    )
    return AppKey(
        kid=random_text(43),
        app_id=app_id,
        certificate=certificate.public_bytes(serialization.Encoding.PEM).decode(),
        created=now(),
        expires_at=end.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
    )


def key_credential(key: AppKey) -> dict[str, Any]:
    """Give the JSON Web Key that `GET /apps/{id}/credentials/keys` lists."""
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import rsa

    der = ssl.PEM_cert_to_DER_cert(key.certificate)
    public = x509.load_der_x509_certificate(der).public_key()
    if not isinstance(public, rsa.RSAPublicKey):
        raise TypeError(f"the certificate {key.kid} has no RSA key")
    numbers = public.public_numbers()
    return {
        "kty": "RSA",
        "created": key.created,
        "lastUpdated": key.created,
        "expiresAt": key.expires_at,
        "kid": key.kid,
        "use": "sig",
        "x5c": [base64.b64encode(der).decode()],
        "x5t#S256": _url_safe(hashlib.sha256(der).digest()),
        "e": _url_safe(numbers.e.to_bytes(3)),
        "n": _url_safe(numbers.n.to_bytes(256)),
    }


def certificate_text(key: AppKey) -> str:
    """Give the certificate as SAML metadata holds it: base64 in lines of 76, without PEM's frame."""
    return base64.encodebytes(ssl.PEM_cert_to_DER_cert(key.certificate)).decode().rstrip("\n")


def _signing_key(session: Session, secrets: Secrets) -> "RSAPrivateKey":
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    setting = session.get(Setting, _SIGNING_KEY)
    if setting is not None:
        pem = secrets.decrypt(setting.value.encode()).encode()
        # Checking the key again at each use takes longer than all else here.
        loaded = serialization.load_pem_private_key(pem, password=None, unsafe_skip_rsa_key_validation=True)
        if not isinstance(loaded, rsa.RSAPrivateKey):
            raise TypeError("the stored signing key is no RSA key")
        return loaded
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    session.add(Setting(name=_SIGNING_KEY, value=secrets.encrypt(pem.decode()).decode()))
    return key


def _url_safe(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")
