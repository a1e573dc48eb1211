"""The checks, a file for each family. They only order and explain the functions of :mod:`record`."""
