create table account (
    id $UUID primary key,
    username text not null,
    username_key text not null unique,
    email text,
    email_key text unique,
    password_hash text,
    roles $JSON not null,
    created_at bigint not null
);

create table identity (
    provider text not null,
    subject text not null,
    account_id $UUID not null references account (id) on delete cascade,
    created_at bigint not null,
    primary key (provider, subject)
);
create index identity_account on identity (account_id);

create table session (
    id $UUID primary key,
    account_id $UUID not null references account (id) on delete cascade,
    label text,
    ip text,
    created_at bigint not null,
    used_at bigint not null,
    expires_at bigint not null,
    ended_at bigint
);
create index session_account on session (account_id);
create index session_expires_at on session (expires_at);

create table refresh_token (
    digest $BYTES primary key,
    session_id $UUID not null references session (id) on delete cascade,
    expires_at bigint not null,
    spent_at bigint
);
create index refresh_token_session on refresh_token (session_id);
create index refresh_token_expires_at on refresh_token (expires_at);
