"""Write the JSON Schemas that editors use to complete keys (`make schemas`)."""

import json
from pathlib import Path

from pydantic import BaseModel

from codeer.codebook import CodebookFile
from codeer.study import StudyFile

FOLDER = Path(__file__).parents[1] / "codeboeken"
SCHEMAS: dict[str, type[BaseModel]] = {
    "codeboek.schema.json": CodebookFile,
    "onderzoek.schema.json": StudyFile,
}


def schema_text(model: type[BaseModel]) -> str:
    """Return the schema of a file, in which a pattern may also be a plain text."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **model.model_json_schema(),
    }
    for name, plain in (("PatternEntry", "patroon"), ("SpeakerEntry", "groep")):
        definition = schema["$defs"].get(name)
        if definition:
            description = f"kort voor {plain}: ..."
            schema["$defs"][name] = {
                "anyOf": [{"type": "string", "description": description}, definition]
            }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    for name, model in SCHEMAS.items():
        (FOLDER / name).write_text(schema_text(model), encoding="utf-8", newline="\n")
