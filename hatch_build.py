"""Compiles crypto/edwards_native.c when the package is installed on a machine that has a C compiler.

The library is optional: without it everything works, and verification takes several times as long. With
SUARASAH_NATIVE=0 it is never compiled (a wheel for every machine), with 1 a failure to compile is an error.
"""

import hashlib
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCE = Path(__file__).resolve().parent / "crypto" / "edwards_native.c"
LIBRARY = SOURCE.with_name("_edwards_native.so")
_OPTIONS = ["-std=c99", "-O2", "-fPIC", "-shared"]


def compiler_command(source: Path, target: Path, *, claimed: Path | None = None) -> list[str]:
    """The command that compiles ``source`` to ``target``, by $CC or cc.

    The library tells what it was made from (``claimed`` in tests), and crypto/edwards_native.py refuses all others.
    """
    digest = hashlib.sha256((claimed or source).read_bytes()).hexdigest()
    compiler = shlex.split(os.environ.get("CC", "")) or ["cc"]
    return [*compiler, *_OPTIONS, f'-DSUARASAH_SOURCE="{digest}"', "-o", str(target), str(source)]


def compile_native(target: Path) -> bool:
    """Compiles the library to ``target``, in one step; False if there is no compiler or it cannot.

    The compiler is $CC or cc. Needs a 64-bit machine with __int128, which GCC and Clang have.
    """
    unfinished = target.with_name(f"{target.name}.{os.getpid()}")
    command = compiler_command(SOURCE, unfinished)
    if shutil.which(command[0]) is None or sys.maxsize < 2**32:
        return False
    if subprocess.run(command, check=False, capture_output=True).returncode != 0:
        unfinished.unlink(missing_ok=True)
        return False
    unfinished.replace(target)
    return True


class NativeBuildHook(BuildHookInterface[Any]):
    """Puts the library beside its source, for editable installations, and into wheels."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before a wheel or an editable installation is built."""
        wanted = os.environ.get("SUARASAH_NATIVE", "")
        if wanted == "0":
            LIBRARY.unlink(missing_ok=True)
            return
        if not compile_native(LIBRARY):
            LIBRARY.unlink(missing_ok=True)
            if wanted == "1":
                raise RuntimeError("crypto/edwards_native.c could not be compiled: install a C compiler.")
            return
        if version == "editable":
            return  # Python reads the source folder itself, where the library now is.
        build_data["force_include"][str(LIBRARY)] = "crypto/_edwards_native.so"
        build_data["pure_python"] = False
        platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
        build_data["tag"] = f"py3-none-{platform}"
