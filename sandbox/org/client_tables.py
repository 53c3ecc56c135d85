"""The tables of OAuth 2.0 clients: what an app of mode OPENID_CONNECT proves itself with."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from sandbox.org.tables import Base, JsonObject


class ClientSecret(Base):
    """A client's secret, encrypted; Okta shows it to whoever may read the app."""

    __tablename__ = "client_secrets"
    id: Mapped[str] = mapped_column(primary_key=True)
    app_id: Mapped[str] = mapped_column(ForeignKey("apps.id", ondelete="CASCADE"), index=True)
    secret: Mapped[bytes]
    status: Mapped[str]
    created: Mapped[str]
    last_updated: Mapped[str]


class ClientKey(Base):
    """A client's public key, a JSON Web Key."""

    __tablename__ = "client_keys"
    id: Mapped[str] = mapped_column(primary_key=True)
    app_id: Mapped[str] = mapped_column(ForeignKey("apps.id", ondelete="CASCADE"), index=True)
    key: Mapped[JsonObject]
    status: Mapped[str]
    created: Mapped[str]
    last_updated: Mapped[str]
