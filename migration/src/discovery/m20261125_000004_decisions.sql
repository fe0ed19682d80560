create index swipe_latest on swipe (user_id, decided_at);
create index swipe_received on swipe (target_id, decided_at, user_id);
alter table encounter add column ended_at bigint;
create table allowance (
    user_id $UUID primary key,
    day integer not null,
    likes integer not null,
    superlikes integer not null,
    undos integer not null
);
create table favorite (
    user_id $UUID not null,
    target_id $UUID not null,
    added_at bigint not null,
    primary key (user_id, target_id)
);
create index favorite_newest on favorite (user_id, added_at, target_id);
create index favorite_target on favorite (target_id);
