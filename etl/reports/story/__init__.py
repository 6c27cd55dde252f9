"""The story of a store in steps, told by slides and in the room: each is a finding, one picture, and what to say to it.

The steps are made of the pages' own measures and frames. A step that these data can't carry is left out; where there is
too little for a story, one step says so, and the next what would help. Who draws a step looks at its `Picture`, and
takes `Step.shown` for it.
"""

from etl.reports.story.figures import Figures
from etl.reports.story.step import Card, Picture, Proposal, Step, Story
from etl.reports.story.tell import tell

__all__ = ["Card", "Figures", "Picture", "Proposal", "Step", "Story", "tell"]
