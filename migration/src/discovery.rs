//! The discovery module's tables: what matching knows of people, what they decided, and who matched.

crate::migrations!("discovery":
    "m20261120_000001_encounters" => include_str!("discovery/m20261120_000001_encounters.sql"),
    "m20261121_000002_swipe_target" => include_str!("discovery/m20261121_000002_swipe_target.sql"),
    "m20261125_000003_listed" => include_str!("discovery/m20261125_000003_listed.sql"),
    "m20261125_000004_decisions" => include_str!("discovery/m20261125_000004_decisions.sql"),
    "m20261125_000005_standing" => include_str!("discovery/m20261125_000005_standing.sql"),
    "m20261125_000006_model" => include_str!("discovery/m20261125_000006_model.sql"),
);
