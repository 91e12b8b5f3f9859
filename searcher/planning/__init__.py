"""What is asked of an index, whichever keeps it? Node -> Plan. Knows no index and no numpy."""
