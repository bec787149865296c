"""What the page may do with the bill: open another by its path, send one, read the same again; and see the settings.

    POST   /bill                          {"path"}, {"upload"}, {"sample": true} or {"again": true} → as GET /bill.json
    DELETE /bill                          ends the reading of another bill, whose POST answers CANCELLED → 204
    POST   /bill/uploads                  {"files": [{"name", "bytes", "modified"?}]} → {"upload", "send", "leftOut"}
    PUT    /bill/uploads/{id}/{position}  the bytes of one file of `send` → 204
    DELETE /bill/uploads/{id}             → 204

Every request needs the token in a header, which no page of another origin can send. Errors are `{code, message}`.
"""

import logging
import threading
from dataclasses import dataclass
from typing import Any, Protocol, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from finops_core.errors import BadFrame, BillError, ErrorCode, FinOpsError, TooLarge
from local.gateway.http import Accepted, Endpoint, JsonSource, require_token
from local.settings import LocalSettings
from local.settings_page import SettingsPage
from local.upload_names import MAX_FILES, AnnouncedFile
from local.uploads import Uploads
from local.workers import OpeningGivenUp

logger = logging.getLogger(__name__)

MAX_REQUEST_BYTES = 256 * 1024
MAX_PATH_CHARACTERS = 4096
UNFORESEEN = "The bill cannot be opened for a reason that only the platform's log tells. The bill from before stays."
NO_STORE = {"Cache-Control": "no-store"}


class BillChanger(Protocol):
    """Whoever answers about the bill."""

    def change(self, bill: str, label: str = "") -> None:
        """Opens a bill, and `finops.toml` anew, and answers from them from now on.

        `bill` is a file, folder, glob or `s3://` address, or empty for the sample account; `label` its short name.
        Raises BillError or SettingsError when it cannot be opened; the bill from before then stays.
        """
        ...

    def give_up_change(self) -> None:
        """From another thread: ends `change` with OpeningGivenUp, if it is still reading the bill."""
        ...


class BillRequest(BaseModel):
    """`POST /bill`: which bill to open, in exactly one of four ways."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    path: str = Field(default="", max_length=MAX_PATH_CHARACTERS, pattern=r"^[^\x00-\x1f\x7f]*$")
    upload: str = Field(default="", max_length=64)
    sample: bool = False
    again: bool = False

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if sum(map(bool, (self.path, self.upload, self.sample, self.again))) != 1:
            raise ValueError("give a path")
        return self


class FileRequest(BaseModel):
    """A file of `POST /bill/uploads`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(max_length=MAX_PATH_CHARACTERS)
    bytes: int = Field(ge=0)
    modified: int | None = Field(default=None, ge=0, le=253_402_300_799_999)


class UploadRequest(BaseModel):
    """`POST /bill/uploads`: the files to send."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    files: tuple[FileRequest, ...] = Field(min_length=1, max_length=MAX_FILES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A bill somebody chose; `upload` is the id of the upload it came with."""

    bill: str
    label: str = ""
    upload: str = ""


class ChangeUnderWay(FinOpsError):
    """Another bill is being read."""


class BillChanges:
    """Changes the bill, one change at a time, and keeps the upload of the bill in use and no other."""

    def __init__(self, *, changer: BillChanger, bill: JsonSource, settings: LocalSettings, uploads: Uploads) -> None:
        self._changer = changer
        self._bill = bill
        self._uploads = uploads
        self._settings = SettingsPage(settings)
        self._current = Choice(bill=settings.bill, label=settings.label)
        self._changing = threading.Lock()

    def settings(self) -> dict[str, Any]:
        """`GET /settings.json`."""
        return self._settings.page()

    def routes(self, token: Accepted) -> list[BaseRoute]:
        """The routes, to be served from now on over a bill that has just been opened."""
        self._uploads.clear()
        self._settings.took_effect()
        endpoints: list[tuple[str, str, Endpoint]] = [
            ("POST", "/bill", self._post_bill),
            ("DELETE", "/bill", self._give_up),
            ("POST", "/bill/uploads", self._announce),
            ("PUT", "/bill/uploads/{upload}/{position:int}", self._receive),
            ("DELETE", "/bill/uploads/{upload}", self._remove),
        ]
        return [Route(path, require_token(token, endpoint), methods=[method]) for method, path, endpoint in endpoints]

    def change(self, wanted: BillRequest) -> None:
        """Opens the wanted bill. Raises ChangeUnderWay, and what `BillChanger.change` raises."""
        if not self._changing.acquire(blocking=False):
            raise ChangeUnderWay("Another bill is being read. Wait until that is done, or cancel it, then try again.")
        try:
            choice = self._choice(wanted)
            try:
                self._open(choice)
            except BaseException:
                self._uploads.remove(choice.upload)
                raise
            self._current = choice
            self._uploads.keep(choice.upload)
            self._settings.took_effect()
        finally:
            self._changing.release()

    def _choice(self, wanted: BillRequest) -> Choice:
        if wanted.again:
            return self._current
        if wanted.upload:
            upload = self._uploads.complete(wanted.upload)
            return Choice(bill=upload.bill, label=upload.label, upload=upload.id)
        # The path of the upload in use, typed in, is that upload.
        return self._current if wanted.path and wanted.path == self._current.bill else Choice(bill=wanted.path)

    def _open(self, choice: Choice) -> None:
        try:
            self._changer.change(choice.bill, choice.label)
        except OpeningGivenUp:
            raise
        except BillError as error:
            if not choice.upload:
                raise
            folder = str(self._uploads.get(choice.upload).folder)
            raise BillError(str(error).replace(f"{folder}/", "").replace(folder, choice.label)) from error

    async def _post_bill(self, request: Request) -> Response:
        wanted = await _parsed(BillRequest, request)
        try:
            await run_in_threadpool(self.change, wanted)
        except ChangeUnderWay as error:
            return JSONResponse({"code": "CONFLICT", "message": str(error)}, status_code=409, headers=NO_STORE)
        except OpeningGivenUp as error:
            return JSONResponse({"code": "CANCELLED", "message": str(error)}, status_code=409, headers=NO_STORE)
        except FinOpsError:
            raise
        except Exception:  # the handler's edge: a page has to be told something
            logger.exception("path=%s, upload=%s | bill could not be opened", wanted.path, wanted.upload)
            return JSONResponse({"code": ErrorCode.INTERNAL, "message": UNFORESEEN}, status_code=500, headers=NO_STORE)
        return JSONResponse(await run_in_threadpool(self._bill), headers=NO_STORE)

    async def _give_up(self, _: Request) -> Response:
        await run_in_threadpool(self._changer.give_up_change)
        return Response(status_code=204)

    async def _announce(self, request: Request) -> Response:
        wanted = await _parsed(UploadRequest, request)
        files = [
            AnnouncedFile(name=file.name, size_bytes=file.bytes, modified_ms=file.modified) for file in wanted.files
        ]
        upload = await run_in_threadpool(self._uploads.announce, files)
        answer = {
            "upload": upload.id,
            "send": [file.position for file in upload.files],
            "leftOut": list(upload.left_out),
        }
        return JSONResponse(answer, status_code=201, headers=NO_STORE)

    async def _receive(self, request: Request) -> Response:
        upload, position = request.path_params["upload"], request.path_params["position"]
        try:
            await self._uploads.receive(upload, position, request.stream())
        except ClientDisconnect:
            return Response(status_code=400)
        return Response(status_code=204)

    async def _remove(self, request: Request) -> Response:
        await run_in_threadpool(self._uploads.remove, request.path_params["upload"])
        return Response(status_code=204)


_Model = TypeVar("_Model", bound=BaseModel)


async def _parsed(model: type[_Model], request: Request) -> _Model:
    """The body as a model. Raises BadFrame or TooLarge."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_REQUEST_BYTES:
            raise TooLarge(f"The request is larger than {MAX_REQUEST_BYTES} bytes.")
    try:
        return model.model_validate_json(bytes(body))
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        place = ".".join(map(str, problem["loc"]))
        reason = problem["msg"].removeprefix("Value error, ")
        raise BadFrame(f"The request is not understood: {place or 'the bill'}: {reason}.") from error
