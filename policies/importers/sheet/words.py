"""What people write for the codes of closed lists: in English, Spanish and French, folded as ``table.key_of`` does."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any, Final

from django.utils.translation import gettext

from policies.choices import Confidence, Instrument, Level, Link, SourceKind
from policies.importers.sheet.problems import Refused, shown
from policies.importers.sheet.table import key_of

WORDS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "instrument": {
        Instrument.POLICY: ("policy", "politica", "politique", "politica nacional", "national policy", "politique nationale"),
        Instrument.STRATEGY: ("strategy", "estrategia", "strategie"),
        Instrument.ACTION_PLAN: ("action plan", "plan of action", "plan", "plan de accion", "plan d action"),
        Instrument.LAW: ("law", "act", "ley", "ley organica", "loi", "legislation"),
        Instrument.DECREE: ("decree", "decreto", "decreto supremo", "decret"),
        Instrument.REGULATION: ("regulation", "regulations", "reglamento", "reglement"),
        Instrument.AGREEMENT: ("agreement", "acuerdo", "convenio", "accord"),
        Instrument.INSTITUTIONAL_ACT: ("institutional act", "acto institucional", "acte institutionnel"),
    },
    "level": {
        Level.NATIONAL: ("national", "nacional"),
        Level.SUBNATIONAL: ("subnational", "sub national", "subnacional", "infranational"),
        Level.REGIONAL: ("regional", "regional several countries"),
    },
    "link": {
        Link.EXPLICIT: ("explicit", "explicito", "explicita", "explicite"),
        Link.IMPLICIT: ("implicit", "implicito", "implicita", "implicite"),
    },
    "source_kind": {
        SourceKind.POLICY_TEXT: ("policy text", "texto de la politica", "texte de la politique"),
        SourceKind.OFFICIAL_DESCRIPTION: ("official description", "descripcion oficial", "description officielle"),
        SourceKind.PRESS: ("press", "prensa", "presse", "press or other non official page"),
    },
    "confidence": {
        Confidence.HIGH: ("high", "alta", "alto", "haute", "elevee"),
        Confidence.MEDIUM: ("medium", "media", "medio", "moyenne"),
        Confidence.LOW: ("low", "baja", "bajo", "faible", "basse"),
    },
}  # fmt: skip
FLAGS: Final = {
    **dict.fromkeys(("yes", "true", "1", "si", "oui", "y", "x", "verdadero", "vrai"), True),
    **dict.fromkeys(("no", "false", "0", "non", "n", "falso", "faux"), False),
}


def read_word(column: str, text: str) -> str:
    """The code of a closed list. Refused if no such word is known."""
    words = {word: code for code, known in WORDS[column].items() for word in (key_of(code), *known)}
    code = words.get(key_of(text))
    if code is None:
        raise Refused(gettext("This is no word of the list."), one_of(text, words, WORDS[column]))
    return str(code)


def read_flag(text: str) -> bool:
    if (found := FLAGS.get(key_of(text))) is None:
        raise Refused(gettext("This is neither yes nor no."), gettext("Write yes or no."))
    return found


def one_of(text: str, known: Iterable[str], codes: Iterable[Any]) -> str:
    """The word that was perhaps meant, else what there is."""
    near = get_close_matches(key_of(text), list(known), n=1)
    if near:
        return gettext("Perhaps “%s” was meant.") % near[0]
    names = [str(code) for code in codes]
    more = "…" if len(names) > 25 else ""
    return gettext("Write one of: %s.") % shown(", ".join(names[:25]) + more, 600)
