"""The error contract of :mod:`board_client`: whatever goes wrong with a board is a :class:`BoardError`.

``code`` is the board's own (problem+json) where the board answered, and one of ours where it did not. ``status`` is
the HTTP status, 0 without an answer. ``rule`` is the number of the rule that a refused entry breaks, if it breaks one.
"""


class BoardError(Exception):
    """The board refused a request, or could not be asked; the message is a sentence a person can act on."""

    def __init__(self, code: str, status: int, detail: str, rule: str | None = None) -> None:
        super().__init__(detail)
        self.code = code
        self.status = status
        self.detail = detail
        self.rule = rule

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.code, self.status, self.detail, self.rule))


class BoardAddressError(BoardError):
    """A text is no address of a board."""

    def __init__(self, detail: str) -> None:
        super().__init__("board-address", 0, detail)


class BoardUnreachableError(BoardError):
    """No answer came, however often it was tried: the board may or may not have done what was asked.

    ``template`` and ``values`` are the sentence's parts, for pages that say it in the reader's language.
    """

    template = "The board at {board} does not answer: check the network and the address, then try again."

    def __init__(self, board: str) -> None:
        self.values = {"board": board}
        super().__init__("board-unreachable", 0, self.template.format(board=board))


class BoardAnswerError(BoardError):
    """What answered does not speak as a board does: another server, a captive portal, an answer that is too long."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__("board-answer", status, detail)


def _rebuild(kind: type[BoardError], code: str, status: int, detail: str, rule: str | None) -> BoardError:
    """Unpickling: subclasses have constructors of their own."""
    error = kind.__new__(kind)
    BoardError.__init__(error, code, status, detail, rule)
    return error
