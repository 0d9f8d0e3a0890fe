"""The sample book and synthetic people: to look at, to try out and to measure with."""

from djdesk.services.sample.books import PASSWORD, make_branch, make_committee, ready_branch

__all__ = ["PASSWORD", "make_branch", "make_committee", "ready_branch"]
