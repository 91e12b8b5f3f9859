"""What does the user mean? string -> Node. Knows neither index nor Whoosh."""
