create table profile (
    user_id $UUID primary key,
    name text not null,
    birth_date text not null,
    gender text not null,
    looking_for text not null,
    goal $JSON not null,
    bio text,
    interests $JSON not null,
    languages $JSON not null,
    height_cm integer,
    weight_kg integer,
    education text,
    profession text,
    company text,
    school text,
    has_children boolean,
    wants_children boolean,
    smoking text,
    drinking text,
    city text,
    country text,
    cell bigint,
    is_verified boolean not null,
    created_at bigint not null,
    updated_at bigint not null
);
create table photo (
    user_id $UUID not null references profile (user_id),
    position integer not null,
    file_id $UUID not null,
    primary key (user_id, position),
    unique (user_id, file_id)
);
create table block (
    blocker $UUID not null,
    blocked $UUID not null,
    blocked_at bigint not null,
    primary key (blocker, blocked)
);
create index block_by_time on block (blocker, blocked_at, blocked);
create index block_by_blocked on block (blocked);
