alter table member add column gone boolean not null default false;
