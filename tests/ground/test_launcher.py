"""The launcher on machines that lack something, offline: a stub stands for Python and notes what it is asked."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("sh", "dirname", "readlink", "cmp", "cat", "mkdir", "rm", "mv", "cp", "tail", "grep", "sleep")
STUB = """#!/bin/sh
echo "$*" >>"{notes}"
case "$*" in
    *version_info*) [ -z "$STUB_TOO_OLD" ] && echo "$0" || exit 1 ;;
    *ensurepip*) [ -z "$STUB_NO_VENV" ] || exit 1 ;;
    "-m venv"*) mkdir -p "$4/bin" && cp "$0" "$4/bin/python" && rm -f "$4/unfinished" ;;
    "-m pip install"*) sleep "${{STUB_SLOW:-0}}"; [ -z "$STUB_OFFLINE" ] || {{ echo "ERROR: no network"; exit 1; }} ;;
    "-P -m tram"*) echo "ran in $PWD with $PYTHONPATH" ;;
esac
"""


class Machine:
    """A clone in a folder with a space in its name, on a machine whose PATH holds only what is named."""

    def __init__(self, folder: Path) -> None:
        self.clone = folder / "một bản sao"
        self.bin = folder / "bin"
        self.notes = folder / "notes"
        self.clone.mkdir()
        self.bin.mkdir()
        for path in [ROOT / "tram", *ROOT.glob("requirements*.lock")]:
            shutil.copy(path, self.clone / path.name)
        for tool in TOOLS:
            (self.bin / tool).symlink_to(shutil.which(tool) or f"/bin/{tool}")

    def install_python(self, name: str = "python3.11") -> None:
        stub = self.bin / name
        stub.write_text(STUB.format(notes=self.notes))
        stub.chmod(0o755)

    def environment(self, **extra: str) -> dict[str, str]:
        return {"PATH": str(self.bin), "LANG": "C.UTF-8", **extra}

    def start(self, *words: str, program: Path | None = None, cwd: Path | None = None, **extra: str):
        return subprocess.run(
            [program or self.clone / "tram", *words], cwd=cwd or ROOT, env=self.environment(**extra),
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip

    def asked(self, word: str) -> int:
        return sum(word in line for line in self.notes.read_text().splitlines())


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_first_start_installs_and_second_start_only_runs(machine: Machine) -> None:
    machine.install_python()
    first = machine.start("demo")
    second = machine.start("demo")
    assert first.stdout.startswith("ran in"), first.stderr
    assert second.stdout == first.stdout
    assert second.stderr == ""
    assert machine.asked("-m venv") == 1
    assert machine.asked("-m pip install") == 1


def test_it_starts_through_symlinks_from_any_folder(machine: Machine, tmp_path: Path) -> None:
    machine.install_python()
    (tmp_path / "link").symlink_to(machine.clone / "tram")
    (tmp_path / "second").symlink_to("link")
    answer = machine.start("--help", program=tmp_path / "second", cwd=Path("/"))
    assert answer.stdout == f"ran in / with {machine.clone}/src\n"


def test_without_python_it_says_what_to_install(machine: Machine) -> None:
    answer = machine.start("demo")
    assert answer.returncode == 1
    assert "Trạm cần Python 3.11" in answer.stderr
    assert "Trạm needs Python 3.11" in answer.stderr


def test_an_old_python_is_passed_over(machine: Machine) -> None:
    machine.install_python("python3")
    answer = machine.start("demo", STUB_TOO_OLD="1")
    assert "Trạm cần Python 3.11" in answer.stderr


def test_without_the_venv_module_it_names_the_package(machine: Machine) -> None:
    machine.install_python("python3.12")
    answer = machine.start("demo", STUB_NO_VENV="1")
    assert answer.returncode == 1
    assert "sudo apt install python3.12-venv" in answer.stderr
    assert not (machine.clone / ".venv").exists()


def test_without_a_network_it_says_so_and_finishes_next_time(machine: Machine) -> None:
    machine.install_python()
    offline = machine.start("demo", STUB_OFFLINE="1")
    online = machine.start("demo")
    assert offline.returncode == 1
    assert "Kiểm tra kết nối mạng" in offline.stderr
    assert "Traceback" not in offline.stderr
    assert online.returncode == 0
    assert machine.asked("-m venv") == 1


def test_an_install_that_was_killed_is_done_again_from_the_start(machine: Machine) -> None:
    machine.install_python()
    killed = subprocess.Popen(
        [machine.clone / "tram", "demo"], env=machine.environment(STUB_SLOW="30"), start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    deadline = time.monotonic() + 30
    while not (machine.clone / ".venv" / "unfinished").exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    answer = machine.start("demo")
    assert answer.returncode == 0, answer.stderr
    assert machine.asked("-m venv") == 2
    assert not (machine.clone / ".venv.turn").exists()


def test_two_first_starts_at_once_install_once(machine: Machine) -> None:
    machine.install_python()
    starts = [
        subprocess.Popen(
            [machine.clone / "tram", "demo"], env=machine.environment(STUB_SLOW="1"),
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )
        for _ in range(2)
    ]  # fmt: skip
    assert all(start.communicate(timeout=60)[0].startswith("ran in") for start in starts)
    assert machine.asked("-m pip install") == 1


def test_a_changed_lock_is_installed_over_the_old_one(machine: Machine) -> None:
    machine.install_python()
    machine.start("demo")
    with (machine.clone / "requirements.lock").open("a") as lock:
        lock.write("# newer\n")
    machine.start("demo")
    assert machine.asked("-m venv") == 1
    assert machine.asked("-m pip install") == 2


def test_the_tools_for_building_are_installed_only_when_asked_for(machine: Machine) -> None:
    machine.install_python()
    machine.start("demo")
    assert machine.asked("requirements-dev.lock") == 0
    machine.start("test")
    assert machine.asked("requirements-dev.lock") == 1


def test_a_heavy_library_is_installed_by_name_and_kept_up_afterwards(machine: Machine) -> None:
    machine.install_python()
    machine.start("demo")
    assert machine.asked("requirements-analytics.lock") == 0
    asked = machine.start("extra", "analytics")
    assert asked.stdout.startswith("ran in")
    assert machine.asked("requirements-analytics.lock") == 1
    machine.start("demo")
    assert machine.asked("requirements-analytics.lock") == 1
    with (machine.clone / "requirements-analytics.lock").open("a") as lock:
        lock.write("# newer\n")
    machine.start("demo")
    assert machine.asked("requirements-analytics.lock") == 2
    assert machine.asked("requirements-nation.lock") == 0


def test_an_unknown_library_installs_nothing_and_the_program_says_so(machine: Machine) -> None:
    machine.install_python()
    answer = machine.start("extra", "everything")
    assert answer.stdout.startswith("ran in")
    assert machine.asked("-m pip install") == 1


def test_the_windows_launcher_is_plain_ascii() -> None:
    assert (ROOT / "tram.cmd").read_bytes().isascii()
