"""What can go wrong at the page besides what the acts themselves refuse."""

from trustee.errors import TrusteeError


class PageError(TrusteeError):
    """A form lacks something, or the step cannot be done yet."""

    code = "trustee-page"


class BusyError(TrusteeError):
    """Something else is going on with the key file, and takes longer than a page can wait."""

    code = "trustee-page-busy"


class StoppedError(TrusteeError):
    """Work was stopped by the person; nothing was sent."""

    code = "trustee-page-stopped"
