"""The sample book and synthetic people: to look at, to try out and to measure with."""
