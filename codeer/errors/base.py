"""The root of what can go wrong on purpose, and what the operating system says in Dutch."""

import errno
from dataclasses import dataclass
from typing import Any, ClassVar, Self, dataclass_transform


@dataclass_transform(eq_default=False)
class CodeerError(Exception):
    """An expected failure: shown without traceback, exit code 1. Every kind of it is a dataclass."""

    template: ClassVar[str] = ""

    def __new__(cls, *values: object, **_named: object) -> Self:
        """Make the dataclass when it is first raised: to make all of them at every start takes long."""
        for kind in reversed(cls.__mro__):
            if issubclass(kind, CodeerError) and "__dataclass_fields__" not in vars(kind):
                dataclass(eq=False)(kind)
        return super().__new__(cls, *values)

    def __str__(self) -> str:
        return self.template.format(**vars(self))

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), vars(self))  # so that it comes out of another process whole


def _rebuild(kind: "type[CodeerError]", fields: dict[str, Any]) -> "CodeerError":
    return kind(**fields)


_CAUSES = {
    errno.EACCES: "geen toegang, of het bestand staat open in een ander programma",
    errno.EPERM: "geen toegang, of het bestand staat open in een ander programma",
    errno.EROFS: "deze schijf is alleen-lezen",
    errno.EEXIST: "er staat al een bestand met deze naam",
    errno.ENOTDIR: "er staat een bestand waar een map hoort",
    errno.EISDIR: "dit is een map",
    errno.ENOENT: "bestaat niet",
    errno.ENOSPC: "de schijf is vol",
    errno.EDQUOT: "uw ruimte op deze schijf is op",
    errno.EFBIG: "groter dan deze schijf of dit account toestaat",
    errno.EIO: "leesfout of schrijffout op de schijf",
    errno.ENXIO: "dit is geen gewoon bestand maar een apparaat of een pijp",
    errno.ELOOP: "een snelkoppeling die naar zichzelf wijst",
    errno.ENAMETOOLONG: "de naam is te lang",
}


def describe_cause(error: OSError) -> str:
    """Return in Dutch what the operating system found wrong."""
    return _CAUSES.get(error.errno or 0, f"fout {error.errno} van het besturingssysteem")
