"""Whole elections made by the official tool alone: records that this project's code has never touched."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from tests.official.tool import OfficialTool

Question = dict[str, Any]
# A list of numbers for each question; for a question with blank votes the first number is the blank one.
Choices = list[list[int]]
Trustees = Literal["single", "threshold", "mixed"]
Stage = Literal["setup", "ballots", "tally", "result"]

_THRESHOLD = 2
_MEMBERS = 3


def make_official_election(
    tool: OfficialTool,
    directory: Path,
    *,
    questions: Sequence[Question],
    votes: Sequence[Choices],
    group: str = "Ed25519",
    trustees: Trustees = "single",
    weights: Sequence[int] | None = None,
    voters: int | None = None,
    revotes: Sequence[tuple[int, Choices]] = (),
    stop_after: Stage = "result",
) -> Path:
    """Make an election in the (new) ``directory`` and return its archive, ``<uuid>.bel``.

    ``votes[i]`` are the choices of voter ``i``; ``revotes`` are (voter, choices) cast after them, in order. There
    are as many voters as weights, or ``voters`` of weight 1, or just those who vote. ``trustees``: one ``Single``; a
    ``Pedersen`` of 2 of 3; or both together. Two of the three members decrypt.
    Raises :class:`tests.official.tool.OfficialToolError` when the tool refuses a step.
    """
    directory.mkdir(parents=True)
    uuid = tool.run(["setup", "generate-token"], directory).decode("ascii").strip()
    identity = ["--uuid", uuid, "--group", group]
    credentials = _make_credentials(tool, directory, identity, weights, voters or len(votes))
    singles, members = _make_trustees(tool, directory, group, trustees)
    template = {"name": "Pemilihan contoh", "description": "Dibuat oleh alat resmi", "questions": list(questions)}
    template |= {"administrator": "Panitia", "credential_authority": "KPU"}
    _write_json(directory / "template.json", template)
    tool.run(["setup", "make-election", *identity, "--template", "template.json"], directory)
    tool.run(["archive", "init"], directory)
    if stop_after != "setup":
        for voter, choices in [*enumerate(votes), *revotes]:
            _vote(tool, directory, credentials[voter], choices)
    if stop_after in ("tally", "result"):
        _add_event(tool, directory, "EndBallots", b"")
        _add_event(tool, directory, "EncryptedTally", tool.run(["election", "compute-encrypted-tally"], directory))
    if stop_after == "result":
        _decrypt(tool, directory, singles, members)
        _add_event(tool, directory, "Result", tool.run(["election", "compute-result"], directory))
    return directory / f"{uuid}.bel"


def _make_credentials(
    tool: OfficialTool, directory: Path, identity: list[str], weights: Sequence[int] | None, voters: int
) -> list[str]:
    """The private credentials, in the order of the voters; the public ones are left for ``archive init``."""
    if weights is None:
        weights = [1] * voters
    names = [f"siswa-{number:03}" for number in range(1, len(weights) + 1)]
    roll = "".join(f"{name}@example.org,{name},{weight}\n" for name, weight in zip(names, weights, strict=True))
    (directory / "voters.txt").write_text(roll, encoding="ascii")
    tool.run(["setup", "generate-credentials", *identity, "--file", "voters.txt"], directory)
    (public,) = directory.glob("*.pubcreds")
    (private,) = directory.glob("*.privcreds")
    public.rename(directory / "public_creds.json")
    by_name: dict[str, str] = json.loads(private.read_bytes())
    return [by_name[name] for name in names]


def _make_trustees(tool: OfficialTool, directory: Path, group: str, kind: Trustees) -> tuple[list[str], list[str]]:
    """(names of the single keys, names of the threshold members); ``trustees.json`` lists the singles first."""
    members = _make_threshold(tool, directory, group) if kind != "single" else []
    if kind != "threshold":
        tool.run(["setup", "generate-trustee-key", "--group", group], directory)
    # The file must be there even when no single key is.
    keys = sorted(directory.glob("*.pubkey"))
    (directory / "public_keys.jsons").write_bytes(b"".join(key.read_bytes() for key in keys))
    tool.run(["setup", "make-trustees"], directory)
    return [key.stem for key in sorted(directory.glob("*.privkey"))], members


def _make_threshold(tool: OfficialTool, directory: Path, group: str) -> list[str]:
    """The six steps of the joint key making; leaves ``threshold.json``, and the members' keys in their files."""

    def step(number: int, *arguments: str, stdin: bytes = b"") -> bytes:
        command = ["setup", "generate-trustee-key-threshold", "--group", group, "--step", str(number), *arguments]
        return tool.run(command, directory, stdin)

    contexts = [("--threshold-context", f"{i}/{_THRESHOLD}/{_MEMBERS}") for i in range(1, _MEMBERS + 1)]
    members = [step(1, *context).decode("ascii").strip() for context in contexts]
    certificates = b"".join((directory / f"{member}.cert").read_bytes() for member in members)
    (directory / "certs.jsons").write_bytes(certificates)
    certs = ("--certs", "certs.jsons")
    step(2, *certs)
    polynomials = [
        step(3, *context, *certs, "--key", f"{member}.key") for context, member in zip(contexts, members, strict=True)
    ]
    (directory / "polynomials.jsons").write_bytes(b"".join(polynomials))
    step(4, *certs, "--polynomials", "polynomials.jsons")
    outputs = [
        step(5, *certs, "--key", f"{member}.key", stdin=(directory / f"{member}.vinput").read_bytes())
        for member in members
    ]
    threshold = step(6, *certs, "--polynomials", "polynomials.jsons", stdin=b"".join(outputs))
    (directory / "threshold.json").write_bytes(threshold)
    return members


def _vote(tool: OfficialTool, directory: Path, credential: str, choices: Choices) -> None:
    (directory / "credential").write_text(credential, encoding="ascii")
    _write_json(directory / "choice.json", choices)
    ballot = ["election", "generate-ballot", "--privcred", "credential", "--choice", "choice.json"]
    _add_event(tool, directory, "Ballot", tool.run(ballot, directory))


def _decrypt(tool: OfficialTool, directory: Path, singles: list[str], members: list[str]) -> None:
    """The shares of the first two members and of every single key; trustees are numbered from 1, singles first."""
    for number, member in enumerate(members[:_THRESHOLD], start=len(singles) + 1):
        keys = ["--key", f"{member}.key", "--decryption-key", f"{member}.dkey"]
        share = tool.run(["election", "decrypt-threshold", *keys, "--trustee-id", str(number)], directory)
        _add_event(tool, directory, "PartialDecryption", share)
    for number, single in enumerate(singles, start=1):
        command = ["election", "decrypt", "--privkey", f"{single}.privkey", "--trustee-id", str(number)]
        _add_event(tool, directory, "PartialDecryption", tool.run(command, directory))


def _add_event(tool: OfficialTool, directory: Path, kind: str, payload: bytes) -> None:
    tool.run(["archive", "add-event", "--type", kind], directory, payload)


def _write_json(file: Path, value: object) -> None:
    file.write_text(json.dumps(value), encoding="utf-8")
