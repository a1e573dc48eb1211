"""Alembic's environment and versions, inside the distribution so that every installed board can migrate."""
