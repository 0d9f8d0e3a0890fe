"""Rules of meetings: kinds, periods, votes, numbers, plan, supervision, checks, study hours.

Callers import the modules or what is in them: several are called like their main function.
"""
