alter table account add column email_verified_at bigint;
alter table account add column totp_secret $BYTES;
alter table account add column totp_confirmed_at bigint;
alter table account add column totp_step bigint;
alter table account add column erase_at bigint;
alter table account add column admin boolean not null default false;
create index account_admin on account (id) where admin;

alter table session add column strong boolean not null default false;

create table recovery_code (
    account_id $UUID not null references account (id) on delete cascade,
    digest $BYTES not null,
    primary key (account_id, digest)
);

create table one_time_token (
    digest $BYTES primary key,
    purpose text not null,
    account_id $UUID references account (id) on delete cascade,
    payload text,
    expires_at bigint not null
);
create index one_time_token_account on one_time_token (account_id);
create index one_time_token_expires_at on one_time_token (expires_at);

create table passkey (
    id $BYTES primary key,
    account_id $UUID not null references account (id) on delete cascade,
    name text not null,
    credential $BYTES not null,
    created_at bigint not null,
    used_at bigint
);
create index passkey_account on passkey (account_id);

create table passkey_ceremony (
    challenge text primary key,
    expires_at bigint not null
);
create index passkey_ceremony_expires_at on passkey_ceremony (expires_at);

create table audit_entry (
    id $UUID primary key,
    account_id $UUID not null references account (id) on delete cascade,
    at bigint not null,
    event text not null,
    ip text,
    label text
);
create index audit_entry_account on audit_entry (account_id, at, id);
create index audit_entry_at on audit_entry (at);

create table signing_key (
    id text primary key,
    sealed $BYTES not null,
    created_at bigint not null,
    signs_from bigint not null
);

create table erasure (
    id $UUID primary key,
    account_id $UUID not null,
    requested_at bigint not null,
    due_at bigint not null,
    done_at bigint,
    cancelled_at bigint,
    erased $JSON not null
);
create index erasure_account on erasure (account_id);
create index erasure_due_at on erasure (due_at);
