"""SAML, custom and trusted token issuing providers."""
