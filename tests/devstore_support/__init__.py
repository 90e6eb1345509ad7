"""What the tests of the development store share."""
