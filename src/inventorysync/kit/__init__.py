"""What every room may use and no merchant would ever name: database, clock, ids, pages, errors, logs."""
