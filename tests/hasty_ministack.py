"""MiniStack as it is, but with functions that are ready in a moment instead of half a second; run as a script."""

from __future__ import annotations

import runpy

from ministack.services import lambda_svc

lambda_svc._LAMBDA_STATE_TRANSITION_DELAY = 0.04
runpy.run_module("ministack", run_name="__main__")
