"""A `Spec` to the `DesiredState`: files and templates read, values checked against kinds and the provider."""

from baasctl.render.desired import render

__all__ = ["render"]
