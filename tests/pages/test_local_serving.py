"""The server of a local page works however many files its process has open."""

import fcntl
import os
import resource
import socket
import threading
from collections.abc import Iterator

import pytest
import urllib3
from flask import Flask

from pages.local_serving import serve


@pytest.fixture
def many_files() -> Iterator[None]:
    """So many files are open that the next one has a number above 1023."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2048 if hard == resource.RLIM_INFINITY else min(2048, hard)
    if wanted < 1200:
        pytest.skip("this machine allows too few open files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    files: list[int] = []
    while not files or files[-1] < 1030:
        files.append(os.open(os.devnull, os.O_RDONLY))
    yield
    for file in files:
        os.close(file)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.usefixtures("many_files")
def test_a_page_is_served_over_a_socket_of_a_high_number() -> None:
    with socket.create_server(("127.0.0.1", 0)) as low:
        # Asked for by its number: some other file of this process may be closed just now and leave a lower one free.
        listener = socket.socket(fileno=fcntl.fcntl(low.fileno(), fcntl.F_DUPFD_CLOEXEC, 1024))
    assert listener.fileno() > 1023
    app = Flask("high")
    app.add_url_rule("/", "page", lambda: "halo")
    threading.Thread(target=serve, args=(app, listener), daemon=True).start()
    # It listens already, so a connection waits until the thread takes it.
    with urllib3.PoolManager() as pool:
        answer = pool.request("GET", f"http://127.0.0.1:{listener.getsockname()[1]}/", retries=False, timeout=120)
    assert answer.data == b"halo"
