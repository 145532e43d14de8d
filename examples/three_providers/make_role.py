"""Makes the role that the function runs as, as those who look after the account would. Imports nothing of baasctl."""

from __future__ import annotations

import json

import boto3

TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}},
    ],
}

boto3.client("iam").create_role(RoleName="greet", AssumeRolePolicyDocument=json.dumps(TRUST))
print("role greet is there")
