"""Making values harmless that stay: dates, ages, addresses, descriptions, content of reports."""
