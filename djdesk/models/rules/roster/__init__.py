"""Rules of the roster: checks of a record, party age, honours, bands, education as written."""

from djdesk.models.rules.roster.bands import Band, band, bands, education_bands
from djdesk.models.rules.roster.checks import (
    CORE,
    MemberFacts,
    check_member,
    errors,
    full_expected_from,
    missing,
)
from djdesk.models.rules.roster.education import Education, read_education
from djdesk.models.rules.roster.joining import (
    FOUNDED,
    Joining,
    conversion_due,
    honour_on,
    joining_on,
    joinings,
    party_age,
    party_since,
)

__all__ = [
    "CORE",
    "FOUNDED",
    "Band",
    "Education",
    "Joining",
    "MemberFacts",
    "band",
    "bands",
    "check_member",
    "conversion_due",
    "education_bands",
    "errors",
    "full_expected_from",
    "honour_on",
    "joining_on",
    "joinings",
    "missing",
    "party_age",
    "party_since",
    "read_education",
]
