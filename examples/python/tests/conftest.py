"""Fixtures that run Akool's simulator for pytest. They need pytest and nothing else; copy this file into your project."""

import json
import os
import secrets
import shutil
import subprocess
import urllib.error
import urllib.request
from dataclasses import dataclass

import pytest


@dataclass(frozen=True)
class Account:
    """An account of the simulator: its own, or that of a session. Give `url` and `api_key` to the code under test."""

    url: str
    api_key: str

    def control(self, method, path, body=None):
        """Calls a route of the control interface, such as `control("POST", "clock", {"step_ms": 5000})`."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/_control/{path}", data, method=method)
        try:
            with urllib.request.urlopen(request) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise ValueError(f"{method} /_control/{path}: {error.read().decode()}") from error

    def advance(self, milliseconds):
        """Steps the clock, and returns when everything that became due has happened."""
        return self.control("POST", "clock", {"step_ms": milliseconds})

    def scenario(self, name):
        """Applies a built-in scenario, such as "lost-answer" or "out-of-credits"."""
        self.control("POST", "scenario", {"name": name})

    def journal(self, route):
        """The requests that were received on a route, such as "create"."""
        return self.control("GET", f"journal?route={route}")["entries"]


@pytest.fixture(scope="session")
def simulator():
    """One simulator for the whole run. Its clock stands until a test steps it."""
    api_key = secrets.token_hex(16)
    program = os.environ.get("AKOOL_SIMULATOR_BINARY") or shutil.which("akool-simulator")
    command = [program] if program else ["npx", "akool-simulator"]
    flags = ["--listen", "127.0.0.1:0", "--quality", "preview", "--stopped", "--control", "--stop-with-stdin"]
    process = subprocess.Popen(
        [*command, *flags],
        env={**os.environ, "AKOOL_SIMULATOR_API_KEY": api_key},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    # The simulator ends when its standard input closes: here, or when pytest itself is gone.
    with process:
        line = process.stdout.readline()
        if not line.startswith("ready "):
            raise RuntimeError(f"{command} did not start; its log is above")
        yield Account(line.split()[1], api_key)
        process.stdin.close()


@pytest.fixture
def session(simulator):
    """An account of its own for each test: credits, clock, faults, jobs and journal."""
    opened = simulator.control("POST", "sessions", {})
    yield Account(opened["base_url"], f"{simulator.api_key}.{opened['session']}")
    simulator.control("DELETE", f"sessions/{opened['session']}")
