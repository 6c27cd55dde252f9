"""The story of a store in steps, for slides and for the screen: each has a finding, a picture, and speaker's notes.

The steps use the pages' own measures and frames. A step that the data doesn't support is left out; where there is too
little for a story, one step says so, and the next what would help. Code that draws a step chooses by its `Picture`, and
draws `Step.shown`.
"""

from etl.reports.story.figures import Figures
from etl.reports.story.step import Card, Picture, Proposal, Step, Story
from etl.reports.story.tell import tell

__all__ = ["Card", "Figures", "Picture", "Proposal", "Step", "Story", "tell"]
