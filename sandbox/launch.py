"""Everything on one machine: servers, sandbox, migrations, demo, web and worker, until somebody says stop."""

import http.client
import os
import socket
import sys
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

import settings
from sandbox import servers, surroundings
from sandbox.processes import Process, ProcessFailed, end_leftover
from sandbox.watch import Watch

DEMO_LOADED = "demo-loaded"
LASTING = {"sandbox": "sandbox.app", "web": "web.serve", "worker": "workers.app"}


class Refused(RuntimeError):
    """Nothing was started; the message says why and what to do."""


def everything(env: Mapping[str, str], *, demo: bool) -> None:
    """Run until interrupted. Raises Refused, ProcessFailed, AlreadyRunning, MissingSettings."""
    env = surroundings.completed(env)
    with ExitStack() as stack:
        _ports_are_free(env)
        embedded = _embedded(env, stack)
        env = surroundings.addressed(env, embedded) if embedded else env
        settings.read(env)
        sandbox = [] if surroundings.is_live(env) else [_sandbox(env, stack)]
        _finish("migrations", "migrations", env)
        if sandbox:
            sandbox[0].wait_until_ready()
            _load_demo(env, wanted=demo)
        serving = _serve(env, stack)
        _say(_addresses(env))
        _watch([*sandbox, *serving, *((embedded.postgresql, embedded.valkey) if embedded else ())])


def step(env: Mapping[str, str], module: str, *arguments: str) -> int:
    """Run `python -m module`, on the servers that run already or else on its own. Its exit code."""
    env = surroundings.completed(env)
    command = [sys.executable, "-m", module, *arguments]
    shared = servers.attached(surroundings.home(env)) if surroundings.needs_servers(env) else None
    if shared or not surroundings.needs_servers(env):
        os.execve(sys.executable, command, surroundings.addressed(env, shared) if shared else env)  # noqa: S606
    with servers.running(surroundings.home(env)) as own:
        return _process(module, module, surroundings.addressed(env, own), *arguments).run()


def reset(env: Mapping[str, str]) -> None:
    """Forget everything embedded. Raises servers.AlreadyRunning."""
    home = surroundings.home(env)
    pid_files = (_pid_file(home, name).name for name in LASTING)
    servers.reset(home, ("files", "sandbox", "secret_key", DEMO_LOADED, *pid_files))
    _say(f"{home} is empty again")


def _embedded(env: Mapping[str, str], stack: ExitStack) -> servers.Servers | None:
    if not surroundings.needs_servers(env):
        return None
    home = surroundings.home(env)
    _say(f"PostgreSQL and Valkey, their data in {home}")
    started = stack.enter_context(servers.running(home))
    _end_leftovers(home)
    return started


def _end_leftovers(home: Path) -> None:
    """Where the system does not end children with their parent, a killed launcher leaves some."""
    for name, module in LASTING.items():
        end_leftover(_pid_file(home, name), module)


def _pid_file(home: Path, name: str) -> Path:
    return home / f"{name}.pid"


def _sandbox(env: Mapping[str, str], stack: ExitStack) -> Process:
    """The sandbox, launched but perhaps not ready."""
    sandbox = _process("sandbox", LASTING["sandbox"], env, ready=f"{surroundings.port(env) + 1}/mail")
    stack.callback(sandbox.stop)
    sandbox.launch()
    return sandbox


def _serve(env: Mapping[str, str], stack: ExitStack) -> list[Process]:
    """Web and worker, the first of them ready; they stop together."""
    web = _process("web", LASTING["web"], env, ready=f"{surroundings.port(env)}/readyz")
    worker = _process("worker", LASTING["worker"], env)
    for then in (worker.wait_until_stopped, web.wait_until_stopped, worker.ask_to_stop, web.ask_to_stop):
        stack.callback(then)
    worker.launch()
    web.start()
    return [web, worker]


def _load_demo(env: Mapping[str, str], *, wanted: bool) -> None:
    loaded = surroundings.home(env) / DEMO_LOADED
    if wanted and not loaded.exists():
        _finish("the demo: two companies with a year of history", "sandbox.demo", env)
        loaded.touch()


def _finish(name: str, module: str, env: Mapping[str, str]) -> None:
    _say(f"{name[0].upper()}{name[1:]}")
    exit_code = _process(name, module, env).run()
    if exit_code:
        message = f"{name} ended with exit code {exit_code}; its own words are above"
        raise ProcessFailed(message)


def _process(name: str, module: str, env: Mapping[str, str], *arguments: str, ready: str = "") -> Process:
    """A child of ours; `ready` is the port and path that answers 200 once it is."""
    return Process(
        name,
        [sys.executable, "-m", module, *arguments],
        is_ready=lambda _pid: not ready or _answers(surroundings.host(env), *ready.split("/", 1)),
        env=env,
        pid_file=_pid_file(surroundings.home(env), name) if name in LASTING and not surroundings.is_live(env) else None,
    )


def _answers(host: str, port: str, path: str) -> bool:
    line = http.client.HTTPConnection("127.0.0.1" if host == "0.0.0.0" else host, int(port), timeout=2)
    try:
        line.request("GET", f"/{path}", headers={"Host": f"localhost:{port}"})
        return line.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def _ports_are_free(env: Mapping[str, str]) -> None:
    first = surroundings.port(env)
    for port in (first,) if surroundings.is_live(env) else (first, first + 1):
        with socket.socket() as door:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                door.bind((surroundings.host(env), port))
            except OSError as fault:
                message = f"Port {port} is taken ({fault.strerror}). Choose another: PORT=8010 python3 run.py"
                raise Refused(message) from None


def _watch(processes: list[Process]) -> None:
    watched = [Watch(process) for process in processes]
    while True:
        time.sleep(0.25)
        for said in filter(None, [watch.look(time.monotonic()) for watch in watched]):
            _say(said)


def _addresses(env: Mapping[str, str]) -> str:
    if surroundings.is_live(env):
        return f"Porchlight runs at {env['BASE_URL']}"
    port = surroundings.port(env)
    demo = f"""
  Acme Heating & Air  http://acme.localhost:{port}
  Bolt Electric       http://bolt.localhost:{port}
  Acme's own side     http://acme.localhost:{port}/staff

  Sign in as a customer: dana@example.com at both. As the owner of Acme: alex@acme.example.
  The link arrives in the mailbox.
"""
    return f"""
Porchlight runs. Ctrl-C stops it.
{demo if (surroundings.home(env) / DEMO_LOADED).exists() else ""}
  Porchlight itself   {env["BASE_URL"]}
  The mailbox         http://localhost:{port + 1}/mail
  The card payments   http://localhost:{port + 1}/stripe
"""


def _say(words: str) -> None:
    print(words, flush=True)
