"""Makes what services need before they start: databases, roles, tables, topics. One shot, any number of times."""
