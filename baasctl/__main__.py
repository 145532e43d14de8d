"""`python -m baasctl`."""

from baasctl.cli.main import run

run()
