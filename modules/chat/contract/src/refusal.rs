//! Why the chat module says no.

kernel::refusals! {
    /// Why the chat module says no.
    pub enum ChatRefusal {
        /// No such conversation, or the caller is not in it, or may no longer write to the other.
        NotFound => NotFound, "conversation_not_found", "There is no such conversation.";
        /// The other takes no messages from anybody.
        MessagesNotAllowed => Forbidden, "messages_not_allowed", "This person takes no messages now.";
        /// No such message in the conversation.
        MessageNotFound => NotFound, "message_not_found", "There is no such message.";
        /// The `client_id` was used for a message with another text.
        ClientIdMismatch => Invalid, "idempotency_mismatch", "This client_id was used for another message.";
        /// The cursor is not one of this list.
        BadCursor => Malformed, "bad_cursor", "The cursor is not valid.";
    }
}
