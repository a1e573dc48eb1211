"""The application of the registrar's page: its views over a desk."""

from pathlib import Path
from typing import Final

from flask import Flask

from board_client.errors import BoardError
from crypto.errors import CryptoError
from pages.local_application import local_app
from pages.printing import PrintingError
from record.errors import RecordError
from registrar.errors import RegistrarError
from registrar.local.desk import Desk
from registrar.local.views import install_views

TRANSLATIONS: Final = Path(__file__).with_name("translations")
_ERRORS: Final = (RegistrarError, RecordError, CryptoError, BoardError, PrintingError, OSError)


def create_local_app(desk: Desk, token: str, port: int) -> Flask:
    """The page over a desk; ``token`` begins the one session, ``port`` is where it will be served."""
    app = local_app("registrar", desk, TRANSLATIONS, _ERRORS, token, port)
    install_views(app, desk)
    return app
