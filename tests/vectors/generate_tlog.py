"""Writes tlog.json: outcome-tagged vectors of the log's formats, for Python and for the booth.

    python -m tests.vectors.generate_tlog > tests/vectors/tlog.json

Every key comes from a seed that says that it is synthetic; the file holds public keys and signatures only. Each
vector has a ``name``, a ``kind``, the inputs of that kind, and ``expect``: ``ok`` or the code of the one error.

- ``inclusion``: ``leaf`` (hex, the entry itself), ``index``, ``size``, ``proof`` (hex), ``root`` (hex)
- ``consistency``: ``old_size``, ``old_root``, ``new_size``, ``new_root``, ``proof``
- ``note``: ``data`` (text), ``vkeys``
- ``checkpoint``: ``data``, ``origin``, ``board`` (public key, hex)
- ``receipt``: ``data``, ``leaf``, ``origin``, ``board``, and ``policy`` (null or threshold and witnesses)
"""

import json
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from record.checkpoint import add_signatures, open_checkpoint, sign_note_line
from record.cosignature import cosign
from record.merkle import EMPTY_ROOT, MAX_SIZE, consistency_proof, inclusion_proof, leaf_hash, lookup_of, root_of
from record.note import Note, NoteSignature, parse_note
from record.note_key import board_key
from record.receipt import Receipt
from tests.support.logs import (
    BOARD,
    ORIGIN,
    STRANGER,
    hashes_of,
    leaves_of,
    opened_head,
    signed_head,
    synthetic_key,
    witness_of,
)

Vector = dict[str, Any]

SIZE = 21
LEAVES = leaves_of(SIZE)
HASHES = hashes_of(SIZE)
LOOKUP = lookup_of(HASHES)
# The tree of eight leaves that the certificate-transparency projects share.
CT_LEAVES = [
    bytes.fromhex(leaf)
    for leaf in "- 00 10 2021 3031 40414243 5051525354555657 606162636465666768696a6b6c6d6e6f".replace("-", "").split(
        " "
    )
]
TIME = 1_800_000_000


def _flip(data: bytes) -> bytes:
    return bytes([data[0] ^ 1]) + data[1:]


def _inclusion(
    name: str, expect: str, leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> Vector:
    inputs = {"leaf": leaf.hex(), "index": index, "size": size, "proof": [p.hex() for p in proof], "root": root.hex()}
    return {"name": name, "kind": "inclusion", **inputs, "expect": expect}


def inclusions() -> Iterator[Vector]:
    """Inclusion proofs: the shared tree, every size up to 9, and what must be refused."""
    shared = [leaf_hash(leaf) for leaf in CT_LEAVES]
    for index, leaf in enumerate(CT_LEAVES):
        proof = inclusion_proof(lookup_of(shared), index, 8)
        yield _inclusion(f"shared tree, leaf {index}", "ok", leaf, index, 8, proof, root_of(shared))
    for size in range(1, 10):
        for index in range(size):
            proof = inclusion_proof(LOOKUP, index, size)
            yield _inclusion(f"leaf {index} of {size}", "ok", LEAVES[index], index, size, proof, root_of(HASHES[:size]))
    leaf, proof, root = LEAVES[5], inclusion_proof(LOOKUP, 5, SIZE), root_of(HASHES)
    bad = "record-inclusion"
    preimage = HASHES[4] + HASHES[5]
    yield _inclusion("attack 39: node preimage as an entry", bad, preimage, 2, SIZE, proof[1:], root)
    yield _inclusion(
        "attack 39: the same in a log of half the size", bad, preimage, 2, (SIZE + 1) // 2, proof[1:], root
    )
    yield _inclusion("another entry", bad, LEAVES[4], 5, SIZE, proof, root)
    yield _inclusion("another index", bad, leaf, 4, SIZE, proof, root)
    yield _inclusion("another root", bad, leaf, 5, SIZE, proof, _flip(root))
    yield _inclusion("another size with a proof of the same length", bad, leaf, 5, SIZE + 12, proof, root)
    yield _inclusion("index equals size", bad, leaf, SIZE, SIZE, proof, root)
    yield _inclusion("index equals size with hashes that fit", bad, LEAVES[1], 1, 1, HASHES[:1], root_of(HASHES[:2]))
    yield _inclusion("negative index", bad, leaf, -1, SIZE, proof, root)
    yield _inclusion("empty tree", bad, leaf, 0, 0, [], EMPTY_ROOT)
    yield _inclusion("size above the largest", bad, leaf, 0, MAX_SIZE + 1, [], leaf_hash(leaf))
    yield _inclusion("one hash too many", bad, leaf, 5, SIZE, [*proof, root], root)
    yield _inclusion("one hash too few", bad, leaf, 5, SIZE, proof[:-1], root)
    yield _inclusion("no proof", bad, leaf, 5, SIZE, [], root)
    yield _inclusion("hashes swapped", bad, leaf, 5, SIZE, [proof[1], proof[0], *proof[2:]], root)
    yield _inclusion("a short hash", bad, leaf, 5, SIZE, [proof[0][:31], *proof[1:]], root)
    yield _inclusion("a short root", bad, leaf, 5, SIZE, proof, root[:31])


def _consistency(
    name: str, expect: str, old_size: int, old_root: bytes, new_size: int, new_root: bytes, proof: Sequence[bytes]
) -> Vector:
    inputs = {"old_size": old_size, "old_root": old_root.hex(), "new_size": new_size, "new_root": new_root.hex()}
    return {"name": name, "kind": "consistency", **inputs, "proof": [p.hex() for p in proof], "expect": expect}


def consistencies() -> Iterator[Vector]:
    """Consistency proofs between all sizes up to 9, and what must be refused."""
    roots = [root_of(HASHES[:size]) for size in range(SIZE + 1)]
    for new in range(10):
        for old in range(new + 1):
            proof = consistency_proof(LOOKUP, old, new)
            yield _consistency(f"{old} to {new}", "ok", old, roots[old], new, roots[new], proof)
    bad = "record-consistency"
    proof = consistency_proof(LOOKUP, 6, SIZE)
    whole = consistency_proof(LOOKUP, 8, SIZE)
    forged = [*HASHES[:2], leaf_hash(b"forged"), *HASHES[3:]]
    rewritten = consistency_proof(lookup_of(forged), 6, SIZE)
    yield _consistency("attack 37: rewritten", bad, 6, roots[6], SIZE, root_of(forged), rewritten)
    yield _consistency("attack 37: rolled back", bad, SIZE, roots[SIZE], 6, roots[6], proof)
    yield _consistency("attack 35: one size, two roots", bad, 6, roots[6], 6, _flip(roots[6]), [])
    yield _consistency("two heads of one root", bad, 2, roots[2], 1, roots[2], [])
    level = consistency_proof(LOOKUP, 4, 8)
    yield _consistency("a size that needs a level more", bad, 4, roots[4], 9, roots[8], level)
    yield _consistency("another old root", bad, 6, roots[7], SIZE, roots[SIZE], proof)
    yield _consistency("another old root of a complete tree", bad, 8, roots[7], SIZE, roots[SIZE], whole)
    yield _consistency("another new root", bad, 6, roots[6], SIZE, _flip(roots[SIZE]), proof)
    yield _consistency("another old size", bad, 7, roots[6], SIZE, roots[SIZE], proof)
    yield _consistency("one hash too many", bad, 6, roots[6], SIZE, roots[SIZE], [*proof, roots[6]])
    yield _consistency("one hash too few", bad, 6, roots[6], SIZE, roots[SIZE], proof[:-1])
    yield _consistency("no proof", bad, 6, roots[6], SIZE, roots[SIZE], [])
    yield _consistency("old root prepended to a complete tree's proof", bad, 8, roots[8], SIZE, roots[SIZE],
                       [roots[8], *whole])  # fmt: skip
    yield _consistency("a proof from nothing", bad, 0, EMPTY_ROOT, 6, roots[6], [roots[6]])
    yield _consistency("a proof between equals", bad, 6, roots[6], 6, roots[6], [roots[6]])
    yield _consistency("an empty tree with another root", bad, 0, roots[1], 6, roots[6], [])
    yield _consistency("two empty trees with another root", bad, 0, roots[1], 0, roots[1], [])
    yield _consistency("a short hash", bad, 6, roots[6], SIZE, roots[SIZE], [proof[0][:31], *proof[1:]])


def notes() -> Iterator[Vector]:
    """Signed notes: the example of the specification, unknown keys, false signatures, other bytes."""
    vkey = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    signature = "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM="
    line = f"— example.com/foo {signature}\n"
    text = "This is an example message.\n"
    good = f"{text}\n{line}"
    junk = NoteSignature("someone.example", b"abcd", b"junk").line()
    known, key = board_key("board", BOARD.public_hex), board_key("stranger", STRANGER.public_hex)
    split = "satu\n\ndua\n"
    both = Note(split, (sign_note_line(split, key, STRANGER), sign_note_line(split, known, BOARD)))
    false = Note(split, (both.signatures[1], NoteSignature(key.name, key.key_id, bytes(64))))
    form = "record-note"
    for name, expect, data, vkeys in [
        ("the example of the specification", "ok", good, [vkey]),
        ("an unknown signature beside it", "ok", good + junk, [vkey]),
        ("an empty line in the text", "ok", both.serialise().decode(), [known.vkey()]),
        ("two known keys", "ok", both.serialise().decode(), [known.vkey(), key.vkey()]),
        ("a false signature of an unknown key", "ok", false.serialise().decode(), [known.vkey()]),
        ("attack 41: a false signature of a known key", "record-note-signature", false.serialise().decode(),
         [known.vkey(), key.vkey()]),
        ("attack 41: another text", "record-note-signature", good.replace("This", "That"), [vkey]),
        ("no known key signed", "record-note-unsigned", good, [known.vkey()]),
        ("only junk signed", "record-note-unsigned", f"{text}\n{junk}", [vkey]),
        ("attack 41: stripped", form, f"{text}\n", [vkey]),
        ("no empty line", form, text + line, [vkey]),
        ("an empty line after the signatures", form, good + "\n", [vkey]),
        ("no final line feed", form, good[:-1], [vkey]),
        ("a hyphen for the dash", form, good.replace("—", "-"), [vkey]),
        ("two spaces", form, good.replace("— ", "—  "), [vkey]),
        ("a trailing space", form, good[:-1] + " \n", [vkey]),
        ("a carriage return", form, good.replace("\n", "\r\n"), [vkey]),
        ("a tab in the text", form, good.replace("an example", "an\texample"), [vkey]),
        ("base64 without padding", form, good.replace("aQM=", "aQM"), [vkey]),
        ("base64 with stray bits", form, good.replace("aQM=", "aQN="), [vkey]),
        ("base64 of another alphabet", form, good.replace("Uw2Q", "_w2Q"), [vkey]),
        ("a plus in the name", form, good.replace("example.com", "example+com"), [vkey]),
        ("a no-break space in the name", form, good.replace("example.com", "example\u00a0com"), [vkey]),
        ("four bytes of signature", form, f"{text}\n— example.com/foo Uw2QOg==\n", [vkey]),
        ("nothing", form, "", [vkey]),
    ]:  # fmt: skip
        yield {"name": name, "kind": "note", "data": data, "vkeys": vkeys, "expect": expect}


def checkpoints() -> Iterator[Vector]:
    """Signed heads: whatever is malformed in the text is signed by the board, so that only the text is at fault."""
    key = board_key(ORIGIN, BOARD.public_hex)

    def signed(text: str) -> str:
        return Note(text, (sign_note_line(text, key, BOARD),)).serialise().decode()

    good = signed_head(SIZE).decode()
    text = parse_note(good.encode()).text
    root = text.split("\n")[2]
    form = "record-checkpoint"
    cases: list[tuple[str, str, str]] = [
        ("a head", "ok", good),
        ("the head of an empty log", "ok", signed_head(0).decode()),
        ("an empty log with another root", form, signed_head(0, root=bytes(32)).decode()),
        ("another log", "record-checkpoint-origin", signed_head(SIZE, origin=ORIGIN + "8").decode()),
        ("attack 41: signed by a stranger", "record-note-unsigned", signed_head(SIZE, STRANGER).decode()),
        ("attack 41: another size under the signature", "record-note-signature", good.replace("\n21\n", "\n22\n")),
        ("an extension line", form, signed(text + "extension\n")),
        ("a line less", form, signed(f"{ORIGIN}\n{SIZE}\n")),
        ("no origin", form, signed(f"\n{SIZE}\n{root}\n")),
        ("a leading zero", form, signed(f"{ORIGIN}\n0{SIZE}\n{root}\n")),
        ("a sign", form, signed(f"{ORIGIN}\n+{SIZE}\n{root}\n")),
        ("a negative size", form, signed(f"{ORIGIN}\n-{SIZE}\n{root}\n")),
        ("the largest size", "ok", signed(f"{ORIGIN}\n{MAX_SIZE}\n{root}\n")),
        ("a size above the largest", form, signed(f"{ORIGIN}\n{MAX_SIZE + 1}\n{root}\n")),
        ("digits of another script", form, signed(f"{ORIGIN}\n٢١\n{root}\n")),
        ("a root without padding", form, signed(f"{ORIGIN}\n{SIZE}\n{root[:-1]}\n")),
        ("a root of 31 bytes", form, signed(f"{ORIGIN}\n{SIZE}\n{'A' * 40}AA==\n")),
        ("a space after the root", form, signed(f"{ORIGIN}\n{SIZE}\n{root} \n")),
    ]
    for name, expect, data in cases:
        inputs = {"data": data, "origin": ORIGIN, "board": BOARD.public_hex}
        yield {"name": name, "kind": "checkpoint", **inputs, "expect": expect}


def receipts() -> Iterator[Vector]:
    """Receipts, with and without witnesses, and every way in which one proves nothing."""
    proof = inclusion_proof(LOOKUP, 5, SIZE)

    def receipt(index: int = 5, lines: Sequence[bytes] = proof, head: bytes = signed_head(SIZE)) -> str:
        return Receipt(index, tuple(lines), head).serialise().decode()

    head = opened_head(SIZE)
    lines = [cosign(head.checkpoint, witness_of(w).name, synthetic_key(w), TIME) for w in ("w1", "w2")]
    witnessed = receipt(head=add_signatures(head, tuple(lines)).data)
    stolen = NoteSignature(lines[1].name, lines[1].key_id, lines[0].signature)
    spoiled = receipt(head=add_signatures(head, (lines[0], stolen)).data)
    later = NoteSignature(lines[0].name, lines[0].key_id, (TIME + 1).to_bytes(8, "big") + lines[0].signature[8:])
    good = receipt()
    form, bad = "record-receipt", "record-inclusion"
    extra = Receipt(5, tuple(proof), signed_head(SIZE), b"extra").serialise().decode()
    single = open_checkpoint(signed_head(1), ORIGIN, BOARD.public_hex).data
    cases: list[tuple[str, str, str, bytes, int | None]] = [
        ("a receipt", "ok", good, LEAVES[5], None),
        ("with extra data", "ok", extra, LEAVES[5], None),
        ("of the only entry", "ok", receipt(0, [], single), LEAVES[0], None),
        ("two of three witnesses", "ok", witnessed, LEAVES[5], 2),
        ("no witness asked for", "ok", witnessed, LEAVES[5], 0),
        ("too few witnesses", "record-witness-policy", witnessed, LEAVES[5], 3),
        ("no witness", "record-witness-policy", good, LEAVES[5], 1),
        ("attack 41: a cosignature under another's name", "record-note-signature", spoiled, LEAVES[5], 1),
        ("a cosignature with another time", "record-note-signature",
         receipt(head=add_signatures(head, (later,)).data), LEAVES[5], 1),
        ("attack 44: for another entry", bad, good, LEAVES[6], None),
        ("attack 36: an unsigned root", "record-note-unsigned", receipt(head=signed_head(SIZE, STRANGER)), LEAVES[5],
         None),
        ("attack 36: a root that the proof does not lead to", bad, receipt(head=signed_head(SIZE, root=bytes(32))),
         LEAVES[5], None),
        ("attack 39: a node preimage as an entry", bad, receipt(2, proof[1:]), HASHES[4] + HASHES[5], None),
        ("of another election", "record-checkpoint-origin", receipt(head=signed_head(SIZE, origin=ORIGIN + "8")),
         LEAVES[5], None),
        ("another index", bad, good.replace("index 5", "index 4"), LEAVES[5], None),
        ("an index beyond the log", bad, good.replace("index 5", "index 21"), LEAVES[5], None),
        ("a hash less", bad, receipt(lines=proof[:-1]), LEAVES[5], None),
        ("a hash more", bad, receipt(lines=[*proof, bytes(32)]), LEAVES[5], None),
        ("another version", form, good.replace("@v1", "@v2"), LEAVES[5], None),
        ("a leading zero", form, good.replace("index 5", "index 05"), LEAVES[5], None),
        ("no index", form, good.replace("index 5\n", ""), LEAVES[5], None),
        ("empty extra data", form, good.replace("index 5", "extra \nindex 5"), LEAVES[5], None),
        ("extra data after the index", form, good.replace("index 5", "index 5\nextra AA=="), LEAVES[5], None),
        ("64 hashes", form, good.replace("index 5", "index 5" + ("\n" + "A" * 43 + "=") * 59), LEAVES[5], None),
        ("no checkpoint", form, good.partition("\n\n")[0] + "\n", LEAVES[5], None),
        ("a damaged checkpoint", "record-note", good[:-1], LEAVES[5], None),
        ("nothing", form, "", LEAVES[5], None),
    ]  # fmt: skip
    witnesses = [{"name": w.name, "key": w.key} for w in (witness_of(label) for label in ("w1", "w2", "w3"))]
    for name, expect, data, leaf, threshold in cases:
        policy = None if threshold is None else {"threshold": threshold, "witnesses": witnesses}
        inputs = {"data": data, "leaf": leaf.hex(), "origin": ORIGIN, "board": BOARD.public_hex, "policy": policy}
        yield {"name": name, "kind": "receipt", **inputs, "expect": expect}


def vectors() -> list[Vector]:
    """All vectors, in the order of the file."""
    return [*inclusions(), *consistencies(), *notes(), *checkpoints(), *receipts()]


def text() -> str:
    """The file."""
    return json.dumps(vectors(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    sys.stdout.write(text())
