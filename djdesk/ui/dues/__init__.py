"""The panes of dues (党费): 党费收缴, 党费核定, 收支上缴."""
