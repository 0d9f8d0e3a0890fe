"""Assessment (积分、三级考核): rubrics, points, months, warnings, and the loop that closes."""
