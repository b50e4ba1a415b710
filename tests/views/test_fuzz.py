"""Every view of a selection under two thousand query strings that nobody would write: a page that names what it did not
understand, or a 404; never an error."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.actions import refresh
from policies.models import Policy
from tests import factories as make

pytestmark = pytest.mark.django_db

NAMES = (
    "q", "country", "region", "group", "income", "instrument", "status", "framework", "component", "link", "mapping",
    "topic", "target", "funder", "project", "adopted_from", "adopted_to", "as_of", "sort", "page", "layer", "of", "zoom",
    "by", "event", "decade", "from", "to", "frame", "rows", "share", "currency", "policy", "utm_x", "", "no-such-name",
)  # fmt: skip
UNDERSTOOD = (
    "PER", "per", "peru", "KEN", "americas", "south-america", "in-force", "migof", "migof-o2", "csr51", "explicit", "on",
    "off", "policy", "law", "2016", "2016-02", "2016-02-30", "0001", "9999", "title", "-adopted", "evidence", "relevance",
    "status", "first-adoption", "alignment", "participation", "score", "policies", "world", "oceania", "country", "countries",
    "region", "group", "adopted", "1990s", "all", "1", "2", "999999999999", "-1", "USD", "treaty", "nacional migrat*",
)  # fmt: skip
HOSTILE = (
    "\x00", "\x1b[2J", "\ud800", "\u202e", "💥", "' OR 1=1 --", "'; DROP TABLE policies_policy; --", "<script>alert(1)</script>",
    "{{ 7*7 }}", "{% debug %}", "../../etc/passwd", "%00%ff", "x" * 3_000, "(" * 500, '"' * 99, "* * *", "a:b NEAR c OR NOT d",
    "١٩٩٠", "NaN", "1e9", "\n\r\t",
)  # fmt: skip
VIEWS = ("policies", "map", "timeline", "matrix", "curve", "funding", "compare", "countries/peru", "frameworks/migof")
FILES = (
    "/policies.csv", "/policies.json", "/policies.atom", "/policies.bib", "/countries.csv", "/timeline.csv", "/matrix.csv",
    "/compare.csv", "/matrix/passages/", "/suggest/", "/charts/map-status.svg", "/charts/curve.csv", "/embed/timeline/",
    "/embed/map-alignment/", "/charts/funding-flow.json", "/", "/about/", "/projects/", "/funders/",
)  # fmt: skip
PATHS = (*(f"/{view}/" for view in VIEWS), *FILES)

values = st.sampled_from(UNDERSTOOD) | st.sampled_from(HOSTILE) | st.text(max_size=12)
pairs = st.lists(st.tuples(st.sampled_from(NAMES), values), max_size=7)


@pytest.fixture
def record() -> None:
    peru, kenya = make.CountryFactory(), make.CountryFactory(kenya=True)
    migof = make.FrameworkFactory(code="migof", short_name="MiGOF")
    o2 = make.ComponentFactory(framework=migof, code="migof-o2")
    make.TakesPartFactory(country=peru, framework=make.FrameworkFactory(code="csr51", kind="treaty"))
    for country in (peru, kenya):
        policy = make.PolicyFactory(country=country, original_title="Política Nacional Migratoria")
        make.EventFactory(policy=policy)
        make.AlignmentFactory(policy=policy, framework=migof, component=o2)
        make.FundingFactory(project=make.PolicyProjectFactory(policy=policy).project, currency="USD")
    refresh(Policy.objects.values_list("pk", flat=True))


@pytest.mark.parametrize("round_", range(8))
def test_no_query_string_is_an_error(record: None, round_: int) -> None:
    """Two hundred and fifty in each of eight rounds, which can run beside each other."""

    @settings(max_examples=250)
    @given(path=st.sampled_from(PATHS[round_::8] + PATHS[:2]), pairs=pairs, raw=st.binary(max_size=8))
    def ask(path: str, pairs: list[tuple[str, str]], raw: bytes) -> None:
        query = urlencode(pairs, errors="surrogatepass") + "&" + "".join(f"%{byte:02x}" for byte in raw)
        response: Any = Client(raise_request_exception=True).get(f"{path}?{query}")
        assert response.status_code in (200, 302, 404), (path, query)
        content = response.getvalue() if response.streaming else response.content
        assert b"<script>alert(1)" not in content
        if response.status_code == 200 and response.context and "filters" in response.context:
            named = {problem.name for problem in response.context["problems"]}
            assert ("no-such-name" in named) == ("no-such-name" in dict(pairs)), (path, query)

    ask()
