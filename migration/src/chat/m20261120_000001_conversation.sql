create table conversation (
    id $UUID primary key,
    kind text not null,
    last_seq bigint not null,
    last_message_at bigint,
    active_at bigint not null,
    closed boolean not null,
    created_at bigint not null
);
create table member (
    conversation_id $UUID not null,
    user_id $UUID not null,
    read_seq bigint not null,
    muted boolean not null,
    joined_at bigint not null,
    primary key (conversation_id, user_id)
);
create index member_user on member (user_id, conversation_id);
create table message (
    id $UUID primary key,
    conversation_id $UUID not null,
    seq bigint not null,
    sender $UUID not null,
    text text not null,
    send_key text,
    sent_at bigint not null
);
create unique index message_place on message (conversation_id, seq);
create unique index message_send_key on message (conversation_id, sender, send_key) where send_key is not null;
