"""The screens on which a lead changes the words of the desk's letters."""
