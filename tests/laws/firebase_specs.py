"""Random specs over the kinds of a Firebase project, as the mappings that `SpecProject.write` takes."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.laws.subject import Spec, Subject, optional, secrets, some, texts, without_nothing
from tests.sandbox_fixtures import FirebaseProject

ENVIRONMENT = {
    "ONE": "first secret text",
    "TWO": 'second "secret"\nwith lines ☃',
    "CODE": "123456",
}
RULES = "rules_version = '2';\nservice {} {{\n  match {} {{\n    allow read: if {};\n  }}\n}}\n"
CONDITIONS = {
    "closed": "false",
    "signed_in": 'request.auth != null // "; }',
    "odd": "'it\\'s' in ['a'] && /* c */ request.auth.uid == \"☃\"",
}
FILES = {
    "functions/one/index.js": 'exports.handler = (request, response) => response.send("one");\n',
    "functions/one/package.json": '{"main": "index.js"}\n',
    "functions/two/main.py": 'def handler(request):\n    return "two"\n',
    "functions/two/requirements.txt": "functions-framework==3.*\n",
    **{
        f"{name}.rules": RULES.format("cloud.firestore", "/databases/{d}/documents/{x=**}", condition)
        for name, condition in CONDITIONS.items()
    },
    **{
        f"{name}.storage.rules": RULES.format("firebase.storage", "/b/{b}/o/{x=**}", condition)
        for name, condition in CONDITIONS.items()
    },
    "database.rules.json": '{\n  // nobody\n  "rules": {".read": false, ".write": "auth != null"}\n}\n',
    "open.rules.json": '{"rules": {".read": true, ".write": false}}\n',
}

one_line = texts.filter(lambda text: "\n" not in text)
auths = optional(
    sign_up=optional(enabled=st.booleans()),
    sign_in=optional(email=st.booleans(), anonymous_accounts=st.booleans(), enumeration_protection=st.booleans()),
    password=optional(
        minimum_length=st.integers(6, 30),
        require=st.lists(st.sampled_from(["lowercase", "uppercase", "digit", "symbol"]), unique=True),
    ),
    sms=optional(test_numbers=st.just({"+15555550100": "${secret:env:CODE}"})),
    native=optional(
        firebase=optional(
            authorizedDomains=st.lists(
                st.sampled_from(["localhost", "a.example.com", "b.example.com"]), unique=True, min_size=1
            ),
            autodeleteAnonymousUsers=st.booleans(),
        )
    ),
)
sign_in_providers = st.one_of(
    some(
        ("google", "github", "facebook"),
        st.fixed_dictionaries(
            {"client_id": st.sampled_from(["id-1", "id-2"]), "client_secret": secrets},
            optional={"enabled": st.booleans()},
        ),
    ),
    some(
        ("acme", "staff"),
        st.fixed_dictionaries(
            {"protocol": st.just("oidc"), "issuer": st.just("https://a.example.com"), "client_id": st.just("id-1")},
            optional={"enabled": st.booleans()},
        ),
    ),
)
mails = some(("confirmation", "recovery", "email_changed"), optional(subject=one_line, body=texts))
databases = some(
    ("(default)", "orders"),
    st.fixed_dictionaries(
        {"location": st.just("eur3")},
        optional={"delete_protection": st.booleans(), "point_in_time_recovery": st.booleans()},
    ),
)
index_fields = st.lists(
    st.builds(
        lambda path, order: {"path": path, "order": order},
        st.sampled_from(["a", "b.c", "`d e`"]),
        st.sampled_from(["ascending", "descending"]),
    ),
    min_size=2,
    max_size=3,
    unique_by=lambda field: field["path"],
)
rulesets = st.sampled_from(sorted(CONDITIONS)).map(lambda name: {"file": f"{name}.rules"})
storage_rulesets = st.sampled_from(sorted(CONDITIONS)).map(lambda name: {"file": f"{name}.storage.rules"})
remote_configs = optional(
    parameters=some(("limit", "on"), st.fixed_dictionaries({"default": texts}, optional={"description": one_line}))
)
function_secrets = some(("API_KEY", "OTHER"), secrets.map(lambda reference: {"value": reference}))
functions = some(
    ("one", "two"),
    st.fixed_dictionaries(
        {"trigger": st.sampled_from(["none", "iam"]).map(lambda auth: {"http": {"auth": auth}})},
        optional={
            "memory": st.sampled_from(["256MiB", "1GiB"]),
            "env": st.dictionaries(st.sampled_from(["A", "B_C"]), one_line, max_size=2),
        },
    ),
).map(
    lambda found: {
        name: {
            "source": f"functions/{name}",
            "handler": "handler",
            "runtime": "nodejs22" if name == "one" else "python313",
            **each,
        }
        for name, each in found.items()
    }
)
buckets = some(
    ("media", "logs"),
    st.fixed_dictionaries({"location": st.just("US")}, optional={"versioning": st.booleans(), "public": st.booleans()}),
)
rules = some(("(default)", "orders"), rulesets)
storage_rules = some(("(default)",), storage_rulesets)
database_rules = some(
    ("(default)",), st.sampled_from(["database.rules.json", "open.rules.json"]).map(lambda name: {"file": name})
)


def with_databases(spec: Spec) -> Spec:
    """Rules, indexes and fields need their databases; databases cannot be made again in another place."""
    named = {name for kind in ("firestore_rules", "indexes", "fields") for name in spec.get(kind, ())}
    made = spec.get("databases", {})
    return {**spec, "databases": {**{name: {"location": "eur3"} for name in named}, **made}}


specs = (
    st.fixed_dictionaries(
        {
            "auth": auths,
            "identity_providers": sign_in_providers,
            "email_templates": mails.map(without_nothing),
            "buckets": buckets.map(
                lambda found: {name: {"name": f"{name}-${{env:PROJECT}}", **each} for name, each in found.items()}
            ),
            "functions": functions,
            "function_secrets": function_secrets,
            "firestore_rules": rules,
            "storage_rules": storage_rules,
            "indexes": some(
                ("(default)", "orders"),
                st.dictionaries(
                    st.sampled_from(["one", "two"]),
                    st.builds(lambda fields: {"collection": "notes", "fields": fields}, index_fields),
                    min_size=1,
                    max_size=1,
                ),
            ),
            "fields": some(("(default)",), st.just({"sessions/at": {"ttl": True}})),
            "databases": databases,
            "remote_config": remote_configs,
        }
    )
    .map(with_databases)
    .map(without_nothing)
)


def nothing(project: FirebaseProject) -> None:
    """The specs need nothing that is no configuration."""
    del project


SUBJECT = Subject(
    provider="firebase",
    specs=specs,
    prepare=nothing,
    environment=ENVIRONMENT,
    files=FILES,
    prune={"prune": dict.fromkeys(("indexes", "firestore_rules", "storage_rules"), "all")},
    least={
        "auth": {"sign_in": {"email": True}},
        "functions": {"one": {"source": "functions/one", "handler": "handler", "runtime": "nodejs22"}},
        "function_secrets": {"API_KEY": {"value": "${secret:env:ONE}"}},
        "databases": {"(default)": {"location": "eur3"}},
        "firestore_rules": {"(default)": {"file": "closed.rules"}},
    },
    served_by={
        "auth": ("{name}/config", 403),
        "functions": ("{name}/locations/-/functions", 500),
        "function_secrets": ("{name}/secrets", 403),
        "firestore_rules": ("{name}/releases", 500),
    },
    reads=r"GET .*|POST .*:(test|generateDownloadUrl|getIamPolicy)",
    kills=(3, 9, 15),
)
