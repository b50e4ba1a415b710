"""The tables of a comparison: a line for each fact, a cell for each country. Page and file read the same lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from policies import lifecycle
from policies.choices import NATIONAL_POLICY_FAMILY, CheckScope, FrameworkKind, OrganisationRole
from policies.models import ComponentScore, Framework, FrameworkComponent, Policy
from policies.queries.comparison_alignment import alignments
from policies.queries.comparison_cells import Cell, Line, Section, missing
from policies.queries.country_page import CountryPage
from policies.queries.standings import show_date


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
    # All of them are among those that are read, unless there are too many to be named.
    family = [policy for policy in page.policies if policy.instrument in NATIONAL_POLICY_FAMILY]
    found = [policy for policy in family if status_of(policy) == lifecycle.IN_FORCE]
    if found:
        address = f"{reverse('policy-list')}?country={page.country.iso3}&status={lifecycle.IN_FORCE}"
        address += "".join(f"&instrument={instrument}" for instrument in NATIONAL_POLICY_FAMILY)
        rest = more(page.record.family_in_force - len(found), address)
        return Cell((*((policy.title, policy.get_absolute_url()) for policy in found), *rest))
    return missing(gettext("none of those recorded") if page.has_family else gettext("none recorded"))


def more(n: int, address: str = "") -> tuple[tuple[str, str], ...]:
    """What a cell that does not name all ends with."""
    return ((ngettext("and %d more", "and %d more", n) % n, address),) if n else ()


def status_of(policy: Policy) -> str:
    return str(policy.status_then)  # type: ignore[attr-defined]


def recorded(page: CountryPage) -> Cell:
    if not page.policy_total:
        return missing(gettext("none recorded"))
    return Cell(((str(page.policy_total), f"{reverse('policy-list')}?country={page.country.iso3}"),))


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
            Cell(
                (
                    *((project.title, project.get_absolute_url()) for project in page.projects),
                    *more(page.project_total - len(page.projects)),
                )
            )
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
