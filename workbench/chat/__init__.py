"""Floor 2: questions answered from what a lab holds, with citations; and conversations."""

from workbench.chat.answer import Answer, Reply
from workbench.chat.asking import MOST_CITED, Asking, check_collections
from workbench.chat.conversation import Conversation, Exchange
from workbench.chat.conversations import YOU, Conversations
from workbench.chat.events import Citation
from workbench.chat.evidence import Compare, Evidence
from workbench.chat.history import Turn
from workbench.chat.ports import Findings, Material
from workbench.chat.state import ConversationsState
from workbench.chat.talking import LiveConversations

__all__ = [
    "MOST_CITED",
    "YOU",
    "Answer",
    "Asking",
    "Citation",
    "Compare",
    "Conversation",
    "Conversations",
    "ConversationsState",
    "Evidence",
    "Exchange",
    "Findings",
    "LiveConversations",
    "Material",
    "Reply",
    "Turn",
    "check_collections",
]
