"""Schemas of the JSON formats of other systems, written from their documentation; a field too many does not fit."""

from collections.abc import Mapping

JSONSchema = Mapping[str, object]
TEXT: JSONSchema = {"type": "string", "pattern": "^[^\\u0000-\\u0008\\u000b-\\u001f\\ud800-\\udfff]*$"}
SHOWN: JSONSchema = {"enum": ["hidden", "after_due_date", "after_published", "visible"]}


def record(required: Mapping[str, object], **optional: object) -> JSONSchema:
    """Return the schema of an object with these fields and no others."""
    fields = {**required, **optional}
    return {"type": "object", "properties": fields, "required": list(required), "additionalProperties": False}


def listed(items: JSONSchema, least: int = 0) -> JSONSchema:
    return {"type": "array", "items": items, "minItems": least}


# https://gradescope-autograders.readthedocs.io/en/latest/specs/ ; a record without any score is a failed run.
GRADESCOPE = record(
    {"output": TEXT, "output_format": {"const": "text"}, "stdout_visibility": SHOWN},
    score={"type": "number", "minimum": 0},
    visibility=SHOWN,
    tests=listed(
        record(
            {"name": TEXT, "output": TEXT, "visibility": SHOWN},
            score={"type": "number"},
            max_score={"type": "number", "exclusiveMinimum": 0},
            status={"enum": ["passed", "failed"]},
        )
    ),
)
# docs/externalGrading.md of PrairieLearn: `score` from 0 to 1, or `gradable: false` with the reasons.
PRAIRIELEARN: JSONSchema = {
    "oneOf": [
        record({"gradable": {"const": False}, "message": TEXT, "format_errors": listed(TEXT, 1)}),
        record(
            {"gradable": {"const": True}, "score": {"type": "number", "minimum": 0, "maximum": 1}, "message": TEXT},
            output=TEXT,
            tests=listed(
                record(
                    {
                        "name": TEXT,
                        "description": TEXT,
                        "message": TEXT,
                        "points": {"type": "number", "minimum": 0},
                        "max_points": {"type": "number", "minimum": 0},
                    }
                )
            ),
        ),
    ]
}
# https://cs50.github.io/check50/json_specification.html : a cause exactly where a check did not pass.
CAUSE = record({"rationale": {**TEXT, "minLength": 1}, "help": {"oneOf": [TEXT, {"type": "null"}]}})
CHECK = {
    "name": TEXT,
    "description": TEXT,
    "log": listed(TEXT),
    "data": {"type": "object"},
    "dependency": {"type": ["string", "null"]},
}
CHECK50: JSONSchema = {
    "oneOf": [
        record(
            {
                "slug": TEXT,
                "version": TEXT,
                "results": listed(
                    {
                        "oneOf": [
                            record({**CHECK, "passed": {"const": True}, "cause": {"type": "null"}}),
                            record({**CHECK, "passed": {"enum": [False, None]}, "cause": CAUSE}),
                        ]
                    },
                    1,
                ),
            }
        ),
        record(
            {
                "slug": TEXT,
                "version": TEXT,
                "error": record(
                    {"type": TEXT, "value": TEXT, "traceback": listed(TEXT), "data": {"type": "object"}},
                ),
            }
        ),
    ]
}
# The part of SARIF 2.1.0 (sections 3.13 to 3.60 of the standard) that is written here, and nothing beside it.
MESSAGE = record({"text": {**TEXT, "minLength": 1}})
LEVEL: JSONSchema = {"enum": ["none", "note", "warning", "error"]}
POSITIVE: JSONSchema = {"type": "integer", "minimum": 1}
SARIF = record(
    {
        "$schema": {"type": "string", "format": "uri", "pattern": "^https://.*sarif-schema-2\\.1\\.0\\.json$"},
        "version": {"const": "2.1.0"},
        "runs": listed(
            record(
                {
                    "tool": record(
                        {
                            "driver": record(
                                {
                                    "name": TEXT,
                                    "version": TEXT,
                                    "rules": listed(
                                        record(
                                            {
                                                "id": {**TEXT, "minLength": 1},
                                                "shortDescription": MESSAGE,
                                                "help": MESSAGE,
                                                "defaultConfiguration": record({"level": LEVEL}),
                                            }
                                        )
                                    ),
                                }
                            )
                        }
                    ),
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "invocations": listed(
                        record(
                            {"executionSuccessful": {"type": "boolean"}},
                            toolExecutionNotifications=listed(record({"level": LEVEL, "message": MESSAGE})),
                        ),
                        1,
                    ),
                    "results": listed(
                        record(
                            {
                                "ruleId": TEXT,
                                "ruleIndex": {"type": "integer", "minimum": 0},
                                "level": LEVEL,
                                "message": MESSAGE,
                                "locations": listed(
                                    record(
                                        {
                                            "physicalLocation": record(
                                                {
                                                    "artifactLocation": record(
                                                        # A reference of RFC 3986: no blank, quote or bracket.
                                                        {"uri": {"type": "string", "pattern": "^[\\w.~%/-]+$"}}
                                                    ),
                                                    "region": record(
                                                        {"startLine": POSITIVE},
                                                        startColumn=POSITIVE,
                                                        snippet=record({"text": TEXT}),
                                                    ),
                                                }
                                            )
                                        }
                                    ),
                                    1,
                                ),
                                "partialFingerprints": {
                                    "type": "object",
                                    "minProperties": 1,
                                    "additionalProperties": {"type": "string", "minLength": 1},
                                },
                            }
                        )
                    ),
                }
            ),
            1,
        ),
    }
)
