"""What Clew is run by elsewhere: container, compose and systemd, held to what is really there."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from clew import settings
from clew.archive import Archive
from clew.cli import main
from clew.web import create_app

ROOT = Path(__file__).parent.parent
CONTAINER = (ROOT / "Containerfile").read_text("utf-8")
UNIT = (ROOT / "deploy" / "clew.service").read_text("utf-8")
OPERATIONS = (ROOT / "docs" / "operations.md").read_text("utf-8")
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
KNOWN = {setting.env for setting in settings.SETTINGS} | {settings.CONFIG}


def steps(word):
    """What stands behind a word of the Containerfile, lines that go on put together."""
    return re.findall(rf"(?m)^\s*{word} (.*)$", CONTAINER.replace("\\\n", " "))


def assert_called_rightly(words):
    """Parsed to the last option and not run."""
    with main.make_context("clew", list(words), default_map={}) as context:
        name, verb, rest = main.resolve_command(context, [*context._protected_args, *context.args])
        assert verb is not None, words
        with verb.make_context(name, rest, parent=context) as parsed:
            return parsed.params


def comments(text):
    """Every call of clew in the lines that say how a file is used."""
    for line in re.findall(r"(?m)^# {5}(.*)$", text):
        for piece in re.split(r"&&|\|", line.partition(" < ")[0]):
            words = shlex.split(piece)
            names = [at for at, word in enumerate(words) if Path(word).name == "clew" and "clew:" not in word]
            yield from [words[at + 1 :] for at in names if words[at + 1 : at + 2] in (["add"], ["password"])]


def lock(path):
    return dict(re.findall(r"(?m)^([\w.-]+)==(\S+)", (ROOT / path).read_text("utf-8")))


def test_what_the_container_copies_is_there_and_goes_to_the_builder():
    ignored = (ROOT / ".containerignore").read_text("utf-8").splitlines()
    for step in steps("COPY"):
        if not step.startswith("--from="):
            for name in step.split()[:-1]:
                assert (ROOT / name).exists(), name
                assert f"!{name.partition('/')[0]}" in ignored, name


def test_what_the_container_runs_can_be_called():
    (entry,), (command,), (check,) = steps("ENTRYPOINT"), steps("CMD"), steps("HEALTHCHECK")
    assert yaml.safe_load(entry) == ["clew"]
    params = assert_called_rightly(yaml.safe_load(command))
    assert (params["host"], params["private"], params["log"]) == ("0.0.0.0", True, "json")
    port = settings.setting("port").default
    assert f"http://127.0.0.1:{port}/healthz" in check
    compile(yaml.safe_load(check[check.index("[") :])[2], "check", "exec")
    assert steps("EXPOSE") == [str(port)]
    with Archive.open("memory:") as archive:
        assert "/healthz" in {route.path for route in create_app(archive).routes}
    assert steps("USER") == ["10001:10001"]
    assert steps("VOLUME") == ["/archive"]
    assert set(re.findall(r"(CLEW_\w+)=", CONTAINER)) <= KNOWN
    assert len(set(re.findall(r"(?m)^FROM (\S+)", CONTAINER))) == 1
    for words in (*comments(CONTAINER), *comments((ROOT / "compose.yaml").read_text("utf-8")), *comments(UNIT)):
        assert_called_rightly(words)
    assert len(list(comments(CONTAINER))) == 2
    builds = re.findall(r"podman build (.*?) -t", CONTAINER + OPERATIONS)
    assert builds == ["--format docker"] * 2  # in podman's own form an image has no health check


def test_behind_the_containers_network_the_proxy_is_believed():
    """Only where nobody but the proxy reaches the port; else all readers were one address, with five tries at the password."""
    runs = re.findall(r"(?m)^(?:# )? +podman run -d (.*) clew$", CONTAINER + OPERATIONS)
    assert len(runs) == 2
    assert all("-p 127.0.0.1:8080:8080 -e FORWARDED_ALLOW_IPS='*'" in run for run in runs)
    clew = COMPOSE["services"]["clew"]
    assert clew["environment"]["FORWARDED_ALLOW_IPS"] == "*"
    assert clew["ports"] == ["127.0.0.1:8080:8080"]


def test_the_container_has_what_the_tests_have():
    """Every package by its hash, in the version that everything else is tested with."""
    here, tested = lock("deploy/requirements.lock"), lock("requirements-dev.lock")
    for name, version in here.items():
        assert tested.get(name, version) == version, f"{name}: run `make lock`"
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert {re.match(r"[\w-]+", each)[0] for each in wanted["dependencies"]} <= set(here)
    assert {"psycopg", "pillow", "tantivy"} <= set(here)
    assert "hatchling" in lock("deploy/build.lock")
    for path in ("deploy/requirements.lock", "deploy/build.lock"):
        pins = (ROOT / path).read_text("utf-8")
        assert pins.count("==") <= pins.count("--hash=sha256:")
    installs = [line for line in re.split(r"&&|\n", CONTAINER.replace("\\\n", " ")) if "pip install" in line]
    assert len(installs) == 3
    assert all("--require-hashes" in line or "--no-index" in line for line in installs)


def test_compose_starts_what_the_container_offers():
    clew, database = COMPOSE["services"]["clew"], COMPOSE["services"]["db"]
    params = assert_called_rightly(clew["command"])
    assert params["private"]
    assert not params["public"]
    assert (ROOT / clew["build"]["dockerfile"]).exists()
    assert set(clew["environment"]) - {"PGPASSWORD", "FORWARDED_ALLOW_IPS"} <= KNOWN
    assert all(port.startswith("127.0.0.1:") for port in clew["ports"])
    assert clew["read_only"]
    (check,) = steps("HEALTHCHECK")
    assert clew["healthcheck"]["test"] == ["CMD", *yaml.safe_load(check[check.index("[") :])]
    place = re.fullmatch(r"postgresql://(\w+)@(\w+)/(\w+)", clew["environment"]["CLEW_ARCHIVE"])
    assert place.groups() == (database["environment"]["POSTGRES_USER"], "db", database["environment"]["POSTGRES_DB"])
    assert clew["environment"]["PGPASSWORD"] == database["environment"]["POSTGRES_PASSWORD"]
    named = {volume.partition(":")[0] for each in (clew, database) for volume in each["volumes"]}
    assert named - {"./files"} == set(COMPOSE["volumes"])


def test_the_unit_starts_clew_as_systemd_wants_it(tmp_path):
    (command,) = re.findall(r"(?m)^ExecStart=\S*/clew (.*)$", UNIT)
    assert_called_rightly(shlex.split(command))
    assert "Type=notify" in UNIT
    assert "ProcSubset=pid" not in UNIT  # /metrics has nothing of the process where /proc/stat is hidden
    assert set(re.findall(r"(?m)^Environment=(CLEW_\w+)=", UNIT)) <= KNOWN
    from clew.web.serving import LAST_ANSWERS

    assert int(re.search(r"TimeoutStopSec=(\d+)", UNIT)[1]) > 2 * LAST_ANSWERS + 1
    grace = int(COMPOSE["services"]["clew"]["stop_grace_period"].removesuffix("s"))
    assert grace > 2 * LAST_ANSWERS + 1
    program = shutil.which("systemd-analyze")
    if program is None:  # what it says is known from where it is; elsewhere the lines above must do
        return
    unit = tmp_path / "clew.service"
    unit.write_text(re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/sh", UNIT), "utf-8")
    done = subprocess.run([program, "verify", unit], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_units_in_the_docs_are_as_systemd_reads_them():
    blocks = re.findall(r"(?ms)^```ini\n(.*?)^```$", OPERATIONS)
    assert len(blocks) == 3
    lines = [line for block in blocks for line in block.splitlines() if line and line[0] != "#"]
    for line in lines:  # a remark after a value is a part of the value
        assert re.fullmatch(r"\[\w+\]|\w+=[^#]*", line), line
    environment = "\n".join(line for line in lines if line.startswith("Environment="))
    assert set(re.findall(r"(CLEW_\w+)=", environment)) <= KNOWN
    commands = re.findall(r"(?m)^ExecStart=/opt/clew/bin/clew (.+)$", "\n".join(lines))
    assert [command.split()[0] for command in commands] == ["serve", "backup"]
    for command in commands:
        assert_called_rightly(shlex.split(command))


def test_what_the_docs_do_by_hand_can_be_called_and_comes_from_here():
    called = re.findall(r"(?m)^    clew-there ([^#<\n]+)", OPERATIONS)
    assert [words.split()[0] for words in called] == ["add", "password", "backup", "restore", "backup"]
    for words in called:
        assert_called_rightly(shlex.split(words))
    for text in (OPERATIONS, UNIT):  # `clew` in the index of packages is somebody else's
        wanted = re.findall(r"pip install\s(?:--upgrade )?(\S+)", text)
        assert wanted
        assert all(each.startswith("'.[") for each in wanted), wanted


@pytest.mark.parametrize("text", [CONTAINER, UNIT])
def test_no_secret_is_in_what_everybody_reads(text):
    assert not re.search(r"(?i)password\s*=\s*\S", text)
