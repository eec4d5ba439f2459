"""Mail that a provider hands over by HTTP: whole, checked, and in the spool before it is answered.

views      what is answered, and when       take       into the spool, exactly once
providers  who can do it, and where to set it up there
posts      what providers post, as bytes    contents   the mails in it, provider by provider
check      is it from them? (django-anymail)    troubles   why a mail was not taken
"""
