"""The customers' pages, one file for each question they answer."""
