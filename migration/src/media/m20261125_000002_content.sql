create table content (
    id $UUID primary key,
    digest $BYTES unique,
    kind text not null,
    mime text not null,
    width integer not null,
    height integer not null,
    duration_ms bigint,
    blurhash text not null,
    renditions $JSON not null,
    original_bytes bigint not null,
    stored_bytes bigint not null,
    moderation text not null,
    explicit integer,
    uses integer not null,
    created_at bigint not null
);

insert into content (id, kind, mime, width, height, blurhash, renditions, original_bytes, stored_bytes, moderation, uses, created_at)
select id, 'image', 'image/webp', width, height, blurhash, renditions, 0, 0, moderation, 1, created_at from file;

create index content_review on content (moderation, id);

create table held_file (
    id $UUID primary key,
    owner_id $UUID not null,
    content_id $UUID not null references content (id),
    filename text not null,
    created_at bigint not null
);

insert into held_file (id, owner_id, content_id, filename, created_at)
select id, owner_id, id, filename, created_at from file;

drop table file;

alter table held_file rename to file;

create index file_by_owner on file (owner_id, id);

create index file_by_content on file (content_id);

create table quota (
    owner_id $UUID primary key,
    files bigint not null,
    bytes bigint not null
);

insert into quota (owner_id, files, bytes)
select owner_id, count(*), 0 from file group by owner_id;

create table upload (
    id $UUID primary key,
    owner_id $UUID not null,
    filename text not null,
    length bigint not null,
    received bigint not null,
    parts integer not null,
    file_id $UUID,
    expires_at bigint not null
);

create index upload_by_owner on upload (owner_id);

create index upload_by_expiry on upload (expires_at);

create table upload_part (
    upload_id $UUID not null references upload (id),
    position integer not null,
    blob_key text not null,
    size bigint not null,
    primary key (upload_id, position)
)
