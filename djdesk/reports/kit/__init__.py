"""What every report shares: content, PDF and workbook writers, fonts."""
