"""How a kind shows itself where the general rule would hide what matters."""
