"""The booth as voters meet it: Debian's Chromium on a real board."""
