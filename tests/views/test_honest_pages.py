"""Pages say what a number or a sentence rests on, and do not promise what a link cannot keep."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from policies.models import Framework, FrameworkComponent
from tests.factories import AlignmentFactory, ComponentFactory, FrameworkFactory, MappingFactory, PolicyFactory


@pytest.mark.django_db
def test_a_past_day_marks_what_does_not_depend_on_it(client: Client) -> None:
    address = AlignmentFactory(policy=PolicyFactory()).policy.get_absolute_url()
    words = "All that is coded today; it does not depend on the day chosen above."
    assert words in client.get(address, {"as_of": "2018"}).content.decode()
    assert words not in client.get(address).content.decode()


@pytest.mark.django_db
def test_a_framework_offers_to_filter_only_what_was_coded_for_it(client: Client) -> None:
    ours, theirs = ComponentFactory(), ComponentFactory()
    MappingFactory(component=ours, other=theirs)
    AlignmentFactory(policy=PolicyFactory(), component=ours, framework=ours.framework)
    assert f"?framework={ours.framework.code}" in client.get(ours.framework.get_absolute_url()).content.decode()
    page = client.get(theirs.framework.get_absolute_url()).content.decode()
    assert "only by mapping" in page
    assert f"?framework={theirs.framework.code}" not in page


@pytest.mark.django_db
def test_the_list_of_frameworks_marks_what_was_not_read_in_an_official_text(client: Client) -> None:
    recalled = FrameworkFactory(verified="recalled")
    FrameworkFactory(verified="official")
    assert client.get("/frameworks/").content.decode().count(str(recalled.get_verified_display())) == 1


def test_a_component_entered_with_its_framework_has_its_prefix() -> None:
    component = FrameworkComponent(framework=Framework(code="new"), code="other-1", short_title="One")
    with pytest.raises(ValidationError) as refused:
        component.clean()
    assert "new-" in str(refused.value)
