"""Run the tool again and again under strace, so that each time another system call fails; `test_faults.py` starts it.

    strace -f … -e inject=CALL:error=ERROR:when=WHEN python failing.py CALL WHEN WHERE FOLDER PLACE NUMBER …

strace counts the calls of each process by itself and lets the WHEN-th fail. A process of its own therefore makes, for each
NUMBER, WHEN - NUMBER calls that do nothing, and then runs the tool over FOLDER into PLACE/NUMBER: its NUMBER-th call fails.
WHERE says whose calls: `main`, or `worker` for the process in which pages are read. Imports are done before.
"""

import ctypes
import os
import sys
import traceback
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT)]
NUMBERS = {  # of Linux on x86-64
    "read": 0, "write": 1, "close": 3, "lseek": 8, "mmap": 9, "ioctl": 16, "fcntl": 72, "fsync": 74, "ftruncate": 77,
    "rename": 82, "mkdir": 83, "rmdir": 84, "link": 86, "unlink": 87, "readlink": 89, "getdents64": 217,
    "openat": 257, "newfstatat": 262, "unlinkat": 263,
}  # fmt: skip


def waste(call: str, times: int) -> None:
    """Make calls that do nothing: of a file that is not open, or of a name that is nowhere."""
    system = ctypes.CDLL(None).syscall
    for _ in range(times):
        system(NUMBERS[call], -1, 0, 0, 0, 0, -1)


def run_tool(folder: Path, out: Path) -> int:
    """Run the tool in this process."""
    from cleaner.cli import main

    return main(["--lang", "en", "run", str(folder), "--out", str(out), "--quiet", "--workers", "1"])


def in_a_process(folder: Path, out: Path, call: str, spare: int, where: str) -> None:
    """Run the tool in a child, whose exit code and messages stand in files beside the output."""
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    code = 99
    try:
        told = os.open(out.with_suffix(".told"), os.O_WRONLY | os.O_CREAT)
        os.dup2(told, 2)
        out.with_suffix(".process").write_text(str(os.getpid()))
        if where == "main":
            waste(call, spare)
        else:
            os.register_at_fork(after_in_child=lambda: waste(call, spare))
        code = run_tool(folder, out)
    except SystemExit as error:
        code = int(str(error.code))
    except BaseException:
        traceback.print_exc()
    finally:
        os.truncate(out.with_suffix(".code"), code)  # is there, and empty: its size is the code
        os._exit(0)


def main() -> None:
    """Run the tool once for each number."""
    call, when, where, folder, place, *numbers = sys.argv[1:]
    run_tool(Path(folder), Path(place) / "warm")  # what it needs it imports when it is used
    for number in numbers:
        (Path(place) / f"{number}.code").touch()
    server = os.fork()  # its own count begins with nothing
    if server == 0:
        for number in numbers:
            in_a_process(Path(folder), Path(place) / number, call, max(int(when) - int(number), 0), where)
        os._exit(0)
    os.waitpid(server, 0)


if __name__ == "__main__":
    main()
