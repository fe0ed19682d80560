alter table profile add column prompts $JSON;
alter table profile add column settings $JSON;
create table tie (
    user_id $UUID not null,
    other_id $UUID not null,
    liked boolean not null,
    matched boolean not null,
    primary key (user_id, other_id)
);
create index tie_other on tie (other_id, user_id);
create table relocation (
    user_id $UUID primary key,
    moves $JSON not null
);
create table search_term (
    user_id $UUID not null,
    kind text not null,
    term $BYTES not null,
    primary key (user_id, kind, term)
);
create index search_term_term on search_term (term, user_id);
create table onboarding (
    user_id $UUID primary key,
    step text,
    completed_steps $JSON not null
);
create table verification (
    user_id $UUID primary key,
    file_id $UUID not null,
    state text not null,
    reason text,
    requested_at bigint not null,
    decided_at bigint
);
create index verification_waiting on verification (state, requested_at, user_id);
