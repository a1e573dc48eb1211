"""The application of the key holder's page: its views over a desk."""

from pathlib import Path
from typing import Final

from flask import Flask

from pages.local_application import local_app
from pages.printing import PrintingError
from trustee.local.desk import ERRORS, Desk
from trustee.local.views import install_views

TRANSLATIONS: Final = Path(__file__).with_name("translations")


def create_local_app(desk: Desk, token: str, port: int) -> Flask:
    """The page over a desk; ``token`` begins the one session, ``port`` is where it will be served."""
    app = local_app("trustee", desk, TRANSLATIONS, (*ERRORS, PrintingError), token, port)
    install_views(app, desk)
    return app
