//! Database migrations: one migrator and one migration table a module, one text for SQLite and PostgreSQL.
//!
//! A migration is an SQL file in the dialect both engines share, with four tokens for what they spell differently:
//! `$UUID`, `$BYTES`, `$JSON` and `$SERIAL`. Once released, a file never changes; a later one does.

pub mod auth;
pub mod chat;
pub mod discovery;
pub mod media;
pub mod profile;
mod script;

/// Declares a module's `Migrator`: the shared tables first, then the module's own files in order.
macro_rules! migrations {
    ($module:literal: $( $name:literal => $sql:expr ),* $(,)?) => {
        /// Brings this module's tables up to date.
        pub struct Migrator;

        #[async_trait::async_trait]
        impl sea_orm_migration::MigratorTrait for Migrator {
            fn migrations() -> Vec<Box<dyn sea_orm_migration::MigrationTrait>> {
                vec![
                    $crate::script::Script::boxed("m20261120_000000_shared", include_str!("shared.sql")),
                    $( $crate::script::Script::boxed($name, $sql), )*
                ]
            }
            fn migration_table_name() -> sea_orm_migration::sea_query::DynIden {
                sea_orm_migration::sea_query::IntoIden::into_iden(concat!($module, "_migrations"))
            }
        }
    };
}
pub(crate) use migrations;
