"""The records that a row names: countries, frameworks, bodies, topics, sources. Read once for a whole file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any, Final, TypeVar

from babel import Locale
from django.core.exceptions import ValidationError
from django.db.models import Model, Q
from django.utils.translation import gettext

from policies.columns import LIST_SEPARATOR
from policies.importers.sheet.problems import Refused, shown
from policies.importers.sheet.table import key_of
from policies.importers.sheet.words import one_of
from policies.models import Country, Framework, FrameworkComponent, Organisation, Source, TargetGroup, Topic
from policies.models.country import SEARCHED_LANGUAGES
from policies.models.source import is_address

#: So many sources are asked for at once.
BATCH: Final = 500
M = TypeVar("M", bound=Model)
#: Names in use that CLDR does not have, by ISO alpha-2.
ALSO_CALLED: Final = {
    "ivory coast": "CI", "costa de marfil": "CI", "cape verde": "CV", "swaziland": "SZ", "czech republic": "CZ",
    "republica checa": "CZ", "burma": "MM", "birmania": "MM", "east timor": "TL", "macedonia": "MK", "turkey": "TR",
    "bolivia plurinational state of": "BO", "venezuela bolivarian republic of": "VE", "viet nam": "VN", "syrian arab republic": "SY",
    "united republic of tanzania": "TZ", "republic of korea": "KR", "republic of moldova": "MD", "russian federation": "RU",
    "iran islamic republic of": "IR", "lao people s democratic republic": "LA", "brunei darussalam": "BN", "cabo verde": "CV",
    "democratic republic of the congo": "CD", "congo": "CG", "usa": "US", "united states of america": "US", "uk": "GB",
    "united kingdom of great britain and northern ireland": "GB", "the gambia": "GM", "the bahamas": "BS", "the netherlands": "NL",
    "micronesia federated states of": "FM", "state of palestine": "PS", "palestine": "PS", "holy see": "VA", "drc": "CD", "uae": "AE",
}  # fmt: skip
#: Where somebody says that there is a source, and no reader could find it.
NOWHERE: Final = re.compile(
    r"\b(e ?mails?|mails?|correo|courriel|telephone|telefono|phone|personal communication|comunicacion personal|intranet|internal|interno"
    r"|unknown|desconocid[oa]|inconnue?|n a|tbd|tbc|pending|pendiente|see above|idem|ibid)\b"
)
WEB: Final = re.compile(
    r"(www\.|[\w-]+(\.[\w-]+)*\.(com|org|net|int|gov|gob|edu|info|eu|[a-z]{2})(/|$))\S*", re.IGNORECASE
)


class Vocabulary:
    """What there is to be named. Each kind is one query, when it is first asked for."""

    def __init__(self) -> None:
        self._kept: dict[str, Any] = {}

    def _once(self, name: str, make: Any) -> Any:
        if name not in self._kept:
            self._kept[name] = make()
        return self._kept[name]

    def country(self, text: str) -> Country:
        """By ISO code, or name in English, Spanish or French."""
        names: dict[str, Country] = self._once("countries", _countries)
        key = key_of(text)
        if found := names.get(key) or names.get(key_of(re.sub(r"\(.*?\)", "", text))):
            return found
        raise Refused(gettext("No country is called so."), _near_country(text, names))

    def framework(self, text: str) -> Framework:
        found: dict[str, Framework] = self._once("frameworks", _frameworks)
        if (framework := found.get(key_of(text))) is None:
            raise Refused(
                gettext("No framework is called so."), one_of(text, found, sorted({f.code for f in found.values()}))
            )
        return framework

    def component(self, text: str) -> FrameworkComponent:
        found = self._once(
            "components", lambda: {c.code: c for c in FrameworkComponent.objects.select_related("framework")}
        )
        if (component := found.get(text.strip().lower())) is None:
            raise Refused(gettext("No component has this code."), gettext("Write one such as migof-o2."))
        return component  # type: ignore[no-any-return]

    def many(self, model: type[M], text: str) -> list[M]:
        """Records by slug or name, with semicolons between them."""
        found: dict[str, M] = self._once(model.__name__, lambda: _named(model))
        items = []
        for word in text.split(LIST_SEPARATOR.strip()):
            if word.strip():
                if (item := found.get(key_of(word))) is None:
                    slugs = sorted({record.slug for record in found.values()})  # type: ignore[attr-defined]
                    reason = gettext("“%s” is not in the vocabulary.") % shown(word)
                    raise Refused(reason, one_of(word, found, slugs if len(slugs) <= 25 else slugs[:5]))
                items.append(item)
        return list(dict.fromkeys(items))

    def source(self, text: str) -> tuple[Source, str]:
        """The source with this address or citation, recorded or new (then without a key), and what is to be said."""
        reference, said = named(text)
        known: dict[str, Source] = self._once("sources", dict)
        if reference not in known:
            known[reference] = Source.objects.named(reference).first() or _new_source(reference)
        return known[reference], said

    def learn_sources(self, texts: Iterable[str]) -> None:
        """Reads at once what is recorded of all that a file names, and judges the others."""
        known: dict[str, Source] = self._once("sources", dict)
        references = sorted({named(text)[0] for text in texts} - known.keys())
        for start in range(0, len(references), BATCH):
            some = references[start : start + BATCH]
            known |= {
                source.reference: source
                for source in Source.objects.filter(Q(url__in=some) | Q(url="", citation__in=some))
            }
            for reference in some:
                if reference not in known:
                    try:
                        known[reference] = _new_source(reference)
                    except Refused:
                        continue  # the row that names it is refused when it is read


def named(text: str) -> tuple[str, str]:
    """The address or citation that a text is, and what is to be said of how it was read."""
    reference = " ".join(text.split())
    if not is_address(reference) and WEB.fullmatch(reference):
        return f"https://{reference}", gettext("https:// was put before the address")
    return reference, ""


def _new_source(reference: str) -> Source:
    if is_address(reference):
        source = Source(url=reference)
    else:
        words = key_of(reference)
        if NOWHERE.search(words) or len(words) < 12 or len(words.split()) < 3:
            mend = gettext("Give its address (https://…), or how a book would cite it: author, title, year.")
            raise Refused(gettext("This names no source that a reader could open."), mend)
        source = Source(citation=reference)
    try:
        source.clean_fields()
    except ValidationError as error:
        raise Refused(" ".join(error.messages), gettext("Give an address that begins with https://.")) from error
    return source


def _countries() -> dict[str, Country]:
    names: dict[str, Country] = {}
    by_iso2 = {country.iso2: country for country in Country.objects.all()}
    for language in SEARCHED_LANGUAGES:
        for iso2, name in Locale(language).territories.items():
            if iso2 in by_iso2:
                names.setdefault(key_of(name), by_iso2[iso2])
    for name, iso2 in ALSO_CALLED.items():
        if iso2 in by_iso2:
            names.setdefault(name, by_iso2[iso2])
    for country in by_iso2.values():
        # Names with a remark in parentheses are also known without it; codes come before names.
        names.setdefault(key_of(re.sub(r"\(.*?\)", "", country.name)), country)
        names |= {country.iso3.lower(): country, country.iso2.lower(): country}
        names.setdefault(key_of(country.slug), country)
    return names


def _near_country(text: str, names: dict[str, Country]) -> str:
    near = get_close_matches(key_of(text), [name for name in names if len(name) > 3], n=1, cutoff=0.75)
    hint = gettext("Perhaps “%s” was meant.") % names[near[0]] + " " if near else ""
    return hint + gettext("Write its ISO code (PER) or its name in English, Spanish or French.")


def _frameworks() -> dict[str, Framework]:
    found: dict[str, Framework] = {}
    for framework in Framework.objects.all():
        for name in (framework.name, framework.short_name, framework.code):
            found.setdefault(key_of(name), framework)
    return found


def _named(model: type[M]) -> dict[str, M]:
    found: dict[str, M] = {}
    for record in model._default_manager.all():
        names = [getattr(record, name, "") for name in ("slug", "label", "name")]
        for name in filter(None, names):
            found.setdefault(key_of(name), record)
    return found


MANY: Final[dict[str, type[Any]]] = {
    "issuing_bodies": Organisation,
    "lead_bodies": Organisation,
    "topics": Topic,
    "target_groups": TargetGroup,
}
