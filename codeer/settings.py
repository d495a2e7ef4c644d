"""The settings of a project: `codeer.yaml` in its folder. Without that file nothing is switched on."""

import ipaddress
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, ValidationInfo, field_validator

from codeer.yaml_file import StrictModel, read_yaml, validate

SETTINGS_NAME = "codeer.yaml"
_LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))
_HOST_NAME = re.compile(r"[a-z0-9]([a-z0-9._-]*[a-z0-9])?")

Text = Annotated[str, Field(min_length=1)]


class LlmEntry(StrictModel):
    """Een taalmodel op een server die u zelf draait."""

    # before the address, which is judged by it
    sta_netwerk_toe: bool = Field(
        default=False, description="true: interviewtekst mag deze computer verlaten"
    )
    adres: Text = Field(description="van de server, zoals http://127.0.0.1:11434/v1")
    model: Text = Field(description="naam van het model, zoals de server die noemt")
    gelijktijdig: Annotated[int, Field(ge=1, le=16)] = Field(
        2, description="zoveel vragen tegelijk"
    )
    wachttijd: Annotated[float, Field(gt=0, le=3600)] = Field(300, description="seconden per vraag")
    pogingen: Annotated[int, Field(ge=1, le=10)] = Field(3, description="per vraag, de eerste mee")

    @field_validator("adres")
    @classmethod
    def _check_address(cls, value: str, info: ValidationInfo) -> str:
        address = tidy_address(value)
        if info.data.get("sta_netwerk_toe") is False and not is_loopback(address):
            message = (
                f"'adres' ligt buiten deze computer: '{value}'; verwacht 127.0.0.1, ::1 of "
                "localhost, of 'sta_netwerk_toe: true' als interviewtekst de computer mag verlaten"
            )
            raise ValueError(message)
        return address


class ClusterEntry(StrictModel):
    """Certificaten voor een Dask-cluster (PEM); paden gelden vanaf de map van het project."""

    ca: Text = Field(description="certificaat van uw eigen uitgever, die van dit cluster alleen")
    certificaat: Text = Field(description="certificaat van deze computer")
    sleutel: Text = Field(description="sleutel bij dat certificaat, zonder wachtwoord")


class SettingsFile(StrictModel):
    """De instellingen van een project."""

    llm: LlmEntry | None = None
    cluster: ClusterEntry | None = None
    zinsmodel: Text | None = Field(
        None, description="map of naam van een sentence-transformers-model op deze computer"
    )


@dataclass(frozen=True, slots=True)
class LlmSettings:
    """How to reach a language model that the user runs."""

    address: str
    """Base URL of the OpenAI-compatible API, as `tidy_address` gives it."""
    model: str
    allow_network: bool = False
    concurrency: int = 2
    seconds: float = 300.0
    """Longest wait for one reply, the queue of the server included."""
    attempts: int = 3
    """Per question, the first one included."""


@dataclass(frozen=True, slots=True)
class Certificates:
    """The files with which a cluster and this computer know each other."""

    ca: Path
    certificate: Path
    key: Path


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a project."""

    llm: LlmSettings | None = None
    """None: no language model is used."""
    cluster: Certificates | None = None
    """None: a cluster can only be reached without encryption."""
    encoder: str | None = None
    """A sentence-transformers model by folder or name; None: the built-in encoder."""


def load_settings(folder: Path) -> Settings:
    """Read and check `codeer.yaml` in `folder`; without it everything has its default.

    Raises
    ------
    FileProblems
        With all mistakes, an address outside this computer included.

    """
    path = folder / SETTINGS_NAME
    if not path.exists():
        return Settings()
    settings = validate(read_yaml(path), SettingsFile)
    entry, encoder = settings.llm, settings.zinsmodel
    if encoder and _exists(folder / encoder):
        encoder = str(folder / encoder)
    return Settings(
        encoder=encoder,
        cluster=_certificates(folder, settings.cluster) if settings.cluster else None,
        llm=LlmSettings(
            address=entry.adres,
            model=entry.model,
            allow_network=entry.sta_netwerk_toe,
            concurrency=entry.gelijktijdig,
            seconds=entry.wachttijd,
            attempts=entry.pogingen,
        )
        if entry
        else None,
    )


def _certificates(folder: Path, entry: ClusterEntry) -> Certificates:
    return Certificates(folder / entry.ca, folder / entry.certificaat, folder / entry.sleutel)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # longer than a file name can be
        return False


def tidy_address(text: str) -> str:
    """Return a base URL put together again from its checked parts; `/v1` when it has no path.

    Raises
    ------
    ValueError
        With the reason in Dutch.

    """
    try:
        parts = urlsplit(text.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not is_host(host):
        message = (
            f"'adres' moet een webadres zijn zoals http://127.0.0.1:11434/v1, gevonden: '{text}'"
        )
        raise ValueError(message)
    if "@" in parts.netloc or parts.query or parts.fragment:
        message = "'adres' mag geen gebruikersnaam, wachtwoord, '?' of '#' bevatten"
        raise ValueError(message)
    where = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{where}{f':{port}' if port else ''}{parts.path.rstrip('/') or '/v1'}"


def is_host(text: str) -> bool:
    """Tell whether `text` can be the name or the number of a computer."""
    if _HOST_NAME.fullmatch(text):
        return True
    try:
        return ipaddress.IPv6Address(text).scope_id is None
    except ValueError:
        return False


def is_loopback(address: str) -> bool:
    """Tell whether a base URL stays on this computer; a name that must be looked up never does."""
    host = urlsplit(address).hostname or ""
    if host == "localhost":
        return True
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return False
    return any(found in network for network in _LOOPBACK)
