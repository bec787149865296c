"""Kinds of damage to a data folder, each a function that does it to the folder of a platform that has stopped."""

import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

Damage: TypeAlias = Callable[[Path], None]

TOKEN_BYTES = {
    "empty": b"",
    "blank": b" \n\t\n",
    "binary": bytes(range(256)),
    "of zero bytes": b"\0" * 43,
    "too long": b"a" * 100_000,
    "too short": b"abc",
    "of two lines": b"a" * 43 + b"\n" + b"b" * 43,
    "of other letters": "ключ".encode() * 10,
    "with a header in it": b"a" * 30 + b"\r\nX-Evil: 1",
}
DATABASES = ("table.db", "queue.db", "dead-letters.db")
FOLDERS = ("uploads", "blobs", "bills")


def wrote(name: str, content: bytes) -> Damage:
    def damage(folder: Path) -> None:
        (folder / name).parent.mkdir(exist_ok=True, parents=True)
        (folder / name).write_bytes(content)

    return damage


def folder_instead(name: str, *, full: bool = False) -> Damage:
    def damage(folder: Path) -> None:
        (folder / name).unlink(missing_ok=True)
        (folder / name).mkdir()
        if full:
            (folder / name / "something").write_text("of somebody")

    return damage


def file_instead(name: str) -> Damage:
    def damage(folder: Path) -> None:
        shutil.rmtree(folder / name, ignore_errors=True)
        (folder / name).write_text("no folder")

    return damage


def mode(name: str, bits: int) -> Damage:
    return lambda folder: (folder / name).chmod(bits)


def link_instead(name: str, target: str) -> Damage:
    def damage(folder: Path) -> None:
        if (folder / name).is_dir():
            shutil.rmtree(folder / name)
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to(target)

    return damage


def truncated(name: str, part: float) -> Damage:
    def damage(folder: Path) -> None:
        with (folder / name).open("r+b") as file:
            file.truncate(int((folder / name).stat().st_size * part))

    return damage


def overwritten(name: str, start: int, content: bytes) -> Damage:
    def damage(folder: Path) -> None:
        with (folder / name).open("r+b") as file:
            file.seek(start)
            file.write(content)

    return damage


def gone(name: str) -> Damage:
    def damage(folder: Path) -> None:
        path = folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)

    return damage


def other_schema(name: str) -> Damage:
    def damage(folder: Path) -> None:
        (folder / name).unlink()
        with sqlite3.connect(folder / name) as other:
            other.executescript("CREATE TABLE items(x); CREATE TABLE messages(y); CREATE TABLE feed(z);")
        other.close()

    return damage


def later_version(name: str) -> Damage:
    """A database whose records are in a form that only a later program knows."""

    def damage(folder: Path) -> None:
        with sqlite3.connect(folder / name) as later:
            later.execute("PRAGMA user_version = 1000")
        later.close()

    return damage


def fifo_instead(name: str) -> Damage:
    def damage(folder: Path) -> None:
        (folder / name).unlink(missing_ok=True)
        os.mkfifo(folder / name)

    return damage


def both(*damages: Damage) -> Damage:
    def damage(folder: Path) -> None:
        for each in damages:
            each(folder)

    return damage


def announced(**changes: object) -> Damage:
    def damage(folder: Path) -> None:
        found = {"url": "ws://127.0.0.1:1/ws", "token": "a" * 43, "pid": os.getpid()}
        (folder / "platform.json").write_text(json.dumps(found | changes))

    return damage


def emptied(folder: Path) -> None:
    for path in tuple(folder.iterdir()):
        gone(path.name)(folder)


DAMAGES: dict[str, Damage] = {
    **{f"token {how}": wrote("token", content) for how, content in TOKEN_BYTES.items()},
    "token gone": gone("token"),
    "token a folder": folder_instead("token"),
    "token a full folder": folder_instead("token", full=True),
    "token unreadable": mode("token", 0o000),
    "token readable by all": mode("token", 0o644),
    "token a link to nowhere": link_instead("token", "nowhere"),
    "token a link to itself": link_instead("token", "token"),
    "token a link elsewhere": both(wrote("other", b"c" * 43), link_instead("token", "other")),
    "token a pipe": fifo_instead("token"),
    "token half written": wrote("token.new", b"abc"),
    "token's draft a folder": folder_instead("token.new", full=True),
    **{f"{name} gone": gone(name) for name in DATABASES},
    **{f"{name} of zero bytes": both(gone(f"{name}-wal"), wrote(name, b"")) for name in DATABASES},
    **{f"{name} garbage": wrote(name, b"no database at all " * 500) for name in DATABASES},
    **{f"{name} cut in half": truncated(name, 0.5) for name in DATABASES},
    **{f"{name} a folder": folder_instead(name, full=True) for name in DATABASES},
    **{f"{name} of another program": other_schema(name) for name in DATABASES},
    **{f"{name} read-only": mode(name, 0o400) for name in DATABASES},
    **{f"{name} torn in the middle": overwritten(name, 4096, b"\xff" * 4096) for name in DATABASES},
    "table.db of a later version": later_version("table.db"),
    "table.db a pipe": fifo_instead("table.db"),
    "table.db a link to nowhere": link_instead("table.db", "no/where"),
    "write-ahead log torn": wrote("table.db-wal", b"\x37\x7f\x06\x82" + b"\0" * 5000),
    "write-ahead log garbage": wrote("queue.db-wal", b"garbage" * 1000),
    "write-ahead log a folder": folder_instead("table.db-wal", full=True),
    "shared memory garbage": wrote("table.db-shm", b"\xff" * 32768),
    "turn file a folder": folder_instead("table.db-turn", full=True),
    "announcement garbage": wrote("platform.json", b"\x00\xff{"),
    "announcement a list": wrote("platform.json", b"[]"),
    "announcement a folder": folder_instead("platform.json", full=True),
    "announcement of a process that is gone": announced(pid=2**22),
    "announcement of another process": announced(),
    "announcement of a process that cannot be": announced(pid=-1),
    "announcement elsewhere": announced(url="ws://example.com/ws"),
    "announcement's draft a folder": folder_instead("platform.new", full=True),
    "lock a folder": folder_instead("platform.lock", full=True),
    "lock unreadable": mode("platform.lock", 0o000),
    "lock a pipe": fifo_instead("platform.lock"),
    "lock with words in it": wrote("platform.lock", b"12345"),
    **{f"{name} a file": file_instead(name) for name in FOLDERS},
    **{f"{name} gone": gone(name) for name in FOLDERS},
    **{f"{name} a link to nowhere": link_instead(name, "no/where") for name in FOLDERS},
    "uploads without rights": mode("uploads", 0o000),
    "folder open to all": lambda folder: folder.chmod(0o777),
    "folder 0755": lambda folder: folder.chmod(0o755),
    "folder without rights": lambda folder: folder.chmod(0o000),
    "leftovers": both(
        wrote("bills/tmp123/half.db", b"x"),
        wrote("uploads/abc/part", b"x" * 10),
        wrote("blobs/none/part.tmp", b"x"),
        wrote(".DS_Store", b"\0"),
        wrote("notes.txt", b"mine"),
    ),
    "blobs damaged": both(file_instead("blobs/job"), wrote("blobs/x", b"\xff")),
    "everything gone": emptied,
}


def each_file(name: str, content: bytes) -> Damage:
    def damage(place: Path) -> None:
        for file in (place / name).rglob("*"):
            if file.is_file():
                file.write_bytes(content)

    return damage


def half_of_each_file(name: str) -> Damage:
    def damage(place: Path) -> None:
        for file in (place / name).rglob("*"):
            if file.is_file():
                file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])

    return damage


BILL = "cur_2.0_tiny.csv"
BILL_DAMAGES: dict[str, Damage] = {
    "bill gone": gone(BILL),
    "bill empty": wrote(BILL, b""),
    "bill binary": wrote(BILL, bytes(range(256)) * 100),
    "bill cut in half": truncated(BILL, 0.5),
    "bill a folder": folder_instead(BILL),
    "bill unreadable": mode(BILL, 0o000),
    "bill a pipe": fifo_instead(BILL),
    "bill a link to nowhere": link_instead(BILL, "nowhere"),
    "bill really a damaged Parquet file": wrote(BILL, b"PAR1" + b"\xff" * 3000 + b"PAR1"),
    "bill really a damaged zip": wrote(BILL, b"PK\x03\x04" + b"\xff" * 3000),
    "bill really a damaged gzip": wrote(BILL, b"\x1f\x8b\x08" + b"\xff" * 3000),
    "cache empty": each_file("data/bills", b""),
    "cache garbage": each_file("data/bills", b"garbage" * 1000),
    "cache cut in half": half_of_each_file("data/bills"),
    "cache gone": gone("data/bills"),
    "terms broken": wrote("finops.toml", b"[[["),
    "terms binary": wrote("finops.toml", bytes(range(256))),
    "terms of other types": wrote("finops.toml", b"fiscal_year_start = {a = 1}"),
    "terms a folder": folder_instead("finops.toml"),
}
