//! Requests and replies of the discovery module.

use kernel::{Cursor, Picture, UserId};
use serde::{Deserialize, Serialize};

use crate::Filters;

/// Asks for candidates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GetCandidates {
    /// What the caller wants now. What is absent is as in their preferences.
    pub filters: Filters,
    /// How many, at most 50.
    pub limit: u32,
    /// Where the page starts.
    pub cursor: Option<Cursor>,
}

/// A page of candidates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CandidatePage {
    /// Best first; fewer than asked for when some became hidden this very moment.
    pub candidates: Vec<Candidate>,
    /// Where the next page starts; `None` at the end.
    pub next: Option<Cursor>,
    /// Why the page is empty; only when it is.
    pub funnel: Option<Funnel>,
    /// What was loosened because nobody else was left; only for who allows it.
    pub widened: Option<Widened>,
}

/// A filter that was loosened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Widened {
    /// The filter's name.
    pub filter: String,
    /// In words, for example `Within 50 km instead of 25 km`.
    pub text: String,
}

/// Somebody to like.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Candidate {
    /// Who.
    pub user_id: UserId,
    /// Their name.
    pub name: String,
    /// Whole years; absent when they hide it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age: Option<u8>,
    /// Their city.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// Their photos.
    pub photos: Vec<Picture>,
    /// What they write of themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bio: Option<String>,
    /// What they like.
    pub interests: Vec<String>,
    /// What they hope for (words of the profile vocabulary).
    pub goal: Vec<String>,
    /// The upper edge of the distance band in kilometres; absent beyond 100, when a place is unknown, and when they hide
    /// it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distance_km: Option<u32>,
    /// 0..1: how well the two fit, both ways.
    pub compatibility_score: f64,
    /// Why, strongest first; at least one.
    pub reasons: Vec<Reason>,
    /// Whether a moderator has seen that it is them.
    pub is_verified: bool,
}

/// One reason for a score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Reason {
    /// Stable, snake_case, for example `shared_interests`.
    pub code: String,
    /// For people, for example `You both like hiking`.
    pub text: String,
    /// Its part of the score.
    pub weight: f64,
}

/// How many people each filter left, so that an empty page explains itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Funnel {
    /// In the order applied.
    pub steps: Vec<FunnelStep>,
    /// What to change so that somebody appears.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
}

/// What one filter left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FunnelStep {
    /// The filter's name.
    pub filter: String,
    /// How many were left, rounded so that nobody can be counted: 0, 1-9 as 5, then tens.
    pub left: u32,
}

/// Asks how well the caller and somebody fit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetCompatibility {
    /// Whom.
    pub target: UserId,
}

/// How well two people fit, and what that is made of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Compatibility {
    /// Whom the caller was compared with.
    pub user_id: UserId,
    /// 0..1: the sum of the parts.
    pub compatibility_score: f64,
    /// What it is made of, the greatest first. `start` is the same for everybody; `everything_else` is what is not said
    /// in detail: how readily people like and are liked, in steps of 0.05, and what the other one hides.
    pub parts: Vec<Part>,
    /// What speaks for the two, strongest first; at least one.
    pub reasons: Vec<Reason>,
}

/// One part of a score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Part {
    /// Stable, snake_case, for example `shared_interests`.
    pub code: String,
    /// What it adds to the score; below zero for what speaks against the two.
    pub weight: f64,
}

/// Asks for everything the module holds of somebody; for them alone, and for services.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportUser {
    /// Of whom.
    pub user: UserId,
}

/// Erases what the module holds of somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EraseUser {
    /// Of whom.
    pub user: UserId,
}
