"""Channels of Eventarc, which custom events come through (discovery document eventarc v1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from baasctl.model.errors import NotFound
from baasctl.providers.firebase.clients.google import GoogleApis

HOST: Final = "eventarc.googleapis.com"


def begin_channel(google: GoogleApis, channel: str) -> Mapping[str, object] | None:
    """Begin to make a channel, `projects/{project}/locations/{region}/channels/{channel}`; `None`: it is there.

    Raises:
        ProviderError: It cannot be asked about, or not be made.
    """
    subject = f"channel `{channel}`"
    try:
        google.ask(HOST, "GET", f"/v1/{quote(channel)}", subject=subject)
    except NotFound:
        parent, _, name = channel.rpartition("/")
        query = {"channelId": name}
        return google.ask(
            HOST, "POST", f"/v1/{quote(parent)}", query=query, json={"name": channel}, subject=subject
        ).json_object()
    return None
