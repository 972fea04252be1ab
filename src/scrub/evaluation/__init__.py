"""How well text is found and told apart, on sets whose truth is known."""
