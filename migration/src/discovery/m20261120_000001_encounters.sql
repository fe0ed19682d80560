create table person (
    user_id $UUID primary key,
    gender text not null,
    looking_for text not null,
    birth_day integer not null,
    latitude double precision,
    longitude double precision,
    photos integer not null,
    facts text not null
);
create index person_gender_birth_day on person (gender, birth_day, user_id);
create table swipe (
    user_id $UUID not null,
    target_id $UUID not null,
    action text not null,
    comment text,
    decided_at bigint not null,
    primary key (user_id, target_id)
);
create table encounter (
    low_id $UUID not null,
    high_id $UUID not null,
    match_id $UUID unique,
    conversation_id $UUID unique,
    matched_at bigint,
    primary key (low_id, high_id)
);
create table match_side (
    user_id $UUID not null,
    match_id $UUID not null,
    peer_id $UUID not null,
    conversation_id $UUID not null,
    matched_at bigint not null,
    last_message_at bigint,
    unread_count bigint not null,
    primary key (user_id, match_id)
);
create index match_side_newest on match_side (user_id, matched_at, match_id);
create unique index match_side_conversation on match_side (conversation_id, user_id);
