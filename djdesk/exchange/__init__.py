"""What travels: sealed packages on a stick and spreadsheets from the office."""
