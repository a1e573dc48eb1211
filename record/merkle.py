"""RFC 6962 Merkle trees with SHA-256: roots, inclusion proofs and consistency proofs.

A log keeps the roots of its complete subtrees as stored nodes: node (level, index) covers the leaves
[index * 2**level, (index + 1) * 2**level). Every root and proof is computed from O(log n) of them, read through a
:data:`NodeLookup`; whoever verifies needs only the proof. Leaves are hashed under the prefix 00 and nodes under 01,
so that no node passes for a leaf. Hashes are 32 bytes everywhere.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from record.errors import RecordError

HASH_BYTES = 32
MAX_SIZE = 2**53 - 1
"""Largest tree: what a number of JavaScript holds exactly, since the booth computes on the same sizes."""
EMPTY_ROOT = hashlib.sha256(b"").digest()
"""The root of the tree without leaves."""

NodeLookup = Callable[[int, int], bytes]
"""(level, index) -> the root of that complete subtree. Asked only for subtrees within the size at hand."""


class MerkleError(RecordError):
    """A size, an index or a hash is impossible: numbers out of range, or a hash that is not 32 bytes."""

    code = "record-merkle"


class InclusionError(RecordError):
    """An inclusion proof does not show that the leaf stands at that index under that root."""

    code = "record-inclusion"


class ConsistencyError(RecordError):
    """A consistency proof does not show that the larger tree continues the smaller one."""

    code = "record-consistency"


class StoredNode(msgspec.Struct, frozen=True):
    """The root of a complete subtree of 2**level leaves, the index-th of its level from the left."""

    level: int
    index: int
    hash: bytes


def leaf_hash(leaf: bytes) -> bytes:
    """SHA-256(00 || leaf), RFC 6962 section 2.1."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(01 || left || right), RFC 6962 section 2.1."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def nodes_completed_by(size: int) -> list[tuple[int, int]]:
    """The (level, index) of every node that the leaf which makes the tree ``size`` leaves large completes.

    The leaf itself comes first, (0, size - 1), then its complete ancestors upwards; ``MerkleError`` for no leaf.
    """
    _check_size(size)
    if size == 0:
        raise MerkleError("An empty tree has no newest leaf.")
    ones = (size & -size).bit_length() - 1
    return [(level, (size >> level) - 1) for level in range(ones + 1)]


class CompactTree:
    """A growing tree that remembers only the roots of its complete subtrees, at most one for each bit of its size."""

    __slots__ = ("_peaks", "_size")

    def __init__(self) -> None:
        self._size = 0
        self._peaks: list[bytes] = []  # the roots of the complete subtrees, the largest (leftmost) first

    @classmethod
    def restore(cls, size: int, lookup: NodeLookup) -> "CompactTree":
        """The tree of ``size`` leaves whose nodes are stored; O(log n) reads."""
        tree = cls()
        tree._peaks = [_read(lookup, level, index) for level, index in _peaks(0, _check_size(size))]
        tree._size = size
        return tree

    @property
    def size(self) -> int:
        """How many leaves were appended."""
        return self._size

    def append(self, leaf: bytes) -> list[StoredNode]:
        """Append one leaf *hash*; returns the nodes that it completes, in the order of ``nodes_completed_by``."""
        current = _check_hash(leaf)
        _check_size(self._size + 1)
        completed = [StoredNode(0, self._size, current)]
        self._size += 1
        for level, index in nodes_completed_by(self._size)[1:]:
            current = node_hash(self._peaks.pop(), current)
            completed.append(StoredNode(level, index, current))
        self._peaks.append(current)
        return completed

    def root(self) -> bytes:
        """The root of all leaves so far."""
        return _fold(self._peaks)


def root_of(hashes: Iterable[bytes]) -> bytes:
    """The root over leaf hashes in order."""
    tree = CompactTree()
    for value in hashes:
        tree.append(value)
    return tree.root()


def lookup_of(hashes: Iterable[bytes]) -> NodeLookup:
    """A lookup over leaf hashes held in memory: all nodes are computed once, 64 bytes for each leaf."""
    levels: list[list[bytes]] = []
    tree = CompactTree()
    for value in hashes:
        for node in tree.append(value):
            if node.level == len(levels):
                levels.append([])
            levels[node.level].append(node.hash)

    def lookup(level: int, index: int) -> bytes:
        if not (0 <= level < len(levels) and 0 <= index < len(levels[level])):
            raise MerkleError(f"The tree of {tree.size} leaves has no complete node ({level}, {index}).")
        return levels[level][index]

    return lookup


def stored_root(lookup: NodeLookup, size: int) -> bytes:
    """The root of the first ``size`` leaves from stored nodes."""
    return _range_root(lookup, 0, _check_size(size))


def inclusion_proof(lookup: NodeLookup, index: int, size: int) -> list[bytes]:
    """PATH(index, D[size]) of RFC 6962 section 2.1.1, from the leaf's sibling up; ``MerkleError`` if index >= size."""
    _check_size(size)
    if not 0 <= index < size:
        raise MerkleError(f"A tree of {size} leaves has no leaf {index}.")
    siblings = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            siblings.append(_range_root(lookup, middle, end))
            end = middle
        else:
            siblings.append(_range_root(lookup, start, middle))
            start = middle
    return siblings[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Raise ``InclusionError`` unless the leaf *hash* stands at ``index`` under the root of ``size`` leaves.

    The proof has exactly the hashes that RFC 6962 section 2.1.1 asks for at this index and size.
    """
    if not 0 <= index < size <= MAX_SIZE:
        raise InclusionError(f"A tree of {size} leaves has no leaf {index}.")
    _check_proof(InclusionError, leaf, root, *proof)
    inner, border = _path_shape(index, size)
    if len(proof) != inner + border:
        raise InclusionError(f"The proof has {len(proof)} hashes, and {inner + border} are needed.")
    current = leaf
    for level, sibling in enumerate(proof):
        # Above `inner` the path runs along the right edge, where every sibling is on the left.
        is_left = level < inner and not index >> level & 1
        current = node_hash(current, sibling) if is_left else node_hash(sibling, current)
    if current != root:
        raise InclusionError("The proof leads to another root: this entry does not stand at that place of that log.")


def consistency_proof(lookup: NodeLookup, old_size: int, new_size: int) -> list[bytes]:
    """PROOF(old_size, D[new_size]) of RFC 6962 section 2.1.2; empty if the sizes are equal or the old one is 0."""
    _check_size(new_size)
    if not 0 <= old_size <= new_size:
        raise MerkleError(f"A tree of {new_size} leaves does not continue one of {old_size}.")
    if old_size in {0, new_size}:
        return []
    proof = []
    start, end = 0, new_size
    while end != old_size:
        middle = start + _split(end - start)
        if old_size <= middle:
            proof.append(_range_root(lookup, middle, end))
            end = middle
        else:
            proof.append(_range_root(lookup, start, middle))
            start = middle
    if start:  # with start == 0 this node is the old root, which the verifier has
        proof.append(_range_root(lookup, start, end))
    return proof[::-1]


def verify_consistency(old_size: int, old_root: bytes, new_size: int, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Raise ``ConsistencyError`` unless the tree of ``new_root`` begins with the leaves of ``old_root``.

    Everything continues the empty tree, whose root must be ``EMPTY_ROOT`` and which needs an empty proof.
    """
    if not 0 <= old_size <= new_size <= MAX_SIZE:
        raise ConsistencyError(f"A tree of {new_size} leaves does not continue one of {old_size}.")
    _check_proof(ConsistencyError, old_root, new_root, *proof)
    if old_size == 0 and old_root != EMPTY_ROOT:
        raise ConsistencyError("A tree without leaves has only one root, and this is another.")
    if old_size in {0, new_size}:
        if proof:
            raise ConsistencyError("Trees of these sizes need no proof, and one was given.")
        if old_size == new_size and old_root != new_root:
            raise ConsistencyError(f"Two different trees of {old_size} leaves: the log shows two faces.")
        return
    _check_growth(old_size, old_root, new_size, new_root, list(proof))


def _check_growth(old_size: int, old_root: bytes, new_size: int, new_root: bytes, proof: list[bytes]) -> None:
    """``verify_consistency`` for 0 < old_size < new_size (RFC 9162 section 2.1.4.2, same proofs as RFC 6962)."""
    # The largest complete subtree that ends with the old tree starts the walk: it has 2**shift leaves.
    shift = (old_size & -old_size).bit_length() - 1
    index = (old_size - 1) >> shift
    inner, border = _path_shape(old_size - 1, new_size)
    inner -= shift
    if index:
        needed = 1 + inner + border
        seed, path = (proof[0], proof[1:]) if proof else (b"", [])
    else:  # the old tree is complete: its root is the seed and is not part of the proof
        needed = inner + border
        seed, path = old_root, proof
    if len(proof) != needed:
        raise ConsistencyError(f"The proof has {len(proof)} hashes, and {needed} are needed.")
    old = new = seed
    for level, sibling in enumerate(path):
        if level >= inner or index >> level & 1:
            old = node_hash(sibling, old)
            new = node_hash(sibling, new)
        else:
            new = node_hash(new, sibling)
    if old != old_root:
        raise ConsistencyError(
            "The proof does not contain the older head: the log was rewritten, or the proof is false."
        )
    if new != new_root:
        raise ConsistencyError(
            "The proof does not lead to the newer head: the log was rewritten, or the proof is false."
        )


def _path_shape(index: int, size: int) -> tuple[int, int]:
    """How many siblings a path has below the point where it meets the tree's right edge, and how many along it."""
    inner = (index ^ (size - 1)).bit_length()
    return inner, (index >> inner).bit_count()


def _split(size: int) -> int:
    """The largest power of two below ``size`` > 1."""
    return 1 << ((size - 1).bit_length() - 1)


def _peaks(start: int, end: int) -> Iterator[tuple[int, int]]:
    """The complete nodes that together cover the leaves [start, end) of a subtree, the largest first."""
    while start < end:
        level = (end - start).bit_length() - 1
        yield level, start >> level
        start += 1 << level


def _range_root(lookup: NodeLookup, start: int, end: int) -> bytes:
    return _fold([_read(lookup, level, index) for level, index in _peaks(start, end)])


def _fold(peaks: Sequence[bytes]) -> bytes:
    if not peaks:
        return EMPTY_ROOT
    root = peaks[-1]
    for left in reversed(peaks[:-1]):
        root = node_hash(left, root)
    return root


def _read(lookup: NodeLookup, level: int, index: int) -> bytes:
    return _check_hash(lookup(level, index))


def _check_size(size: int) -> int:
    if not 0 <= size <= MAX_SIZE:
        raise MerkleError(f"A tree cannot have {size} leaves.")
    return size


def _check_hash(value: bytes) -> bytes:
    if len(value) != HASH_BYTES:
        raise MerkleError(f"A hash has {HASH_BYTES} bytes, not {len(value)}.")
    return value


def _check_proof(error: type[RecordError], *hashes: bytes) -> None:
    if any(len(value) != HASH_BYTES for value in hashes):
        raise error(f"Every hash of a proof has {HASH_BYTES} bytes, and one here has not.")
