create index swipe_decided on swipe (decided_at, user_id, target_id);
create table activity (
    user_id $UUID primary key,
    last_day integer not null,
    days bigint not null
);
create table model (
    id integer primary key,
    state text not null,
    learned_at bigint not null,
    learned_user $UUID not null,
    learned_target $UUID not null
);
