"""The Go lab: rules, records, planes, networks, search, matches."""
