"""Mail on its way to others' mail servers."""
