"""What all of the marts stand on: filters, periods, current names, formatting. Nothing here reads parts of tickets."""
