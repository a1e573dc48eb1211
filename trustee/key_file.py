"""The key file: everything secret that a key holder has, under one passphrase.

Invariant: a secret is in the file before anything that depends on it leaves the machine, and so is every message of a
key making, as its exact bytes; after a crash the same bytes are sent again. The file is replaced whole and flushed
(:mod:`trustee.durable`), so it is never half-written. What is not secret but must not be forgotten stands in the
journal beside it (:mod:`trustee.journal`). The version of the box stands in the clear at the file's beginning
(:mod:`crypto.passphrase_box`), that of what is in it stands inside.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Final, Literal, Protocol

import msgspec
from msgspec import UNSET, UnsetType

from crypto.errors import CryptoError
from crypto.group import Secret
from crypto.groups import group_by_name
from crypto.passphrase_box import MODERATE, Cost, open_with_passphrase, seal_with_passphrase
from crypto.signing_key import SigningKey
from record.canonical import decode, encode
from record.durable import replace, write_new
from record.entries import Hex32, KeyMakingHead, Uuid
from record.errors import FormatError
from record.trustees import TrusteePublicKey
from trustee.errors import KeyFileError, KeyFileExistsError, KeyFileVersionError, UnknownKeyError

FILE_LIMIT: Final = 64 * 1024 * 1024

SecretHex = Annotated[str, msgspec.Meta(pattern=r"\A([0-9a-f]{2})*\Z", max_length=1024)]


class _Hidden(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of structs with secrets: their repr shows nothing but the type."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(hidden)"


class RunSecrets(_Hidden, frozen=True):
    """What one unfinished key making needs. ``genesis`` is the SHA-256 of its genesis' payload.

    Scalars are big-endian hex; ``share`` is empty before the third round. The messages are canonical JSON texts,
    empty until they are made, and never made a second time.
    """

    run: Uuid
    owner: int
    genesis: Hex32
    group: str
    signing: SecretHex
    channel: SecretHex
    coefficients: tuple[SecretHex, ...]
    certificate: str
    sent_coefficients: str = ""
    share: SecretHex = ""
    verification_key: str = ""


class Complained(_Hidden, frozen=True):
    """A key making that ended with this holder's own complaint about ``accused``; ``payload`` is what was sent."""

    run: Uuid
    accused: int
    payload: str


class JointKey(_Hidden, frozen=True, tag="Joint"):
    """A finished share of a joint key: t of the holders of ``head.run``, of whom this is ``owner``.

    ``parameters`` is the SHA-256 of the canonical threshold parameters that stand in an election's trustees;
    ``holders`` are the signing keys of all holders of the run, in order.
    """

    group: str
    secret: SecretHex
    public_key: str
    owner: int
    threshold: int
    head: KeyMakingHead
    parameters: Hex32
    holders: tuple[Hex32, ...]


class SingleKey(_Hidden, frozen=True, tag="Single"):
    """A key without which its election cannot be decrypted, for one election alone; ``public`` goes to the board."""

    group: str
    secret: SecretHex
    public: TrusteePublicKey

    @property
    def public_key(self) -> str:
        """The canonical text of the public key."""
        return self.public.public_key


HolderKey = JointKey | SingleKey


class _Versioned(_Hidden, frozen=True, forbid_unknown_fields=False):
    """What the contents of every version have, besides what nobody knows yet."""

    version: int
    identity: Hex32


class KeyContents(_Hidden, frozen=True):
    """The decrypted key file. ``identity`` is the seed of the holder's own Ed25519 key (RFC 8032).

    ``complaints`` is left out of a file that has none, as in files from before there were any.
    """

    version: Literal[1]
    identity: Hex32
    runs: tuple[RunSecrets, ...] = ()
    keys: tuple[HolderKey, ...] = ()
    complaints: tuple[Complained, ...] | UnsetType = UNSET

    def signing_key(self) -> SigningKey:
        """The holder's own signing key."""
        return SigningKey.from_seed(bytes.fromhex(self.identity))

    def run(self, run: str) -> RunSecrets | None:
        """The secrets of an unfinished key making, if the file has any."""
        return next((secrets for secrets in self.runs if secrets.run == run), None)

    def with_run(self, secrets: RunSecrets) -> "KeyContents":
        """The contents with these secrets in place of the run's old ones."""
        others = tuple(each for each in self.runs if each.run != secrets.run)
        return msgspec.structs.replace(self, runs=(*others, secrets))

    def without_run(self, run: str, finished: JointKey | None = None) -> "KeyContents":
        """The contents without the run's secrets, with the key that it gave."""
        keys = self.keys if finished is None else (*self.keys, finished)
        return msgspec.structs.replace(self, runs=tuple(each for each in self.runs if each.run != run), keys=keys)

    def with_complaint(self, complained: Complained) -> "KeyContents":
        """The contents with the complaint that ended a run, without the run's secrets."""
        return msgspec.structs.replace(self.without_run(complained.run), complaints=(*self.broken, complained))

    @property
    def broken(self) -> tuple[Complained, ...]:
        """The runs that ended with complaints of this holder's own."""
        return () if self.complaints is UNSET else self.complaints

    def complained(self, run: str) -> Complained | None:
        """The complaint of this holder's own that ended the run, if there is one."""
        return next((each for each in self.broken if each.run == run), None)

    def knows(self, run: str) -> bool:
        """Whether this holder has taken part in the run, finished or not."""
        return self.run(run) is not None or self.joint_key(run) is not None or self.complained(run) is not None

    def with_key(self, key: HolderKey) -> "KeyContents":
        """The contents with one more key."""
        return msgspec.structs.replace(self, keys=(*self.keys, key))

    def joint_key(self, run: str) -> JointKey | None:
        """The finished key of a run, if the file has it."""
        return next((key for key in self.keys if isinstance(key, JointKey) and key.head.run == run), None)

    def find_key(self, public_key: str) -> HolderKey | None:
        """The key with that public key, if the file has it."""
        return next((key for key in self.keys if key.public_key == public_key), None)


def secret_of(key: HolderKey) -> Secret:
    """The private key as an operand; ``UnknownKeyError`` if the file holds something else in its place."""
    try:
        return group_by_name(key.group).secret_from_bytes(bytes.fromhex(key.secret))
    except CryptoError:
        raise UnknownKeyError("The key file holds no usable key here. Restore it from its backup.") from None


class KeyStore(Protocol):
    """Where the contents are kept: the file, or memory in tests. ``save`` returns after they are durable."""

    @property
    def contents(self) -> KeyContents:
        """The contents as last saved."""
        ...

    def save(self, contents: KeyContents) -> None:
        """Keep new contents in place of the old ones; ``KeyFileError`` if that fails."""
        ...


class KeyFile:
    """An open key file. The passphrase stays in memory as long as the object, because every save seals anew."""

    def __init__(self, path: Path, passphrase: str, contents: KeyContents, cost: Cost) -> None:
        self.path = path
        self._passphrase = passphrase
        self._contents = contents
        self._cost = cost

    def __repr__(self) -> str:
        return f"KeyFile({str(self.path)!r})"

    @classmethod
    def create(cls, path: Path, passphrase: str, *, cost: Cost = MODERATE) -> "KeyFile":
        """A new file with a fresh identity and no keys; ``KeyFileExistsError``, ``KeyFileError``, ``CryptoError``."""
        contents = KeyContents(1, SigningKey.generate().reveal_seed().hex())
        _write(write_new, path, seal_with_passphrase(encode(contents), passphrase, cost))
        return cls(path, passphrase, contents, cost)

    @classmethod
    def open(cls, path: Path, passphrase: str, *, cost: Cost = MODERATE) -> "KeyFile":
        """An existing file; ``KeyFileError`` or the errors of ``open_with_passphrase``."""
        return cls(path, passphrase, read_contents(read_box(path), passphrase), cost)

    @property
    def contents(self) -> KeyContents:
        """The contents as last saved."""
        return self._contents

    def save(self, contents: KeyContents) -> None:
        """Replace the file; ``KeyFileError`` leaves file and ``contents`` as they were."""
        _write(replace, self.path, seal_with_passphrase(encode(contents), self._passphrase, self._cost))
        self._contents = contents


def read_box(path: Path) -> bytes:
    """The encrypted bytes of a key file; ``KeyFileError`` if they cannot be read."""
    try:
        with path.open("rb") as file:
            data = file.read(FILE_LIMIT + 1)
    except (OSError, ValueError) as error:
        raise KeyFileError(f"The key file {path} cannot be read: {error}. Check its name.") from error
    if len(data) > FILE_LIMIT:
        raise KeyFileError(f"{path} is far too large to be a key file. Check its name.")
    return data


def read_contents(box: bytes, passphrase: str) -> KeyContents:
    """The contents of encrypted bytes; ``KeyFileError`` or the errors of ``open_with_passphrase``."""
    return parse_contents(open_with_passphrase(box, passphrase))


def parse_contents(secret: bytes) -> KeyContents:
    """The contents of decrypted bytes; ``KeyFileVersionError`` for a newer version, ``KeyFileError`` otherwise."""
    try:
        return decode(secret, KeyContents, limit=FILE_LIMIT)
    except FormatError:
        if _is_newer(secret):
            raise KeyFileVersionError(
                "This key file was written by a newer version of this program. Nothing is lost: update this program, "
                "and do not change the file."
            ) from None
        # Not chained: the error may quote what is in the file.
        raise KeyFileError(
            "The passphrase opens this file, but it holds no keys of this program: it may be another party's file."
        ) from None


def _is_newer(secret: bytes) -> bool:
    try:
        return msgspec.json.decode(secret, type=_Versioned).version > 1
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return False


def write_box(path: Path, box: bytes) -> None:
    """A new file with encrypted bytes from a backup; ``KeyFileExistsError`` or ``KeyFileError``."""
    _write(write_new, path, box)


def _write(how: Callable[[Path, bytes], None], path: Path, data: bytes) -> None:
    try:
        how(path, data)
    except FileExistsError as error:
        raise KeyFileExistsError(f"{path} exists already and was left alone. Choose another name.") from error
    except (OSError, ValueError) as error:
        raise KeyFileError(
            f"The key file {path} could not be written: {error}. Free space or check the folder."
        ) from error
