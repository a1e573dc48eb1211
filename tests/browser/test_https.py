"""A board behind https, as on the internet: a secure context, in which a whole vote with a seal test works."""

import asyncio
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.booth import Booth
from tests.browser.conftest import PHONE, NewBooth
from tests.browser.election import BrowserBoard
from tests.browser.second_device import SecondDevice

HOST = "localhost"
_CERTIFICATE = (
    "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout key.pem -out certificate.pem"
    f" -subj /CN={HOST} -addext subjectAltName=DNS:{HOST}"
)


async def pump(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    """Everything from one side to the other, until either ends."""
    with suppress(OSError):
        while data := await source.read(65536):
            target.write(data)
            await target.drain()
    target.close()


async def serve(tls: ssl.SSLContext, port: int, ready: Callable[[int], None], stop: asyncio.Event) -> None:
    """Speak TLS to browsers, and hand what they say to a port of this machine, until ``stop``."""

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        board_reader, board_writer = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(pump(reader, board_writer), pump(board_reader, writer))

    server = await asyncio.start_server(carry, "127.0.0.1", 0, ssl=tls)
    ready(server.sockets[0].getsockname()[1])
    await stop.wait()
    server.close()


@contextmanager
def https_in_front(port: int, folder: Path) -> Iterator[str]:
    """The address of such a proxy, with a certificate of its own."""
    subprocess.run(_CERTIFICATE.split(), cwd=folder, check=True, capture_output=True)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    loop, stop = asyncio.new_event_loop(), asyncio.Event()
    ports: list[int] = []
    listening = threading.Event()

    def ready(number: int) -> None:
        ports.append(number)
        listening.set()

    def run() -> None:
        loop.run_until_complete(serve(tls, port, ready, stop))
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert listening.wait(60)
    try:
        yield f"https://{HOST}:{ports[0]}"
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(60)


@pytest.fixture
def https(board: BrowserBoard, tmp_path: Path) -> Iterator[str]:
    with https_in_front(int(board.port), tmp_path) as address:
        yield address


def test_a_vote_with_a_seal_test(
    new_booth: NewBooth, contexts: Callable[..., BrowserContext], board: BrowserBoard, https: str
) -> None:
    election = board.election()
    booth: Booth = new_booth(PHONE, ignore_https_errors=True)
    device = SecondDevice(contexts(PHONE, ignore_https_errors=True).new_page())
    booth.open(https, election.uuid)
    booth.enter(election.code(0))
    assert booth.page.evaluate("[location.protocol, isSecureContext, typeof crypto.subtle]") == [
        "https:",
        True,
        "object",
    ]
    booth.choose(1)
    booth.on()
    device.keep(https, booth.seal())
    device.judge(booth.test_seal())
    assert "Ketua A" in device.shown()
    booth.button("sealAgain").click()
    booth.seal()
    booth.cast()
    booth.receipt()
    assert election.ballots() == (1, 1, 1)
    assert {url.split("/api/")[0] for url in booth.urls if "/api/" in url} == {https}
    assert device.complaints == []
