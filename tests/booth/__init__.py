"""Tests of the booth in the browser that need Python beside it."""
