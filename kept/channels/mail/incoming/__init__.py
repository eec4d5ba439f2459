"""From a mail in the spool to what it means for the desk."""
