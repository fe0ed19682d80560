create table outbox (
    id $SERIAL,
    event_id $UUID not null unique,
    subject text not null,
    envelope text not null,
    attempts integer not null,
    next_attempt_at bigint not null
);
create table dead_letter (
    id $SERIAL,
    event_id $UUID not null,
    subject text not null,
    envelope text not null,
    attempts integer not null,
    error text not null,
    died_at bigint not null
);
create table inbox (
    consumer text not null,
    event_id $UUID not null,
    received_at bigint not null,
    primary key (consumer, event_id)
);
create index inbox_received_at on inbox (received_at);
create table idempotency (
    key $BYTES primary key,
    request $BYTES not null,
    reply $BYTES,
    created_at bigint not null
);
create index idempotency_created_at on idempotency (created_at);
