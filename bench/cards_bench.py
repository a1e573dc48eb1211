"""How long a school's cards take: making 1,000 of them, and setting them as PDF with two QR codes each.

python -m bench.cards_bench [CARDS]
"""

import sys
import time

import pypdfium2

from record.card_files import CardOrder
from record.identifiers import new_identifier
from registrar.cards.sheets import Sheet, print_sheet
from registrar.register import issue, new_register
from registrar.rolls.voters import Roll, Voter

CLASS = 36
"""Pupils in a class."""


def main(cards: int) -> None:
    """Time each step and tell the size of what comes out."""
    uuid = new_identifier()
    address = f"https://pilketos.contoh.sch.id/booth/?election={uuid}"
    opens, closes = "2026-11-24T01:00:00Z", "2026-11-24T06:00:00Z"
    order = CardOrder(
        1, uuid, "Pilketos SMAN Contoh", "SMAN Contoh", "real", "Ed25519", address, 10, opens, closes, "WIB"
    )
    voters = tuple(Voter(f"Siswa {i:04}", f"{i:010}", f"X {1 + i // CLASS}") for i in range(cards))
    start = time.perf_counter()
    register = issue(new_register(), Roll(voters, (), ()), uuid, "Ed25519", 10)
    made = time.perf_counter()
    print(f"{cards} cards and 10 spares made in {made - start:.1f} s")
    for sheet in Sheet:
        before = time.perf_counter()
        pdf = print_sheet(register, sheet, order=order)
        seconds = time.perf_counter() - before
        pages = len(pypdfium2.PdfDocument(pdf))
        print(f"{sheet}: {pages} pages, {len(pdf) / 1e6:.1f} MB, {seconds:.1f} s")
    total = time.perf_counter() - start
    print(f"all together {total:.1f} s; at most 60 s for 1,000 cards")
    assert cards > 1000 or total < 60


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
