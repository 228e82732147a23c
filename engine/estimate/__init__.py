"""Estimates: what is still to come in (completion) and what a year will be (prognosis), always labelled as such."""
