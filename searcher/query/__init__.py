"""What does the user mean? string -> Node. Independent of any index."""
