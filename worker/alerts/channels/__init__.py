"""The ways to tell somebody: mail, chats, topics and webhooks."""
