"""The blueprint of this part; the view modules fill it."""

from flask import Blueprint

routes = Blueprint("accounts", __name__, template_folder="templates")
