"""Which piece of the text shows it? text + spans -> Fragment. Knows neither index nor Whoosh."""
