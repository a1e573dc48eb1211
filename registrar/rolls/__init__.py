"""Rolls: a school's list of voters, as workbook or CSV, reduced on reading to name, student number and class.

Rolls of schools carry parents' incomes and identity numbers. Every other column is dropped while a file is read, in
memory, and never kept (DESIGN section 7).
"""
