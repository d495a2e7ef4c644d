"""What can go wrong with a cluster of other computers."""

from pathlib import Path
from typing import ClassVar

from codeer.errors.base import CodeerError


class ClusterError(CodeerError):
    """The user's own cluster cannot be used."""


class CertificatesNeeded(ClusterError):
    address: str
    template = (
        "{address}: voor tls:// zijn certificaten nodig, en codeer.yaml noemt er geen.\n"
        "Verwacht in codeer.yaml een deel 'cluster' met ca, certificaat en sleutel, "
        "zie docs/cluster.md."
    )


class CertificateUnusable(ClusterError):
    """`problem` is a key of `problems`."""

    path: Path
    problem: str
    cause: str = ""
    problems: ClassVar[dict[str, str]] = {
        "absent": "kan niet worden gelezen: {cause}",
        "mismatch": "certificaat, sleutel en ca zijn beschadigd of horen niet bij elkaar",
        "password": "deze sleutel heeft een wachtwoord; codeer kan er geen invullen",
    }

    def __str__(self) -> str:
        return (
            f"{self.path}: {self.problems[self.problem].format(cause=self.cause)}.\n"
            "Verwacht: PEM-bestanden, genoemd in codeer.yaml onder cluster: ca, certificaat en "
            "sleutel (zonder wachtwoord), zie docs/cluster.md."
        )


class ClusterUnreachable(ClusterError):
    """`problem` is a key of `problems`."""

    address: str
    problem: str
    seconds: float
    problems: ClassVar[dict[str, str]] = {
        "unknown": "deze computernaam is niet te vinden",
        "refused": "op dit adres luistert niets",
        "slow": "geen antwoord binnen {seconds:g} seconden",
        "foreign": "wat hier luistert is geen Dask-scheduler, of een die alleen versleuteld praat",
        "certificate": "de versleutelde verbinding komt niet tot stand: de een vertrouwt het "
        "certificaat van de ander niet, of de scheduler praat onversleuteld",
    }

    def __str__(self) -> str:
        return (
            f"{self.address}: {self.problems[self.problem].format(seconds=self.seconds)}.\n"
            "Er is geen interviewtekst verstuurd. Controleer adres, poort en tcp:// of tls://, of "
            "start de scheduler, zie docs/cluster.md. Zonder cluster: laat --engine dask weg."
        )


class ClusterWithoutWorkers(ClusterError):
    address: str
    seconds: float
    template = (
        "{address}: de scheduler heeft al {seconds:g} seconden geen werker; er is niets geschreven.\n"
        "Start werkers (dask worker {address}) en geef hetzelfde commando opnieuw, of laat "
        "--engine dask weg."
    )


class ClusterLost(ClusterError):
    address: str
    template = (
        "{address}: de verbinding met de scheduler is verbroken; er is niets geschreven.\n"
        "Kijk of de scheduler nog draait en wat die in zijn venster zegt, en geef hetzelfde commando "
        "opnieuw."
    )


class WorkersDied(ClusterError):
    """The same item was lost with one worker after another."""

    address: str
    part: int
    parts: int
    times: int
    template = (
        "{address}: bij deel {part} van {parts} viel {times} keer een werker uit; er is niets "
        "geschreven.\nVaak is hun geheugen vol: kijk in het venster van de werkers, geef ze meer "
        "(dask worker --memory-limit), of laat --engine dask weg."
    )


class WorkerDiffers(ClusterError):
    """Another version there would give other results; (name, there, here) per difference."""

    place: str
    differences: tuple[tuple[str, str, str], ...]

    def __str__(self) -> str:
        listing = "; ".join(
            f"{name} {found or 'ontbreekt of is te oud'}, hier {expected}"
            for name, found, expected in self.differences
        )
        return (
            f"{self.place}: niet dezelfde versies als op deze computer: {listing}.\n"
            "Dan kunnen de uitkomsten verschillen, dus codeer rekent daar niet. Installeer op "
            "scheduler en werkers dezelfde versies en start ze opnieuw, of laat --engine dask weg."
        )


class WorkerUnready(ClusterError):
    """A worker cannot prepare; `reason` is the message that it has for it."""

    place: str
    reason: str
    template = (
        "Werker op {place} kan niet beginnen; er is niets geschreven.\nDaar geldt: {reason}\n"
        "Richt de werkers in als deze computer, of laat --engine dask weg."
    )
