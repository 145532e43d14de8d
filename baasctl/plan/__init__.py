"""Changes → Plan: guards, hazards and order. Pure."""
