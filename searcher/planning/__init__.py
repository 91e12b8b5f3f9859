"""What is asked of an index for a query? Node -> Plan. Independent of any index, and of numpy."""
