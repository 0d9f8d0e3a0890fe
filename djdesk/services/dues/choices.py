"""What the branch chose about dues in its settings, else what the rules say."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from sqlalchemy.orm import Session

from djdesk.models.rules import codes
from djdesk.models.rules.dues import tables
from djdesk.models.rules.dues.tables import Remittance
from djdesk.services import settings
from djdesk.services.desk import Desk
from djdesk.services.kinds import parse_money

UNITS = {"分": 1, "角": 10, "元": 100}
"""The words of the setting and their size in fen."""

FARMER = "farmer"


def rounding_unit(session: Session, month: date) -> int:
    """To which unit in fen this branch rounds dues."""
    chosen = UNITS.get(settings.read(session, settings.DUES_ROUNDING))
    return chosen or tables.rounding().at(month).unit_fen


def farmer_fen(session: Session) -> int | None:
    """What the locality fixed for farmers, in fen a month; None where nobody chose."""
    return parse_money(settings.read(session, settings.DUES_FARMER))


def remittance(session: Session, day: date) -> Remittance:
    """Share, rhythm and days of handing over, as the superior fixed them."""
    usual = tables.remittance("branch").at(day)
    rhythm = codes.table("dues_rhythm").find(settings.read(session, settings.DUES_RHYTHM))
    share = settings.read(session, settings.DUES_SHARE)
    share_bp = int(Fraction(share) * 100) if share else usual.share_bp
    days = settings.read(session, settings.DUES_DAYS)
    return Remittance(share_bp, rhythm or usual.rhythm, days if days >= 0 else usual.days)


def collector(session: Session, desk: Desk) -> str:
    """Who takes the money where nobody is named: the chosen person, else who is logged in."""
    return settings.read(session, settings.DUES_COLLECTOR) or desk.user
