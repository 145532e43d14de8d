"""Access rules in the database: one statement reads them, a shadow compares them, one transaction writes them."""
