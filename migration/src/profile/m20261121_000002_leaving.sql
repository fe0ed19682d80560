create table leaving (
    user_id $UUID primary key,
    since bigint not null
);
