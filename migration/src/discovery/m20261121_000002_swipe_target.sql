create index swipe_target on swipe (target_id, user_id);
