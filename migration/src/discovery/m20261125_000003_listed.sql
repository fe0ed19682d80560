alter table person add column listed boolean not null default true;
