"""Measures Alcove's budgets on the machine it stands on."""
