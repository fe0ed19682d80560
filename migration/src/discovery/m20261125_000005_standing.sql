drop index person_gender_birth_day;
alter table person drop column gender;
alter table person drop column looking_for;
alter table person drop column birth_day;
alter table person drop column latitude;
alter table person drop column longitude;
alter table person drop column photos;
alter table person drop column listed;
alter table person add column joined_at bigint not null default 0;
alter table swipe add column open bigint not null default 0;
alter table swipe add column appeal bigint not null default 0;
alter table swipe add column precision_gain bigint not null default 0;
create table standing (
    user_id $UUID primary key,
    open bigint not null,
    open_precision bigint not null,
    appeal bigint not null,
    appeal_precision bigint not null,
    unanswered_appeal bigint not null,
    unanswered_precision bigint not null
);
create table preference (
    user_id $UUID primary key,
    preferences text not null
);
