"""Where a prepared delivery lies: a folder of this machine, or a prefix of a bucket."""

import hashlib
import shutil
from pathlib import Path
from typing import Any, Protocol

from billing.intake.s3 import parsed_address
from billing.roll_up.manifest import NAME, PreparedFile
from finops_core.aws.clients import AnalysedAccount
from finops_core.errors import BillError

MAX_MANIFEST_BYTES = 32 * 1024 * 1024
_COPY_BYTES = 8 * 1024 * 1024


class PreparedPlace(Protocol):
    """A place with a manifest and, below it, the files that it names."""

    @property
    def address(self) -> str:
        """The place as a person writes it."""
        ...

    @property
    def folder(self) -> Path | None:
        """The folder that its files are read in; None when they are fetched."""
        ...

    def manifest(self) -> bytes | None:
        """What the manifest holds; None when there is none. Raises BillError when it cannot be read."""
        ...

    def fetch(self, file: PreparedFile, folder: Path) -> Path:
        """A local path to a file's bytes, whole and as the manifest says. Raises BillError."""
        ...

    def put(self, name: str, path: Path) -> None:
        """Takes a file in below a name. Raises BillError."""
        ...

    def publish(self, manifest: bytes, *, content: str) -> None:
        """Puts the manifest in place at once, and removes files of contents before the former one."""
        ...


class PreparedFolder:
    """A folder of this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.address = str(folder)

    def manifest(self) -> bytes | None:
        try:
            with (self.folder / NAME).open("rb") as stream:
                return stream.read(MAX_MANIFEST_BYTES)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise BillError(f"{self.folder / NAME}: cannot be read ({error.strerror}).") from error

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

    def publish(self, manifest: bytes, *, content: str) -> None:
        former = [folder for folder in self.folder.iterdir() if folder.is_dir() and _is_content(folder.name)]
        draft = self.folder / f"{NAME}.part"
        draft.write_bytes(manifest)
        draft.replace(self.folder / NAME)
        # Who opened the former one may still read it.
        kept = sorted((f for f in former if f.name != content), key=lambda f: f.stat().st_mtime, reverse=True)[:1]
        for folder in former:
            if folder.name != content and folder not in kept:
                shutil.rmtree(folder, ignore_errors=True)


class PreparedPrefix:
    """A prefix of a bucket, read and written as an account. What was there before stays: buckets have lifecycles."""

    def __init__(self, address: str, account: AnalysedAccount) -> None:
        self.folder = None
        self.address = address.rstrip("/")
        self._bucket, self._prefix = parsed_address(self.address)
        self._account = account

    def manifest(self) -> bytes | None:
        try:
            body = self._client().get_object(Bucket=self._bucket, Key=self._key(NAME))["Body"]
            return bytes(body.read(MAX_MANIFEST_BYTES))
        except aws_errors() as error:
            if reason_of(error) == "NoSuchKey":
                return None
            raise BillError(f"{self.address}/{NAME}: cannot be read ({reason_of(error)}).") from error

    def fetch(self, file: PreparedFile, folder: Path) -> Path:
        path, where = folder / f"{file.sha256}.parquet", f"{self.address}/{file.name}"
        if path.exists():
            return path
        draft = path.with_suffix(".part")
        try:
            body = self._client().get_object(Bucket=self._bucket, Key=self._key(file.name))["Body"]
            with draft.open("wb") as target:
                shutil.copyfileobj(body, target, _COPY_BYTES)
        except aws_errors() as error:
            raise BillError(f"{where}: cannot be fetched ({reason_of(error)}).") from error
        check(draft, file, where)
        draft.replace(path)
        return path

    def put(self, name: str, path: Path) -> None:
        try:
            with path.open("rb") as stream:
                self._client().put_object(Bucket=self._bucket, Key=self._key(name), Body=stream)
        except aws_errors() as error:
            raise BillError(f"{self.address}/{name}: cannot be written ({reason_of(error)}).") from error

    def publish(self, manifest: bytes, *, content: str) -> None:
        try:
            self._client().put_object(Bucket=self._bucket, Key=self._key(NAME), Body=manifest)
        except aws_errors() as error:
            raise BillError(f"{self.address}/{NAME}: cannot be written ({reason_of(error)}).") from error

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
