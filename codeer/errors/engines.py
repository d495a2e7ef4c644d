"""What codeer needs and does not have: models, packages, servers."""

import difflib
from pathlib import Path
from typing import ClassVar

from codeer.errors.base import CodeerError


class SetupError(CodeerError):
    """Something that codeer needs is not installed."""


class MissingModel(SetupError):
    name: str
    reason: str
    template = (
        "Taalmodel '{name}' kan niet worden gebruikt: {reason}.\n"
        "Installeer het met: python -m spacy download nl_core_news_sm\n"
        "Zonder internet: pip install nl_core_news_sm-3.8.0-py3-none-any.whl (zelf meegebracht "
        "bestand).\nOf werk zonder model: --taalmodel ingebouwd"
    )


class MissingEncoder(SetupError):
    """A sentence-transformers model that the settings name."""

    name: str
    reason: str
    template = (
        "Zinsmodel '{name}' kan niet worden gebruikt: {reason}.\n"
        "codeer haalt zelf niets op. Zet het model in een map op deze computer, met pip install "
        "sentence-transformers,\nof haal 'zinsmodel' weg uit codeer.yaml: dan rekent codeer met het "
        "ingebouwde."
    )


class MissingExtra(SetupError):
    """An optional part of codeer is not installed."""

    purpose: str
    package: str
    extra: str
    template = (
        "Voor {purpose} ontbreekt het pakket {package}.\n"
        "Installeer het met: pip install 'codeer[{extra}]'"
    )


class MissingLibrary(SetupError):
    """A package that comes with codeer is gone or broken."""

    purpose: str
    package: str
    template = (
        "Voor {purpose} is het pakket {package} nodig, en dat is hier niet te laden.\n"
        "Installeer het met: pip install {package}. Andere formaten werken zonder."
    )


class EngineNotSetUp(SetupError):
    path: Path
    template = (
        "De motor 'llm' is niet ingesteld: {path} heeft geen deel 'llm'.\nVerwacht: adres en model "
        "van uw eigen server, zie docs/llm.md. Zonder: laat llm weg bij --motor."
    )


class DemoFolderInUse(SetupError):
    path: Path
    template = (
        "{path}: bestaat al en is geen voorbeeldproject.\nKies een nieuwe map: codeer demo MAP"
    )


class ServerError(CodeerError):
    """The user's own language model cannot be used."""


class NetworkRefused(ServerError):
    address: str
    template = (
        "{address}: dit adres ligt buiten deze computer; er is geen verbinding gemaakt.\n"
        "Verwacht: 127.0.0.1, ::1 of localhost. Mag interviewtekst de computer verlaten, zet dan in "
        "codeer.yaml onder llm: sta_netwerk_toe: true"
    )


class CloudModelRefused(ServerError):
    address: str
    model: str
    template = (
        "{address}: het model '{model}' draait niet op deze computer; de server stuurt de tekst door. "
        "Er is geen interviewtekst verstuurd.\nKies een model dat hier draait (ollama list), of zet "
        "in codeer.yaml onder llm: sta_netwerk_toe: true"
    )


class ServerAbsent(ServerError):
    address: str
    template = (
        "{address}: hier antwoordt geen server met een taalmodel.\nVerwacht: een draaiende Ollama, "
        "llama.cpp, LM Studio of vLLM. Start die, of verbeter het adres in codeer.yaml. Antwoorden "
        "die er al waren zijn bewaard."
    )


class ServerRefused(ServerError):
    """The server says no to everything; `problem` is a key of `problems`."""

    address: str
    status: int
    problem: str
    problems: ClassVar[dict[str, str]] = {
        "redirect": "de server verwijst naar een ander adres, en dat volgt codeer niet",
        "access": "de server vraagt een sleutel; codeer stuurt er geen",
        "no_api": "de server kent /chat/completions niet; verwacht een adres dat op /v1 eindigt",
    }

    def __str__(self) -> str:
        return (
            f"{self.address}: {self.problems[self.problem]} (HTTP {self.status}).\n"
            "Verbeter het adres in codeer.yaml, bijvoorbeeld voor Ollama: "
            "adres: http://127.0.0.1:11434/v1"
        )


class ModelUnknown(ServerError):
    address: str
    model: str
    known: tuple[str, ...]

    def __str__(self) -> str:
        near = difflib.get_close_matches(self.model, self.known, n=1)
        hint = f", bedoelde je '{near[0]}'?" if near else "."
        listing = f"Wel: {', '.join(self.known)}. " if self.known else ""
        return (
            f"{self.address}: deze server heeft het model '{self.model}' niet{hint}\n"
            f"{listing}Verbeter model in codeer.yaml, of haal het eerst op in uw server."
        )


class AnswerMissing(ServerError):
    """The model gives no usable answer, also after trying again; `problem` is a key of `problems`."""

    address: str
    model: str
    problem: str
    number: float = 0
    problems: ClassVar[dict[str, str]] = {
        "slow": "geen antwoord binnen {number:g} seconden. Neem in codeer.yaml een hogere wachttijd, "
        "een lagere gelijktijdig, of een kleiner model",
        "status": "de server meldt een fout (HTTP {number:g}). Kijk in het venster van de server; "
        "vaak is het contextvenster te klein of het geheugen vol",
        "nonsense": "het antwoord is niet de JSON die gevraagd werd. Kies een model dat opdrachten "
        "volgt (instruct), of geef de server een groter contextvenster",
    }

    def __str__(self) -> str:
        return (
            f"{self.address}, model '{self.model}': "
            f"{self.problems[self.problem].format(number=self.number)}.\n"
            "Antwoorden die er al waren zijn bewaard; hetzelfde commando gaat daar verder."
        )


class CacheUnusable(ServerError):
    path: Path
    template = (
        "{path}: kan niet worden gebruikt, dus antwoorden van het taalmodel zouden verloren gaan.\n"
        "Verwijder dit bestand (er staat niets in dat niet opnieuw gevraagd kan worden), en "
        "controleer of u in deze map mag schrijven."
    )
