"""What Google says when it refuses: {"error": {"code", "message", "status"}}."""

from collections.abc import Mapping


class ApiError(Exception):
    """An answer that is an error: its HTTP code, Google's name for the kind of error, and the sentence."""

    def __init__(self, code: int, status: str, message: str, details: list[dict] | None = None) -> None:
        super().__init__(message)
        self.code, self.status, self.message, self.details = code, status, message, details

    def as_json(self) -> dict:
        """The body of the answer."""
        error = {"code": self.code, "message": self.message, "status": self.status}
        return {"error": error | ({"details": self.details} if self.details else {})}

    def within(self, place: str) -> "ApiError":
        """The same error, said of one request of a batch."""
        if self.code != 400 or self.status != "INVALID_ARGUMENT":
            return self
        return ApiError(self.code, self.status, f"Invalid {place}: {self.message}", self.details)


def refused(message: str) -> ApiError:
    """400: the request is wrong, and would be wrong tomorrow."""
    return ApiError(400, "INVALID_ARGUMENT", message)


def malformed(field: str, description: str) -> ApiError:
    """400 with the field that has the wrong type, as the JSON reader of Google says it."""
    violation = {"field": field, "description": description}
    kind = "type.googleapis.com/google.rpc.BadRequest"
    return ApiError(400, "INVALID_ARGUMENT", description, [{"@type": kind, "fieldViolations": [violation]}])


def unable_to_parse(text: str) -> ApiError:
    """400: no such tab, no such name, no such cells."""
    return refused(f"Unable to parse range: {text}")


def no_grid(sheet_id: object) -> ApiError:
    """400: a sheetId that no tab has."""
    return refused(f"No grid with id: {sheet_id}")


def not_found() -> ApiError:
    """404."""
    return ApiError(404, "NOT_FOUND", "Requested entity was not found.")


def no_permission() -> ApiError:
    """403."""
    return ApiError(403, "PERMISSION_DENIED", "The caller does not have permission")


def service_disabled() -> ApiError:
    """403 of a project in which the Sheets API was never switched on."""
    message = (
        "Google Sheets API has not been used in project 123456789012 before or it is disabled. "
        "Enable it by visiting the developers console then retry."
    )
    info = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "SERVICE_DISABLED",
        "domain": "googleapis.com",
    }
    return ApiError(403, "PERMISSION_DENIED", message, [info])


def unauthenticated() -> ApiError:
    """401."""
    return ApiError(
        401,
        "UNAUTHENTICATED",
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid "
        "authentication credential.",
    )


def office_file() -> ApiError:
    """400 for an .xlsx that lies in Drive."""
    return ApiError(
        400,
        "FAILED_PRECONDITION",
        "This operation is not supported for this document. The document must not be an Office file.",
    )


def protected() -> ApiError:
    """400 for a cell that somebody else protected."""
    return refused(
        "You are trying to edit a protected cell or object. "
        "Please contact the spreadsheet owner to remove protection if you need to edit."
    )


def over_quota(kind: str, limit: str) -> ApiError:
    """429. kind: "Read" or "Write"; limit: "per minute per user" or "per minute"."""
    return ApiError(
        429,
        "RESOURCE_EXHAUSTED",
        f"Quota exceeded for quota metric '{kind} requests' and limit '{kind} requests {limit}' of service "
        "'sheets.googleapis.com' for consumer 'project_number:123456789012'.",
    )


def unavailable(code: int) -> ApiError:
    """500 or 503."""
    if code == 500:
        return ApiError(500, "INTERNAL", "Internal error encountered.")
    return ApiError(503, "UNAVAILABLE", "The service is currently unavailable.")


def unsupported(what: str) -> ApiError:
    """501: this emulator does not know how Google would answer, and does not make it up."""
    return ApiError(501, "UNIMPLEMENTED", f"The emulator does not know {what}.")


def only(body: Mapping, *known: str) -> None:
    """Raise ApiError (501) for a part of a request that the emulator would have to ignore."""
    for name in body:
        if name not in known:
            raise unsupported(f"the field {name} here")
