"""The tables of a comparison: a line for each fact, a cell for each country. Page and file read the same lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from policies import lifecycle
from policies.choices import NATIONAL_POLICY_FAMILY, CheckScope, FrameworkKind, OrganisationRole
from policies.models import Alignment, ComponentScore, Framework, FrameworkComponent, Policy
from policies.queries.country_page import CountryPage
from policies.queries.matrix import BY_MAPPING, RANK, MatrixCell
from policies.queries.standings import show_date

#: A framework of more components shows those only that some policy is aligned to.
SHORT_LIST = 10


@dataclass(frozen=True, slots=True)
class Cell:
    """What is known of one country: texts, each with the page that tells more or an empty text.

    ``missing`` says that nothing is known, in the words of the only text; ``mark`` is the look of a state or an evidence.
    """

    texts: tuple[tuple[str, str], ...]
    mark: str = ""
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    cells: tuple[Cell, ...]
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    key: str  # unique on the page
    title: str
    lines: tuple[Line, ...]
    note: str = ""
    url: str = ""


def missing(words: str) -> Cell:
    return Cell(((words, ""),), missing=True)


def sections_of(
    pages: Sequence[CountryPage],
    components: Sequence[FrameworkComponent],
    mapped: dict[int, list[FrameworkComponent]],
    frameworks: Sequence[Framework],
) -> list[Section]:
    """Every table, in the order of the page; those without a line are left out. No query.

    ``components`` are those of all frameworks, with their framework; ``mapped`` gives for each, by its id, those that
    correspond to it; ``frameworks`` are those of which some participant is recorded.
    """
    sections = [
        Section("glance", gettext("At a glance"), tuple(glance(pages))),
        *alignments(pages, components, mapped),
        Section(
            "treaties",
            gettext("Treaties and frameworks"),
            tuple(participations(pages, frameworks)),
            gettext("“Not recorded” is not “no”: the list of that framework is not complete."),
        ),
        *scores(pages),
        Section("projects", gettext("Projects and funders"), tuple(projects(pages))),
    ]
    return [section for section in sections if section.lines]


# --- at a glance -----------------------------------------------------------------------------------------------------


def glance(pages: Sequence[CountryPage]) -> Iterator[Line]:
    states = tuple(Cell(((str(page.state.label), ""),), f"state-{page.state.value}") for page in pages)
    yield Line(gettext("National policies and strategies"), states)
    yield Line(gettext("Of them in force"), tuple(map(in_force, pages)))
    yield Line(gettext("Policies, laws and other instruments recorded"), tuple(map(recorded, pages)))
    yield Line(gettext("Groups of countries"), tuple(map(groups, pages)))
    yield Line(gettext("Last check for national policies"), tuple(map(checked, pages)))


def in_force(page: CountryPage) -> Cell:
    family = [policy for policy in page.policies if policy.instrument in NATIONAL_POLICY_FAMILY]
    found = [policy for policy in family if status_of(policy) == lifecycle.IN_FORCE]
    if found:
        return Cell(tuple((policy.title, policy.get_absolute_url()) for policy in found))
    return missing(gettext("none of those recorded") if family else gettext("none recorded"))


def status_of(policy: Policy) -> str:
    return str(policy.status_then)  # type: ignore[attr-defined]


def recorded(page: CountryPage) -> Cell:
    if not page.policies:
        return missing(gettext("none recorded"))
    return Cell(((str(len(page.policies)), f"{reverse('policy-list')}?country={page.country.iso3}"),))


def groups(page: CountryPage) -> Cell:
    texts = [
        f"{row.group.code.upper()} ({gettext('until %s') % show_date(row.until)})"
        if row.until
        else row.group.code.upper()
        for row in page.memberships
    ]
    return Cell(((", ".join(texts), ""),)) if texts else missing(gettext("none recorded"))


def checked(page: CountryPage) -> Cell:
    for check in page.checks:
        if check.scope == CheckScope.NATIONAL_POLICY:
            return Cell(((f"{show_date(check.date)}: {check.get_outcome_display()}", ""),))
    return missing(gettext("no check recorded"))


# --- alignment -------------------------------------------------------------------------------------------------------


class Evidence:
    """Alignments of one country to one component: the best of them, and by how many policies."""

    def __init__(self) -> None:
        self.policies: set[int] = set()
        self.best = (len(RANK), True)

    def add(self, policy: Policy, link: str, is_older: bool) -> None:
        self.policies.add(policy.pk)
        self.best = min(self.best, (RANK.index(link), is_older))

    @property
    def link(self) -> str:
        return RANK[self.best[0]]

    @property
    def text(self) -> str:
        n = len(self.policies)
        words = {"link": MatrixCell(self.link).label, "n": n}
        said = ngettext("%(link)s, %(n)d policy", "%(link)s, %(n)d policies", n) % words
        return gettext("%s; older than the framework") % said if self.best[1] else said


def alignments(
    pages: Sequence[CountryPage],
    components: Sequence[FrameworkComponent],
    mapped: dict[int, list[FrameworkComponent]],
) -> Iterator[Section]:
    """A table for each framework that one of these policies is coded for, most policies first."""
    coded: dict[Framework, set[int]] = defaultdict(set)
    for page in pages:
        for policy in page.policies:
            for alignment in policy.alignments.all():
                coded[alignment.framework].add(policy.pk)
    evidence = evidence_of(pages, mapped, coded)
    for framework in sorted(coded, key=lambda framework: (-len(coded[framework]), framework.code)):
        own = [component for component in components if component.framework_id == framework.pk]
        shown = [
            c for c in own if len(own) <= SHORT_LIST or any((page, c.pk) in evidence for page in range(len(pages)))
        ]
        lines = [component_line(pages, evidence, component, framework) for component in shown]
        whole = -framework.pk
        if any((page, whole) in evidence for page in range(len(pages))):
            lines.insert(0, component_line(pages, evidence, None, framework))
        rest = len(own) - len(shown)
        note = (
            ngettext(
                "%d other component has not been assessed for any of these countries.",
                "%d other components have not been assessed for any of these countries.",
                rest,
            )
            % rest
            if rest
            else ""
        )
        title = gettext("Alignment with %(framework)s") % {"framework": framework.short_name}
        yield Section(f"alignment-{framework.code}", title, tuple(lines), note, framework.get_absolute_url())


def evidence_of(
    pages: Sequence[CountryPage], mapped: dict[int, list[FrameworkComponent]], coded: dict[Framework, set[int]]
) -> dict[tuple[int, int], Evidence]:
    """By position of the page and id of the component; minus the id of a framework stands for it as a whole."""
    evidence: dict[tuple[int, int], Evidence] = defaultdict(Evidence)
    by_id = {framework.pk: framework for framework in coded}
    for position, page in enumerate(pages):
        for policy in page.policies:
            for alignment in policy.alignments.all():
                own = alignment.component_id or -alignment.framework_id
                evidence[position, own].add(policy, alignment.link, is_older(policy, alignment.framework))
                for other in mapped_from(alignment, mapped):
                    if other.framework_id in by_id:
                        older = is_older(policy, by_id[other.framework_id])
                        evidence[position, other.pk].add(policy, BY_MAPPING, older)
    return evidence


def mapped_from(alignment: Alignment, mapped: dict[int, list[FrameworkComponent]]) -> list[FrameworkComponent]:
    return mapped.get(alignment.component_id, []) if alignment.component_id else []


def is_older(policy: Policy, framework: Framework) -> bool:
    """Whether the policy can only share themes with the framework, because it was adopted before it."""
    adopted = policy.adopted_from or policy.force_from
    return bool(adopted and framework.adopted and adopted < framework.adopted.earliest)


def component_line(
    pages: Sequence[CountryPage],
    evidence: dict[tuple[int, int], Evidence],
    component: FrameworkComponent | None,
    framework: Framework,
) -> Line:
    key = component.pk if component else -framework.pk
    asked = f"component={component.code}" if component else f"framework={framework.code}"
    cells = []
    for position, page in enumerate(pages):
        found = evidence.get((position, key))
        if found is None:
            cells.append(missing(gettext("not assessed")))
            continue
        address = f"{reverse('policy-list')}?country={page.country.iso3}&{asked}"
        if found.link == BY_MAPPING:
            address = framework.get_absolute_url()
        cells.append(Cell(((found.text, address),), f"link-{found.link}"))
    label = component.label if component else gettext("The framework as a whole")
    url = f"{framework.get_absolute_url()}#{component.code}" if component else framework.get_absolute_url()
    return Line(label, tuple(cells), url)


# --- treaties, scores, projects --------------------------------------------------------------------------------------


def participations(pages: Sequence[CountryPage], frameworks: Sequence[Framework]) -> Iterator[Line]:
    """Treaties of which the list is complete, and every framework that one of the countries did something about."""
    for framework in frameworks:
        taken = [[row for row in page.participations if row.framework_id == framework.pk] for page in pages]
        is_treaty = framework.kind == FrameworkKind.TREATY
        if not any(taken) and not (is_treaty and framework.participants_complete):
            continue
        cells = []
        for page, rows in zip(pages, taken, strict=True):
            if rows:
                cells.append(Cell(tuple((f"{row.get_action_display()}, {show_date(row.date)}", "") for row in rows)))
            elif framework.participants_complete and page.country.un_member:
                cells.append(missing(gettext("not a party") if is_treaty else gettext("not on its list")))
            else:
                cells.append(missing(gettext("not recorded")))
        note = ""
        if framework.participants_as_of:
            note = gettext("list known up to %s") % show_date(framework.participants_as_of)
        yield Line(framework.short_name, tuple(cells), framework.get_absolute_url(), note)


def scores(pages: Sequence[CountryPage]) -> Iterator[Section]:
    """A table for each framework with scores, of the newest year in which any of the countries has one."""
    newest: dict[Framework, int] = {}
    for page in pages:
        for score in page.scores:
            newest[score.framework] = max(newest.get(score.framework, 0), score.year)
    for framework, year in newest.items():
        own = [
            {
                score.component_id: score
                for score in page.scores
                if (score.framework_id, score.year) == (framework.pk, year)
            }
            for page in pages
        ]
        parts: dict[int | None, ComponentScore] = {}
        for by_component in own:
            parts |= by_component
        in_order = sorted(parts.values(), key=lambda score: score.component.order if score.component else -1)
        lines = []
        for part in in_order:
            label = part.component.label if part.component else gettext("The whole")
            cells = [
                Cell(((f"{by[part.component_id].score.normalize():f}", ""),))
                if part.component_id in by
                else missing(gettext("no data"))
                for by in own
            ]
            lines.append(Line(label, tuple(cells)))
        title = gettext("%(framework)s: published scores, %(year)d") % {
            "framework": framework.short_name,
            "year": year,
        }
        scale = gettext("Scale: %s") % in_order[0].scale
        yield Section(f"scores-{framework.code}", title, tuple(lines), scale, framework.get_absolute_url())


def projects(pages: Sequence[CountryPage]) -> Iterator[Line]:
    if not any(page.projects for page in pages):
        return
    none = missing(gettext("none recorded"))
    yield Line(
        gettext("Projects"),
        tuple(
            Cell(tuple((project.title, project.get_absolute_url()) for project in page.projects))
            if page.projects
            else none
            for page in pages
        ),
    )
    cells = []
    for page in pages:
        rows = [row for project in page.projects for row in project.participations.all()]
        funders = {row.organisation for row in rows if row.role == OrganisationRole.FUNDING}
        texts = sorted((funder.name, funder.get_absolute_url()) for funder in funders)
        cells.append(Cell(tuple(texts)) if texts else none)
    yield Line(gettext("Funders of these projects"), tuple(cells))
