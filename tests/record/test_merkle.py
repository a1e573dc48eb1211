"""RFC 6962 trees: published vectors, then every tree up to 70 leaves against the recursive definition."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from record.merkle import (
    EMPTY_ROOT,
    MAX_SIZE,
    CompactTree,
    ConsistencyError,
    InclusionError,
    MerkleError,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    lookup_of,
    node_hash,
    nodes_completed_by,
    root_of,
    stored_root,
    verify_consistency,
    verify_inclusion,
)
from tests.support.logs import hashes_of

LARGEST = 70
HASHES = hashes_of(LARGEST)
LOOKUP = lookup_of(HASHES)
ROOTS = [root_of(HASHES[:n]) for n in range(LARGEST + 1)]

# The tree of eight leaves that the certificate-transparency projects share.
CT_LEAVES = [
    bytes.fromhex(leaf)
    for leaf in [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ]
]
CT_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def mth(hashes: list[bytes]) -> bytes:
    """RFC 6962 section 2.1, word for word."""
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while 2 * k < len(hashes):
        k *= 2
    return node_hash(mth(hashes[:k]), mth(hashes[k:]))


def path(m: int, hashes: list[bytes]) -> list[bytes]:
    """RFC 6962 section 2.1.1, word for word."""
    if len(hashes) == 1:
        return []
    k = 1
    while 2 * k < len(hashes):
        k *= 2
    if m < k:
        return [*path(m, hashes[:k]), mth(hashes[k:])]
    return [*path(m - k, hashes[k:]), mth(hashes[:k])]


def subproof(m: int, hashes: list[bytes], known: bool) -> list[bytes]:
    """RFC 6962 section 2.1.2, word for word."""
    if m == len(hashes):
        return [] if known else [mth(hashes)]
    k = 1
    while 2 * k < len(hashes):
        k *= 2
    if m <= k:
        return [*subproof(m, hashes[:k], known), mth(hashes[k:])]
    return [*subproof(m - k, hashes[k:], False), mth(hashes[:k])]


def flip(value: bytes) -> bytes:
    return bytes([value[0] ^ 1]) + value[1:]


def refuses_inclusion(*args: object) -> bool:
    return _refuses(InclusionError, verify_inclusion, args)


def refuses_consistency(*args: object) -> bool:
    return _refuses(ConsistencyError, verify_consistency, args)


def _refuses(error: type[Exception], check: Callable[..., None], args: tuple[object, ...]) -> bool:
    try:
        check(*args)
    except error:
        return True
    return False


def test_published_roots() -> None:
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    hashes = [leaf_hash(leaf) for leaf in CT_LEAVES]
    assert [root_of(hashes[:n]).hex() for n in range(1, 9)] == CT_ROOTS
    assert root_of([]) == EMPTY_ROOT


def test_published_inclusion_proof() -> None:
    lookup = lookup_of(leaf_hash(leaf) for leaf in CT_LEAVES)
    assert [value.hex() for value in inclusion_proof(lookup, 5, 8)] == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


def test_published_consistency_proof() -> None:
    lookup = lookup_of(leaf_hash(leaf) for leaf in CT_LEAVES)
    assert [value.hex() for value in consistency_proof(lookup, 6, 8)] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


def test_roots_are_those_of_the_definition() -> None:
    tree = CompactTree()
    for size in range(1, LARGEST + 1):
        tree.append(HASHES[size - 1])
        assert tree.size == size
        assert tree.root() == ROOTS[size] == mth(HASHES[:size]) == stored_root(LOOKUP, size)
        assert CompactTree.restore(size, LOOKUP).root() == ROOTS[size]


def test_a_restored_tree_goes_on_like_the_original() -> None:
    for size in range(LARGEST):
        tree = CompactTree.restore(size, LOOKUP)
        for value in HASHES[size:]:
            tree.append(value)
        assert tree.root() == ROOTS[LARGEST]


def test_inclusion_proofs_of_every_leaf_of_every_tree() -> None:
    for size in range(1, LARGEST + 1):
        for index in range(size):
            proof = inclusion_proof(LOOKUP, index, size)
            assert proof == path(index, HASHES[:size])
            verify_inclusion(HASHES[index], index, size, proof, ROOTS[size])


def test_inclusion_proofs_bind_everything() -> None:
    for size in range(1, 34):
        for index in range(size):
            proof = inclusion_proof(LOOKUP, index, size)
            leaf, root = HASHES[index], ROOTS[size]
            for other in range(size):
                if other != index:
                    assert refuses_inclusion(leaf, other, size, proof, root), "another place"
            assert refuses_inclusion(HASHES[index + 1], index, size, proof, root), "another leaf"
            assert refuses_inclusion(leaf, index, size, proof, ROOTS[size + 1]), "another root"
            assert refuses_inclusion(leaf, index, size, [*proof, root], root), "a hash more"
            for i in range(len(proof)):
                assert refuses_inclusion(leaf, index, size, proof[:i] + proof[i + 1 :], root), "a hash less"
                assert refuses_inclusion(leaf, index, size, [*proof[:i], flip(proof[i]), *proof[i + 1 :]], root)
                assert refuses_inclusion(leaf, index, size, [*proof[:i], proof[i] + b"\0", *proof[i + 1 :]], root)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (7, 7), (-1, 7), (0, -1), (0, MAX_SIZE + 1), (8, 7)])
def test_inclusion_needs_an_index_below_the_size(index: int, size: int) -> None:
    assert refuses_inclusion(HASHES[0], index, size, [], HASHES[0])
    with pytest.raises(MerkleError):
        inclusion_proof(LOOKUP, index, size)


def test_inclusion_of_a_leaf_hash_of_wrong_length() -> None:
    assert refuses_inclusion(b"", 0, 1, [], b"")
    assert refuses_inclusion(HASHES[0], 0, 1, [], HASHES[0][:31])


def test_numbers_that_only_the_range_check_refuses() -> None:
    """Here the hashes fit: the sizes alone are impossible."""
    assert refuses_inclusion(HASHES[1], 1, 1, [HASHES[0]], ROOTS[2])
    assert refuses_consistency(2, ROOTS[2], 1, ROOTS[2], [])
    assert refuses_consistency(4, ROOTS[4], 9, ROOTS[8], consistency_proof(LOOKUP, 4, 8)), "a level is missing"
    right = [HASHES[0]] * 53
    root = HASHES[0]
    for sibling in right:
        root = node_hash(root, sibling)
    verify_inclusion(HASHES[0], 0, MAX_SIZE, right, root)
    verify_consistency(1, HASHES[0], MAX_SIZE, root, right)
    assert refuses_inclusion(HASHES[0], 0, MAX_SIZE + 1, right, root)
    assert refuses_consistency(1, HASHES[0], MAX_SIZE + 1, root, right)


def test_attack_39_a_node_does_not_pass_for_a_leaf() -> None:
    left, right = HASHES[:2]
    # The inner node over leaves 0 and 1 is no leaf of a tree of two, and its preimage as an entry hashes otherwise.
    root = ROOTS[4]
    proof = inclusion_proof(LOOKUP, 0, 4)
    assert refuses_inclusion(node_hash(left, right), 0, 4, proof[1:], root), "depth is fixed by index and size"
    verify_inclusion(node_hash(left, right), 0, 2, proof[1:], root)  # why a size must come from a signed head
    assert leaf_hash(left + right) != node_hash(left, right)
    assert refuses_inclusion(leaf_hash(left + right), 0, 2, proof[1:], root)


def test_consistency_proofs_of_every_pair_of_sizes() -> None:
    for new in range(LARGEST + 1):
        for old in range(new + 1):
            proof = consistency_proof(LOOKUP, old, new)
            assert proof == (subproof(old, HASHES[:new], True) if old > 0 else [])
            verify_consistency(old, ROOTS[old], new, ROOTS[new], proof)


def test_consistency_proofs_bind_everything() -> None:
    for new in range(1, 34):
        for old in range(new + 1):
            proof = consistency_proof(LOOKUP, old, new)
            a, b = ROOTS[old], ROOTS[new]
            assert refuses_consistency(old, flip(a), new, b, proof), "another old root"
            if old:  # everything continues the empty tree
                assert refuses_consistency(old, a, new, flip(b), proof), "another new root"
            if old < new:
                assert refuses_consistency(new, b, old, a, proof), "backwards"
            assert refuses_consistency(old, a, new, b, [*proof, b]), "a hash more"
            for i in range(len(proof)):
                assert refuses_consistency(old, a, new, b, proof[:i] + proof[i + 1 :]), "a hash less"
                assert refuses_consistency(old, a, new, b, [*proof[:i], flip(proof[i]), *proof[i + 1 :]])
                assert refuses_consistency(old, a, new, b, [*proof[:i], proof[i][:31], *proof[i + 1 :]])


def test_attack_37_a_rewritten_log_has_no_proof() -> None:
    for old in range(1, 20):
        forged = [*HASHES[: old - 1], HASHES[LARGEST - 1], *HASHES[old:33]]
        proof = consistency_proof(lookup_of(forged), old, 33)
        assert refuses_consistency(old, ROOTS[old], 33, root_of(forged), proof)


@pytest.mark.parametrize(("old", "new"), [(-1, 5), (6, 5), (0, MAX_SIZE + 1), (5, MAX_SIZE + 1), (-2, -1)])
def test_consistency_needs_sizes_in_order(old: int, new: int) -> None:
    assert refuses_consistency(old, ROOTS[5], new, ROOTS[5], [])
    with pytest.raises(MerkleError):
        consistency_proof(LOOKUP, old, new)


def test_the_empty_tree_has_one_root() -> None:
    verify_consistency(0, EMPTY_ROOT, 0, EMPTY_ROOT, [])
    assert refuses_consistency(0, ROOTS[1], 0, ROOTS[1], [])
    assert refuses_consistency(0, ROOTS[1], 5, ROOTS[5], [])


def test_proofs_read_few_nodes() -> None:
    reads = []

    def counted(level: int, index: int) -> bytes:
        reads.append((level, index))
        return HASHES[0]

    for size in (2**20, 2**20 - 1, 2**20 + 1, 987_654):
        for index in (0, 1, size // 2, size - 2, size - 1):
            reads.clear()
            inclusion_proof(counted, index, size)
            assert len(reads) <= 2 * 21
            reads.clear()
            consistency_proof(counted, max(1, index), size)
            assert len(reads) <= 2 * 21
            # Only complete subtrees are asked for: a store holds no others.
            assert all((i + 1) << level <= size for level, i in reads)


@given(st.integers(1, MAX_SIZE))
def test_nodes_completed_by(size: int) -> None:
    nodes = nodes_completed_by(size)
    assert nodes[0] == (0, size - 1)
    assert all((index + 1) << level == size for level, index in nodes)
    top, index = nodes[-1]
    assert index % 2 == 0, f"the parent of ({top}, {index}) is complete, too"


def test_every_node_is_completed_once() -> None:
    tree = CompactTree()
    seen = []
    for value in HASHES:
        nodes = tree.append(value)
        assert [(n.level, n.index) for n in nodes] == nodes_completed_by(tree.size)
        seen += [(n.level, n.index) for n in nodes]
        assert all(LOOKUP(n.level, n.index) == n.hash for n in nodes)
    assert sorted(seen) == sorted((level, i) for level in range(7) for i in range(LARGEST >> level))


@pytest.mark.parametrize("size", [0, -1, MAX_SIZE + 1])
def test_no_leaf_completes_nothing(size: int) -> None:
    with pytest.raises(MerkleError):
        nodes_completed_by(size)


def test_a_lookup_knows_complete_nodes_only() -> None:
    for level, index in [(0, LARGEST), (7, 0), (-1, 0), (0, -1), (1, 35)]:
        with pytest.raises(MerkleError):
            LOOKUP(level, index)


def test_hashes_have_32_bytes() -> None:
    with pytest.raises(MerkleError):
        CompactTree().append(b"short")
    with pytest.raises(MerkleError):
        stored_root(lambda level, index: b"short", 3)
