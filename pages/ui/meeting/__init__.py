"""Meeting mode: a walk through the story, one finding and one picture a step."""
