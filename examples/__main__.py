"""`python3 examples`: the whole way on a local sandbox, told step by step. Add names to choose stories.

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

import story

sys.exit(story.main(sys.argv[1:]))
