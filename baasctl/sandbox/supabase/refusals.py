"""Texts of refusals that several operations give."""

UNAUTHORIZED = "Unauthorized"
"""401, as reported with a wrong token (nitrictech/pulumi-supabase issue 8, 2023-11)."""

FORBIDDEN = (
    "Your account does not have the necessary privileges to access this endpoint. For more details, refer to our "
    "documentation https://supabase.com/docs/guides/platform/access-control"
)
"""403, as reported for a token without the scope (supabase/cli issue 6392, 2026-09; the end of the text is assumed)."""

THROTTLED = "ThrottlerException: Too Many Requests"
"""429; assumed form."""

USUAL = {401: UNAUTHORIZED, 403: FORBIDDEN, 429: THROTTLED, 500: "Internal server error", 503: "Service Unavailable"}
