"""YAML files to a `Document`: what is written, with places; nothing is interpreted yet."""

from baasctl.load.files import load

__all__ = ["load"]
