"""The desk's own mail server: mail that is handed over by SMTP and LMTP."""
