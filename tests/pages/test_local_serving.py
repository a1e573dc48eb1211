"""The server of a local page works however many files its process has open."""

import os
import resource
import socket
import threading
import time
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
    listener = socket.create_server(("127.0.0.1", 0))
    assert listener.fileno() > 1023
    app = Flask("high")
    app.add_url_rule("/", "page", lambda: "halo")
    threading.Thread(target=serve, args=(app, listener), daemon=True).start()
    with urllib3.PoolManager() as pool:
        for _ in range(50):
            try:
                answer = pool.request("GET", f"http://127.0.0.1:{listener.getsockname()[1]}/", retries=False, timeout=5)
                break
            except urllib3.exceptions.HTTPError:
                time.sleep(0.1)
        else:
            pytest.fail("the page is not served")
    assert answer.data == b"halo"
