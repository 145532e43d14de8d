"""Random specs over the kinds of an Amplify app, as the mappings that `SpecProject.write` takes."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.laws.subject import Spec, Subject, optional, secrets, some, texts, without_nothing
from tests.sandbox_fixtures import AmplifyProject

ENVIRONMENT = {"ONE": "first secret text", "TWO": 'second "secret"\nwith lines ☃'}
TARGET = {"user_pool_client": "${env:CLIENT}"}
"""Tags lead to the pool, and to none of its clients."""
FILES = {
    "functions/one/index.js": "exports.handler = async () => 'one';\n",
    "functions/two/handler.py": 'def handler(event, context):\n    return "two"\n',
}

one_line = texts.filter(lambda text: "\n" not in text)
auths = optional(
    password=optional(
        minimum_length=st.integers(6, 99),
        require=st.lists(st.sampled_from(["lowercase", "uppercase", "digit", "symbol"]), unique=True),
    ),
    redirect_urls=st.lists(
        st.sampled_from(["https://a.example.com/x", "app://callback", "http://localhost:3000/"]),
        unique=True,
        min_size=1,
    ),
    sessions=optional(
        access_token_ttl=st.sampled_from(["5m", "1h", "24h"]), overall_timeout=st.sampled_from(["1d", "30d", "3650d"])
    ),
    sign_in=optional(enumeration_protection=st.booleans()),
)
groups = some(
    ("admins", "a b", "ünï"),
    optional(description=one_line, precedence=st.integers(0, 9)),
)
sign_in_providers = some(
    ("google", "amazon"),
    st.fixed_dictionaries(
        {"client_id": st.sampled_from(["id-1", "id-2"]), "client_secret": secrets}, optional={"enabled": st.booleans()}
    ),
)
resource_servers = some(
    ("https://api.example.com", "billing"),
    st.fixed_dictionaries(
        {"name": st.sampled_from(["Notes", "Bills"])},
        optional={"scopes": st.dictionaries(st.sampled_from(["read", "write"]), st.just("Something"), max_size=2)},
    ),
)
buckets = some(("media", "logs"), optional(versioning=st.booleans(), public=st.booleans())).map(
    lambda found: {name: {"name": f"{name}-${{env:PROJECT}}", **each} for name, each in found.items()}
)
functions = some(
    ("one", "two"),
    optional(
        memory=st.sampled_from(["128MiB", "1GiB"]),
        timeout=st.sampled_from(["3s", "1m"]),
        env=st.dictionaries(st.sampled_from(["AA", "B_C"]), one_line, max_size=2),
        trigger=st.sampled_from(["none", "iam"]).map(lambda auth: {"http": {"auth": auth}}),
    ),
).map(
    lambda found: {
        name: {
            "source": f"functions/{name}",
            "entrypoint": "index" if name == "one" else "handler",
            "handler": "handler",
            "runtime": "nodejs22" if name == "one" else "python3.13",
            "run_as": "arn:aws:iam::${env:ACCOUNT}:role/law",
            **each,
        }
        for name, each in found.items()
    }
)
hooks = st.dictionaries(
    st.sampled_from(["before_sign_up", "post_confirmation", "before_token_issued"]),
    st.sampled_from(["one", "two"]),
    max_size=2,
)
"""Moment to function; of functions that a spec does not have there are no hooks in it."""
may = st.lists(st.sampled_from(["get", "list", "write", "delete"]), unique=True, min_size=1)
paths = st.fixed_dictionaries(
    {"public/*": st.fixed_dictionaries({"authenticated": may}, optional={"guest": may})},
    optional={
        "public/locked/*": st.fixed_dictionaries({"guest": may}),
        "private/{entity_id}/*": st.fixed_dictionaries({"entity": may}),
    },
)
storage_access = some(("media", "logs"), paths)
"""Bucket to paths; of buckets that a spec does not have there are none in it."""
mails = st.fixed_dictionaries(
    {},
    optional={
        "verification": optional(subject=one_line, body=texts.map("{} {{####}}".format)),
        "invite": optional(subject=one_line, body=texts.map("{} {{username}} {{####}}".format)),
    },
)
app_clients = some(
    ("site", "ünï shop"),
    optional(
        logout_urls=st.lists(st.sampled_from(["https://a.example.com/", "app://bye"]), unique=True),
        enumeration_protection=st.booleans(),
        token_revocation=st.booleans(),
        token_validity=optional(access=st.sampled_from(["5m", "1h"]), refresh=st.sampled_from(["1h", "30d"])),
        session_validity=st.sampled_from(["3m", "15m"]),
    ),
)
identity_pools = optional(
    guests=st.booleans(),
    classic_flow=st.booleans(),
    login_providers=st.dictionaries(st.just("graph.facebook.com"), st.sampled_from(["1", "2"])),
    tags=st.dictionaries(st.sampled_from(["team", "a b"]), st.sampled_from(["x", "y z"])),
)
_TRUST = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}
_READS = {"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "arn:aws:s3:::media/*"}
roles = some(
    ("worker", "runner"),
    optional(
        description=st.sampled_from(["Works", "a: b # c", ""]),
        max_session=st.sampled_from(["1h", "12h"]),
        labels=st.dictionaries(st.sampled_from(["team", "a b"]), st.sampled_from(["x", "y z"])),
        policies=st.dictionaries(
            st.sampled_from(["reads", "more"]), st.just({"Version": "2012-10-17", "Statement": [_READS]})
        ),
    ),
).map(
    lambda found: {
        name: {"name": f"{name}-${{env:PROJECT}}", "trust": {"Version": "2012-10-17", "Statement": [_TRUST]}, **each}
        for name, each in found.items()
    }
)
function_secrets = some(("API_KEY", "OTHER"), secrets.map(lambda reference: {"value": reference}))


def with_what_there_is(spec: Spec) -> Spec:
    """A spec without hooks and paths of functions and buckets that it does not have."""
    hooked = {moment: name for moment, name in spec["auth_hooks"].items() if name in spec["functions"]}
    granted = {name: each for name, each in spec["storage_access"].items() if name in spec["buckets"]}
    return {**spec, "auth_hooks": hooked, "storage_access": granted}


specs = st.fixed_dictionaries(
    {
        "auth": auths,
        "groups": groups,
        "identity_providers": sign_in_providers,
        "resource_servers": resource_servers,
        "buckets": buckets,
        "functions": functions,
        "auth_hooks": hooks,
        "storage_access": storage_access,
        "function_secrets": function_secrets,
        "email_templates": mails,
        "app_clients": app_clients,
        "identity_pool": identity_pools,
        "roles": roles,
        "hosting": optional(
            description=one_line, env=st.dictionaries(st.sampled_from(["STAGE", "X"]), one_line, max_size=2)
        ),
    }
).map(lambda spec: {"target": TARGET, **without_nothing(with_what_there_is(spec))})


def with_role(project: AmplifyProject) -> None:
    """The role that the functions run as."""
    trust = (
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",'
        ' "Principal": {"Service": "lambda.amazonaws.com"}}]}'
    )
    project.ask("iam", "CreateRole", RoleName="law", AssumeRolePolicyDocument=trust)


def with_account(project: AmplifyProject) -> dict[str, str]:
    """What the specs name of the account."""
    return {"ACCOUNT": project.account, "CLIENT": project.user_pool_client}


LEAST: Spec = {
    "target": TARGET,
    "auth": {"password": {"minimum_length": 12}},
    "groups": {"admins": {"precedence": 1}},
    "function_secrets": {"API_KEY": {"value": "${secret:env:ONE}"}},
}

SUBJECT = Subject(
    provider="amplify",
    specs=specs,
    prepare=with_role,
    environment=ENVIRONMENT,
    files=FILES,
    prune={"prune": {"storage_access": {"mode": "all", "in": ["media", "logs"]}}},
    least=LEAST,
    served_by={
        "auth": ("/aws/cognito-idp/DescribeUserPool$", 400),
        "groups": ("/aws/cognito-idp/ListGroups", 500),
        "function_secrets": ("/aws/ssm/GetParametersByPath", 500),
    },
    reads=r"[a-z0-9-]+ (Describe|Get|List|Head|BatchGet)\w+",
    kills=(13, 15, 17),
    facts=with_account,
)
