"""Pages that show the same selection."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("record")]


def test_the_permalink_of_the_contract(client: Client) -> None:
    response = client.get("/policies/?framework=migof&as_of=2016-12-31&status=in-force")
    page = response.content.decode()
    assert 'data-policy="law"' in page
    assert 'data-policy="per"' not in page
    assert "As of 31 December 2016" in page


def test_the_list_and_the_map_show_the_same_selection(client: Client) -> None:
    """Country states on the map follow from the selected policies only."""
    steps = client.get("/map/?status=in-force&as_of=2018").context["chart"]
    everything = client.get("/map/?as_of=2018").context["chart"]
    nothing = client.get("/map/?q=zzz&as_of=2018").context["chart"]
    for chart, number in ((steps, 1), (everything, 1), (nothing, 0)):
        assert chart.sentence.startswith(f"{number} of 3 countries and areas")
        assert chart.sentence.endswith("as of 31 December 2018.")
