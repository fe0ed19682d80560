alter table message add column deleted_at bigint;
