"""Periods that close: a report filled from the readings, frozen, sent, opened again; ``tram.reports.api`` shows it.

``forms`` which reports there are · ``place``, ``choice`` which one is meant, and who may · ``live`` today's numbers ·
``frozen`` what is kept · ``states`` until when, and how it stands · ``deeds`` close, reopen, send · ``asked`` what
pages and commands ask · ``excel``, ``pdf`` on paper.
"""
