"""What others wrote and Kith needs to reach Google, in one place. Without it there are no spreadsheets."""

import gspread
import requests
from google.auth.credentials import AnonymousCredentials, Credentials
from google.auth.exceptions import GoogleAuthError, InvalidOperation, RefreshError, TransportError
from google.oauth2.service_account import Credentials as ServiceAccount

__all__ = [
    "AnonymousCredentials",
    "Credentials",
    "GoogleAuthError",
    "InvalidOperation",
    "RefreshError",
    "ServiceAccount",
    "TransportError",
    "gspread",
    "requests",
]
