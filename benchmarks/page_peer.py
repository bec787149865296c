"""What the page is compared with: the least a Material UI page with one text field can be, built and served here."""

import gzip
import re
import subprocess
import threading
from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from benchmarks.processes import BUILD, ROOT, BenchmarkFailed

FRONTEND = ROOT / "frontend"
PAGE = FRONTEND / "dist"
EMPTY_PAGE = BUILD / "empty-mui"
VITE = FRONTEND / "node_modules" / ".bin" / "vite"
BUILD_S = 120


def build_empty_page() -> Path:
    """The folder of the built peer. Raises BenchmarkFailed when it cannot be built."""
    command = [str(VITE), "build", "dev/empty-mui", "--base", "./", "--outDir", str(EMPTY_PAGE), "--emptyOutDir"]
    try:
        built = subprocess.run(command, cwd=FRONTEND, capture_output=True, text=True, timeout=BUILD_S)
    except FileNotFoundError as missing:
        raise BenchmarkFailed(f"{VITE} is missing: make page") from missing
    if built.returncode:
        raise BenchmarkFailed(f"the empty page was not built: {built.stderr[-2000:]}")
    return EMPTY_PAGE


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nobody reads it."""


@contextmanager
def served(folder: Path) -> Generator[str]:
    """The address of a folder on the loopback interface."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def first_visit_kb(folder: Path) -> float:
    """Kilobytes of script, compressed with gzip, that a built page's document asks for."""
    document = (folder / "index.html").read_text()
    scripts: list[str] = re.findall(r'(?:src|href)="(?:\./)?(assets/[^"]+\.js)"', document)
    return sum(len(gzip.compress((folder / script).read_bytes())) for script in scripts) / 1000
