"""Dutch names of the ways to estimate."""

SIMPLE = "eenvoudige schatting"
