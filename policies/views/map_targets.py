"""What a layer of the map can be of: the frameworks and components that ``of`` names in the query string."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef
from django.utils.translation import gettext

from policies.choices import FrameworkKind
from policies.filters import PolicyFilterSet
from policies.models import ComponentScore, Framework, FrameworkComponent, Participation

Target = Framework | FrameworkComponent


@dataclass(frozen=True, slots=True)
class Group:
    """A framework and its components, as far as the layer can be of them."""

    framework: Framework
    targets: tuple[Target, ...]

    @property
    def options(self) -> list[tuple[str, str]]:
        """(code, label) for a list of choices."""
        whole = gettext("%(framework)s as a whole") % {"framework": self.framework.short_name}
        return [(t.code, whole if isinstance(t, Framework) else t.label) for t in self.targets]


@dataclass(frozen=True, slots=True)
class Targets:
    """Everything a layer can be of, and what it is of unless a reader says otherwise."""

    groups: tuple[Group, ...]
    usual: Target | None

    def find(self, code: str) -> Target | None:
        """By its code, in any letters."""
        by_code = {target.code: target for group in self.groups for target in group.targets}
        return by_code.get(code.lower())

    def chosen_by(self, filters: PolicyFilterSet) -> Target | None:
        """The one component, or else the one framework, that the selection is narrowed to."""
        for name in ("component", "framework"):
            codes = filters.chosen.get(name) or []
            if codes:
                return self.find(codes[0]) if len(codes) == 1 else None
        return None


def of_alignments() -> Targets:
    """Every framework and component; usually the framework that most alignments are of. Two queries."""
    frameworks = list(Framework.objects.annotate(n=Count("alignments")).defer("search_text").order_by("short_name"))
    return Targets(
        with_components(frameworks, {framework.pk for framework in frameworks}, components_of()),
        max(frameworks, key=lambda framework: framework.n, default=None),
    )


def of_participations() -> Targets:
    """Frameworks in which somebody is recorded to take part; usually the treaty that most alignments are of. One query."""
    taking_part = Framework.objects.filter(Exists(Participation.objects.filter(framework=OuterRef("pk"))))
    frameworks = list(taking_part.annotate(n=Count("alignments")).defer("search_text").order_by("short_name"))
    usual = max(frameworks, key=lambda framework: (framework.kind == FrameworkKind.TREATY, framework.n), default=None)
    return Targets(tuple(Group(framework, (framework,)) for framework in frameworks), usual)


def of_scores() -> Targets:
    """Frameworks and components with published scores; usually a framework as a whole. Two queries."""
    of_whole = ComponentScore.objects.filter(framework=OuterRef("pk"), component=None)
    of_any = ComponentScore.objects.filter(framework=OuterRef("pk"))
    frameworks = list(
        Framework.objects.filter(Exists(of_any)).annotate(whole=Exists(of_whole)).defer("search_text").order_by("name")
    )
    scored = [row for row in components_of() if row.scored]
    whole = {framework.pk for framework in frameworks if framework.whole}
    groups = with_components(frameworks, whole, scored)
    return Targets(groups, next((group.targets[0] for group in groups if group.targets), None))


def components_of() -> list[FrameworkComponent]:
    """Every component with its framework, and whether it has a score (``scored``). One query."""
    scores = ComponentScore.objects.filter(component=OuterRef("pk"))
    rows = FrameworkComponent.objects.annotate(scored=Exists(scores)).select_related("framework")
    return list(rows.defer("search_text", "framework__search_text"))


def with_components(
    frameworks: list[Framework], whole: set[int], components: list[FrameworkComponent]
) -> tuple[Group, ...]:
    """A group for each framework; the framework itself is a target where ``whole`` has its id."""
    return tuple(
        Group(
            framework,
            (
                *((framework,) if framework.pk in whole else ()),
                *(row for row in components if row.framework_id == framework.pk),
            ),
        )
        for framework in frameworks
    )
