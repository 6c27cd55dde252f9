"""What Headwater expects of exports: suites as JSON, and the expectations that Great Expectations lacks."""
