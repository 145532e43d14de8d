"""`python3 tests`: every check of the project; `python3 tests ARGUMENTS…`: pytest with these arguments.

Builds `.venv` first where it is missing or outdated. Keeps to the syntax of Python 3.6, like `.ci/interpreter.py`.
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / ".ci"))

import interpreter

interpreter.require(str(HERE), sys.argv[1:])

import bootstrap

bootstrap.enter(str(HERE), sys.argv[1:])

import phases

sys.exit(phases.main(sys.argv[1:]))
