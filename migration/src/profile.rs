//! The profile module's tables.

crate::migrations!("profile":
    "m20261120_000001_profiles" => include_str!("profile/m20261120_000001_profiles.sql"),
    "m20261121_000002_leaving" => include_str!("profile/m20261121_000002_leaving.sql"),
    "m20261125_000003_reach" => include_str!("profile/m20261125_000003_reach.sql"),
);
