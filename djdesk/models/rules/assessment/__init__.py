"""Rules of assessment (积分、三级考核): rubrics as data, scores with their working, warnings."""
