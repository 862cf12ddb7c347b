"""Floor 2: studying real material, and being examined on it."""

from workbench.learning.depth import DEPTHS, Depth
from workbench.learning.exam import Exam
from workbench.learning.learners import Learners
from workbench.learning.service import Learning
from workbench.learning.society import Society, Step
from workbench.learning.state import Learner, LearningState
from workbench.learning.study import Study, Studying

__all__ = [
    "DEPTHS",
    "Depth",
    "Exam",
    "Learner",
    "Learners",
    "Learning",
    "LearningState",
    "Society",
    "Step",
    "Study",
    "Studying",
]
