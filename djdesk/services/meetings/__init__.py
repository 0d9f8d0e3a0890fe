"""Meetings and other organisation life: plan, notice, roll, record, votes, review, supervision."""
