"""What a lead reads: headline, week, promises, changes and load as plain records, ready for any face to print."""
