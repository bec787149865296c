"""Where a prepared delivery lies: a folder of this machine, or a prefix of a bucket."""

import hashlib
import logging
import secrets
import shutil
from collections.abc import Collection
from pathlib import Path
from typing import Any, Protocol

from billing.intake.s3 import parsed_address
from billing.roll_up.manifest import NAME, PreparedFile
from finops_core.aws.clients import AnalysedAccount
from finops_core.errors import BillError

logger = logging.getLogger(__name__)

MAX_DOCUMENT_BYTES = 32 * 1024 * 1024
_DELETED_AT_ONCE = 1_000
_COPY_BYTES = 8 * 1024 * 1024


class PreparedPlace(Protocol):
    """A place with documents, a manifest among them, and below it the files that the manifest names."""

    @property
    def address(self) -> str:
        """The place as a person writes it."""
        ...

    @property
    def folder(self) -> Path | None:
        """The folder that its files are read in; None when they are fetched."""
        ...

    def document(self, name: str) -> bytes | None:
        """What a document beside the tables holds; None when there is none. Raises BillError when it cannot be read."""
        ...

    def fetch(self, file: PreparedFile, folder: Path) -> Path:
        """A local path to a file's bytes, whole and as the manifest says. Raises BillError."""
        ...

    def put(self, name: str, path: Path) -> None:
        """Takes a file in below a name. Raises BillError."""
        ...

    def put_document(self, name: str, text: bytes) -> None:
        """Puts a document in place at once. Raises BillError."""
        ...

    def forget(self, kept: Collection[str]) -> None:
        """Removes the files of all contents but these, as far as that may be done."""
        ...

    def names(self, below: str) -> list[str]:
        """The names of the files below a name, in order. Raises BillError."""
        ...

    def clear(self, below: str) -> None:
        """Removes the files below a name. Raises BillError."""
        ...

    def copy(self, name: str, target: Path) -> None:
        """Copies a file that somebody else wrote there, whatever it holds. Raises BillError."""
        ...


class PreparedFolder:
    """A folder of this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.address = str(folder)

    def document(self, name: str) -> bytes | None:
        try:
            with (self.folder / name).open("rb") as stream:
                return stream.read(MAX_DOCUMENT_BYTES)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise BillError(f"{self.folder / name}: cannot be read ({error.strerror}).") from error

    def fetch(self, file: PreparedFile, folder: Path) -> Path:
        path = self.folder / file.name
        check(path, file, str(path))
        return path

    def put(self, name: str, path: Path) -> None:
        target = self.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_suffix(".part")
        shutil.copyfile(path, draft)
        draft.replace(target)

    def put_document(self, name: str, text: bytes) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = self.folder / f"{name}.part"
        draft.write_bytes(text)
        draft.replace(self.folder / name)

    def forget(self, kept: Collection[str]) -> None:
        for folder in self.folder.iterdir():
            if folder.is_dir() and _is_content(folder.name) and folder.name not in kept:
                shutil.rmtree(folder, ignore_errors=True)

    def names(self, below: str) -> list[str]:
        found = [path for path in (self.folder / below).rglob("*") if path.is_file()]
        return sorted(path.relative_to(self.folder).as_posix() for path in found)

    def clear(self, below: str) -> None:
        try:
            shutil.rmtree(self.folder / below)
        except FileNotFoundError:
            return
        except OSError as error:
            raise BillError(f"{self.folder / below}: cannot be removed ({error.strerror or error}).") from error

    def copy(self, name: str, target: Path) -> None:
        shutil.copyfile(self.folder / name, target)


class PreparedPrefix:
    """A prefix of a bucket, read and written as an account."""

    def __init__(self, address: str, account: AnalysedAccount) -> None:
        self.folder = None
        self.address = address.rstrip("/")
        self._bucket, self._prefix = parsed_address(self.address)
        self._account = account

    def document(self, name: str) -> bytes | None:
        try:
            body = self._client().get_object(Bucket=self._bucket, Key=self._key(name))["Body"]
            return bytes(body.read(MAX_DOCUMENT_BYTES))
        except aws_errors() as error:
            if reason_of(error) == "NoSuchKey":
                return None
            raise BillError(f"{self.address}/{name}: cannot be read ({reason_of(error)}).") from error

    def fetch(self, file: PreparedFile, folder: Path) -> Path:
        path = folder / f"{file.sha256}.parquet"
        if path.exists():
            return path
        # Two files of the same bytes may be fetched at once.
        draft = path.with_suffix(f".{secrets.token_hex(8)}.part")
        self.copy(file.name, draft)
        check(draft, file, f"{self.address}/{file.name}")
        draft.replace(path)
        return path

    def copy(self, name: str, target: Path) -> None:
        try:
            body = self._client().get_object(Bucket=self._bucket, Key=self._key(name))["Body"]
            with target.open("wb") as stream:
                shutil.copyfileobj(body, stream, _COPY_BYTES)
        except aws_errors() as error:
            raise BillError(f"{self.address}/{name}: cannot be fetched ({reason_of(error)}).") from error

    def names(self, below: str) -> list[str]:
        root = self._key("")
        try:
            pages = (
                self._client()
                .get_paginator("list_objects_v2")
                .paginate(Bucket=self._bucket, Prefix=f"{self._key(below)}/")
            )
            return sorted(str(each["Key"]).removeprefix(root) for page in pages for each in page.get("Contents", ()))
        except aws_errors() as error:
            raise BillError(f"{self.address}/{below}: cannot be listed ({reason_of(error)}).") from error

    def clear(self, below: str) -> None:
        names = self.names(below)
        try:
            for first in range(0, len(names), _DELETED_AT_ONCE):
                keys: list[dict[str, str]] = [
                    {"Key": self._key(name)} for name in names[first : first + _DELETED_AT_ONCE]
                ]
                told = self._client().delete_objects(Bucket=self._bucket, Delete={"Objects": keys, "Quiet": True})
                # A key that may not be deleted is told in the answer, and what stays would count twice.
                for kept in told.get("Errors", ()):
                    why = kept.get("Code", "no reason given")
                    raise BillError(f"{self.address}/{below}: {kept.get('Key')} cannot be removed ({why}).")
        except aws_errors() as error:
            raise BillError(f"{self.address}/{below}: cannot be removed ({reason_of(error)}).") from error

    def put(self, name: str, path: Path) -> None:
        try:
            with path.open("rb") as stream:
                self._client().put_object(Bucket=self._bucket, Key=self._key(name), Body=stream)
        except aws_errors() as error:
            raise BillError(f"{self.address}/{name}: cannot be written ({reason_of(error)}).") from error

    def put_document(self, name: str, text: bytes) -> None:
        try:
            self._client().put_object(Bucket=self._bucket, Key=self._key(name), Body=text)
        except aws_errors() as error:
            raise BillError(f"{self.address}/{name}: cannot be written ({reason_of(error)}).") from error

    def forget(self, kept: Collection[str]) -> None:
        root = self._key("")
        try:
            pages = self._client().get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=root)
            for page in pages:
                keys = [str(each["Key"]) for each in page.get("Contents", ())]
                old = [key for key in keys if _is_old(key.removeprefix(root), kept)]
                if old:
                    listed: list[dict[str, str]] = [{"Key": key} for key in old]
                    self._client().delete_objects(Bucket=self._bucket, Delete={"Objects": listed, "Quiet": True})
        except aws_errors() as error:
            logger.warning("place=%s, reason=%s | former deliveries stay", self.address, reason_of(error))

    def _key(self, name: str) -> str:
        return f"{self._prefix}/{name}" if self._prefix else name

    def _client(self) -> Any:
        return self._account.client("s3")


def place_of(address: str, account: AnalysedAccount | None) -> PreparedPlace:
    """The place that an address, of the manifest itself or of what it lies in, means."""
    plain = address.removesuffix(NAME)
    if address.startswith("s3://"):
        return PreparedPrefix(plain, account or AnalysedAccount())
    return PreparedFolder(Path(plain or ".").expanduser())


def is_prepared(address: str) -> bool:
    """Whether an address is one of a prepared bill; in a bucket only the manifest's own address is."""
    if address.startswith("s3://"):
        return address.endswith(f"/{NAME}")
    try:
        path = Path(address).expanduser()
        return path.name == NAME or (path / NAME).is_file()
    except (OSError, RuntimeError, ValueError):
        return False  # no such user, too long, a null byte: whoever lists files says what is wrong with it


def check(path: Path, file: PreparedFile, where: str) -> None:
    """Raises BillError for a file that is not what was written."""
    try:
        with path.open("rb") as stream:
            whole = hashlib.file_digest(stream, "sha256").hexdigest() == file.sha256
    except OSError as error:
        raise BillError(f"{where}: cannot be read ({error.strerror}). Prepare the export again.") from error
    if not whole:
        raise BillError(f"{where}: is damaged. Prepare the export again.")


def _is_old(name: str, kept: Collection[str]) -> bool:
    content, _, rest = name.partition("/")
    return bool(rest) and _is_content(content) and content not in kept


def _is_content(name: str) -> bool:
    return len(name) == 32 and all(c in "0123456789abcdef" for c in name)


def aws_errors() -> tuple[type[Exception], ...]:
    """What a client of AWS raises."""
    from botocore.exceptions import BotoCoreError, ClientError

    return (BotoCoreError, ClientError)


def reason_of(error: Exception) -> str:
    """The error's code, or its kind."""
    response: dict[str, Any] = getattr(error, "response", {})
    return str(response.get("Error", {}).get("Code", "")) or type(error).__name__
