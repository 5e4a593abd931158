"""What a service account's key of Google's looks like, with a pair of keys that opens nothing."""

from functools import cache

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

TOKENS = "https://oauth2.googleapis.com/token"


@cache
def _private_key() -> str:
    made = rsa.generate_private_key(65537, 2048)
    how = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return made.private_bytes(*how).decode()


def service_account(token_uri: str = TOKENS) -> dict[str, str]:
    """The content of such a file. `token_uri` is where Google would be asked for a token."""
    key = {"type": "service_account", "client_email": "kith@team.example", "private_key": _private_key()}
    return {**key, "token_uri": token_uri}
