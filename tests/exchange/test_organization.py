"""What a branch may change of the organization that its committee keeps."""

from __future__ import annotations

from djdesk.exchange.organization import ORGANIZATION


def test_name_code_and_place_in_the_tree_belong_to_the_committee() -> None:
    assert ORGANIZATION.home.isdisjoint({"name", "code", "parent", "position", "kind"})
    assert {"contact_name", "address", "seal_name", "founded_on"} <= ORGANIZATION.home
