"""The school of the tests of its elections, with its committee and saksi."""

from tests.bulletin_board.committee.elections.conftest import board, prepared, school

__all__ = ["board", "prepared", "school"]
