"""What people do with stocktakes: make, count, review, approve; and the posting that follows."""
