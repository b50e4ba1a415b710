"""What people call the columns: in English, Spanish and French, folded of accents, case and punctuation.

The names of the data dictionary (policies/columns/policies.py) come first; another spelling is one more word here.
"""

from __future__ import annotations

from typing import Final

#: Column -> its headers, as ``table.key_of`` writes them.
HEADERS: Final[dict[str, tuple[str, ...]]] = {
    "slug": ("slug", "identifier", "identificador", "identifiant"),
    "permalink": ("permalink", "enlace permanente", "permalien", "lien permanent"),
    "country": (
        "country", "iso", "iso3", "iso 3", "iso2", "iso code", "iso alpha 3", "country code", "state",
        "pais", "codigo de pais", "codigo iso", "estado",
        "pays", "code pays", "code iso", "etat",
    ),
    "country_name": ("country name", "nombre del pais", "nom du pays"),
    "title": (
        "title", "title in english", "english title", "title english", "policy english", "policy in english", "name in english",
        "titulo en ingles", "titulo ingles", "titulo", "nombre en ingles", "politica en ingles",
        "titre en anglais", "titre anglais", "titre", "nom en anglais", "politique en anglais",
    ),
    "original_title": (
        "original title", "title original", "policy original", "original name", "title in original language",
        "titulo original", "nombre original", "politica original", "titulo en lengua original", "titulo en idioma original",
        "titre original", "nom original", "titre dans la langue originale", "intitule", "intitule original",
    ),
    "original_language": (
        "original language", "language", "language code",
        "idioma original", "idioma", "lengua", "lengua original",
        "langue originale", "langue",
    ),
    "instrument": (
        "instrument", "type", "instrument type", "type of instrument", "kind", "kind of instrument",
        "instrumento", "tipo", "tipo de instrumento", "clase",
        "type d instrument", "nature",
    ),
    "level": ("level", "nivel", "niveau"),
    "legal_reference": (
        "legal reference", "reference", "law number", "official reference", "gazette reference",
        "norma", "referencia legal", "referencia", "base legal", "numero de norma",
        "reference juridique", "reference legale", "norme", "texte de reference",
    ),
    "issuing_bodies": ("issuing bodies", "issuing body", "issued by", "organismo emisor", "emisor", "organisme emetteur"),
    "lead_bodies": ("lead bodies", "lead body", "lead agency", "organismo responsable", "organisme responsable"),
    "summary": ("summary", "description", "abstract", "resumen", "descripcion", "resume"),
    "topics": ("topics", "topic", "themes", "temas", "tema", "thematiques"),
    "target_groups": ("target groups", "target group", "grupos destinatarios", "grupos meta", "groupes cibles"),
    "adopted": (
        "adopted", "date adopted", "adoption date", "date of adoption", "adopted on", "adoption", "year adopted",
        "fecha de adopcion", "adoptada", "adoptado", "adopcion", "fecha de aprobacion", "aprobada",
        "date d adoption", "adopte", "adoptee", "adopte le", "adoptee le",
    ),
    "in_force_from": (
        "in force from", "in force since", "entry into force", "entered into force", "date of entry into force", "effective date",
        "vigencia desde", "vigente desde", "en vigor desde", "entrada en vigor", "fecha de entrada en vigor",
        "en vigueur depuis", "entree en vigueur", "date d entree en vigueur", "en vigueur des",
    ),
    "term": ("term", "period", "policy period", "validity", "periodo", "vigencia", "plazo", "periode", "duree", "validite"),
    "term_start": (
        "term start", "term starts", "start", "start of term", "start year", "from",
        "inicio", "inicio de vigencia", "desde", "ano de inicio",
        "debut", "debut de periode", "annee de debut",
    ),
    "term_end": (
        "term end", "term ends", "end", "end of term", "end year", "in force until", "valid until", "until",
        "vigencia hasta", "vigente hasta", "fin", "fin de vigencia", "hasta", "ano de fin",
        "fin de periode", "en vigueur jusqu au", "jusqu au", "annee de fin",
    ),
    "under_revision": ("under revision", "en revision", "en cours de revision"),
    "confidence": ("confidence", "confianza", "confiance"),
    "last_checked": ("last checked", "checked", "checked on", "ultima verificacion", "verificado", "derniere verification", "verifie le"),
    "notes": ("notes", "note", "remarks", "comments", "notas", "nota", "observaciones", "comentarios", "remarques", "commentaires"),
    "framework": ("framework", "aligned to", "marco", "marco de referencia", "cadre", "cadre de reference"),
    "component": ("component", "framework component", "componente", "composante"),
    "link": ("link", "link type", "type of link", "enlace", "vinculo", "tipo de enlace", "tipo de vinculo", "lien", "type de lien"),
    "quote": ("quote", "passage", "quotation", "cita", "cita textual", "pasaje", "citation", "extrait"),
    "quote_language": (
        "quote language", "language of the quote", "language of the passage",
        "idioma de la cita", "lengua de la cita", "langue de la citation", "langue du passage",
    ),
    "source_kind": ("source kind", "kind of source", "tipo de fuente", "type de source"),
    "source": (
        "source", "main source", "sources url", "url", "source url", "web address", "website",
        "fuente", "fuente principal", "direccion", "sitio web",
        "source principale", "adresse", "site web",
    ),
}  # fmt: skip

#: What a file of rejected rows says beside them, by key: see halves.py. It is for people, and never read.
SAID_OF_REJECTED: Final = {
    "rejected row": "rejected row",
    "rejected column": "rejected column",
    "rejected because": "rejected because",
    "how to mend it": "how to mend it",
}

#: Columns of our own files that follow from the others: an edit of them would change nothing, so none is read.
FOLLOWS: Final = frozenset(
    {
        "instrument name", "level name", "confidence name", "status", "status name", "status as of", "issuing body names",
        "lead body names", "topic names", "target group names", "frameworks", "framework names", "evidence", "sources", "licence",
        *SAID_OF_REJECTED,
    }
)  # fmt: skip

COLUMN_OF: Final = {header: column for column, headers in HEADERS.items() for header in headers}
#: For somebody who matches a column by hand: it is not to be read.
NOT_READ: Final = "-"
