create table file (
    id $UUID primary key,
    owner_id $UUID not null,
    filename text not null,
    width integer not null,
    height integer not null,
    blurhash text not null,
    renditions $JSON not null,
    moderation text not null,
    created_at bigint not null
);

create index file_owner on file (owner_id, id);

create table leftover (
    blob_key text primary key,
    due_at bigint not null,
    refusal $JSON
);

create index leftover_due on leftover (due_at)
