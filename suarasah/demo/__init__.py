"""The demo: a whole election on this machine, every party as the real program, over HTTP on the loopback interface."""

from suarasah.demo.command import demo

__all__ = ["demo"]
