"""The committee's pages, from the first idea of an election to its signed minutes. All of them are under /committee.

A part of them is a package of its own (accounts, elections, day) with a blueprint that
:mod:`bulletin_board.committee.application` registers. Every view says who may reach it
(:mod:`bulletin_board.committee.access`); one that does not say so keeps the board from starting.
"""
