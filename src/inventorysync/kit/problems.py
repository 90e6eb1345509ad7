"""Refusals: what the product answers instead of doing something, one shape everywhere (RFC 9457)."""

from typing import Any, ClassVar

from pydantic import BaseModel


class FieldProblem(BaseModel):
    """What is wrong with one field of the request."""

    field: str
    message: str
    code: str = "invalid"


class Problem(BaseModel):
    """The body of every error answer, `application/problem+json`."""

    type: str
    title: str
    status: int
    detail: str
    request_id: str | None = None
    errors: list[FieldProblem] | None = None


class Refusal(Exception):
    """A refusal has a status, a type and a title; subclasses stand beside what raises them."""

    status: ClassVar[int] = 400
    type: ClassVar[str] = "bad-request"
    title: ClassVar[str] = "The request cannot be carried out"

    def __init__(
        self,
        detail: str,
        *,
        errors: list[FieldProblem] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = errors
        self.headers = headers or {}

    def as_problem(self, request_id: str | None) -> dict[str, Any]:
        """The JSON of this refusal."""
        problem = Problem(
            type=f"urn:inventorysync:problem:{self.type}",
            title=self.title,
            status=self.status,
            detail=self.detail,
            request_id=request_id,
            errors=self.errors,
        )
        return problem.model_dump(exclude_none=True)


class NotFound(Refusal):
    """There is no such thing in this shop."""

    status = 404
    type = "not-found"
    title = "Not found"


class Invalid(Refusal):
    """A field does not hold what it must."""

    status = 422
    type = "invalid"
    title = "Some fields are not valid"

    @classmethod
    def field(cls, field: str, message: str, code: str = "invalid") -> "Invalid":
        """The refusal of one field."""
        return cls(f"{field}: {message}", errors=[FieldProblem(field=field, message=message, code=code)])
