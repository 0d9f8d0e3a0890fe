"""The roster on its way in and out: from spreadsheets, and in packages."""
